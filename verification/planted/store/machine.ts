/** What a log entry asks of the state. Entries are applied in log order, on every node alike: no clock, no chance. */
export type Command = { readonly op: 'noop' } | ClientCommand | ExpireLease | ExportPage;

/** A command that a client sent; `rid` names the request, so that a retry is not applied twice. */
export type ClientCommand = { readonly tenant: string; readonly rid: string } & (
  | { readonly op: 'put'; readonly key: string; readonly value: string; readonly fence?: Fence }
  | { readonly op: 'cas'; readonly key: string; readonly expect: string | null; readonly value: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string }
  | { readonly op: 'acquire'; readonly lease: string; readonly owner: string; readonly ttl: number }
  | { readonly op: 'renew' | 'release'; readonly lease: string; readonly owner: string; readonly token: number }
  | { readonly op: 'export' }
);

/** A lease's token that a write carries; the key takes no write with a lower one than it has seen. */
export interface Fence {
  readonly lease: string;
  readonly token: number;
}

/** The leader's clock has run out for a lease, as it was when `seq` granted or renewed it. */
export interface ExpireLease {
  readonly op: 'expire';
  readonly tenant: string;
  readonly lease: string;
  readonly seq: number;
}

/** The next rows of an export, written by the leader that runs it. */
export interface ExportPage {
  readonly op: 'page';
  readonly job: string;
  readonly from: number;
  readonly rows: readonly Row[];
  readonly last: boolean;
}

export type Value = string | readonly string[];
export type Row = readonly [key: string, value: Value];

export interface Lease {
  readonly tenant: string;
  readonly name: string;
  readonly owner: string;
  /** Index of the entry that granted it: rises with every grant. */
  readonly token: number;
  /** Milliseconds. */
  readonly ttl: number;
  /** Index of the entry that granted or last renewed it, and that entry's term. */
  readonly seq: number;
  readonly term: number;
}

export interface Job {
  readonly id: string;
  readonly tenant: string;
  /** Term of the leader that it began under. */
  readonly term: number;
  /** The tenant's rows when the export was asked for. */
  readonly snapshot: readonly Row[];
  readonly rows: Row[];
  done: boolean;
}

export type Result = { readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly error: string };

/** Requests remembered for retries; the oldest are forgotten beyond it. */
const REMEMBERED = 20_000;

const OK: Result = { ok: true };
const refuse = (error: string): Result => ({ ok: false, error });

/** The replicated state: keys, leases and exports of every tenant. */
export class Machine {
  private readonly data = new Map<string, Map<string, Value>>();
  private readonly fences = new Map<string, number>();
  private readonly answered = new Map<string, Result>();
  readonly leases = new Map<string, Lease>();
  readonly jobs = new Map<string, Job>();

  /** @param remember whether the state knows request ids; the defect `duplicate-on-retry` leaves that out */
  constructor(private readonly remember = true) {}

  apply(index: number, term: number, command: Command): Result {
    if (command.op === 'noop') return OK;
    if (command.op === 'expire') return this.expire(command);
    if (command.op === 'page') return this.page(command);
    // A tenant's request id is its own: two names are joined so that no two pairs look alike.
    const request = JSON.stringify([command.tenant, command.rid]);
    const before = this.answered.get(request);
    if (before !== undefined && this.remember) return before;
    const result = this.perform(index, term, command);
    this.answered.set(request, result);
    if (this.answered.size > REMEMBERED)
      for (const oldest of this.answered.keys()) {
        this.answered.delete(oldest);
        break;
      }
    return result;
  }

  private perform(index: number, term: number, command: ClientCommand): Result {
    const { tenant } = command;
    const rows = this.rowsOf(tenant);
    switch (command.op) {
      case 'put':
        if (command.fence !== undefined && !this.passes(tenant, command.fence)) return refuse('stale-token');
        rows.set(command.key, command.value);
        return OK;
      case 'cas':
        if ((rows.get(command.key) ?? null) !== command.expect) return refuse('mismatch');
        rows.set(command.key, command.value);
        return OK;
      case 'append': {
        const list = rows.get(command.key) ?? [];
        if (typeof list === 'string') return refuse('not-a-list');
        rows.set(command.key, [...list, command.value]);
        return OK;
      }
      case 'acquire': {
        const id = leaseId(tenant, command.lease);
        if (this.leases.has(id)) return refuse('held');
        const { owner, ttl, lease: name } = command;
        this.leases.set(id, { tenant, name, owner, ttl, token: index, seq: index, term });
        return { ok: true, value: { token: index } };
      }
      case 'renew': {
        const lease = this.leases.get(leaseId(tenant, command.lease));
        if (lease?.owner !== command.owner || lease.token !== command.token) return refuse('not-held');
        this.leases.set(leaseId(tenant, command.lease), { ...lease, seq: index, term });
        return { ok: true, value: { token: lease.token } };
      }
      case 'release': {
        const lease = this.leases.get(leaseId(tenant, command.lease));
        if (lease?.owner !== command.owner || lease.token !== command.token) return refuse('not-held');
        this.leases.delete(leaseId(tenant, command.lease));
        return OK;
      }
      case 'export': {
        const id = `x${index}`;
        const snapshot = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
        this.jobs.set(id, { id, tenant, term, snapshot, rows: [], done: false });
        return { ok: true, value: { job: id } };
      }
    }
  }

  private passes(tenant: string, { lease, token }: Fence): boolean {
    const id = leaseId(tenant, lease);
    if (token < (this.fences.get(id) ?? 0)) return false;
    this.fences.set(id, token);
    return true;
  }

  /** Ends a lease, unless it was renewed or granted anew since the leader saw its time run out. */
  private expire({ tenant, lease, seq }: ExpireLease): Result {
    const id = leaseId(tenant, lease);
    if (this.leases.get(id)?.seq !== seq) return refuse('renewed');
    this.leases.delete(id);
    return OK;
  }

  /** Adds a page where the export stands; the same page of a former leader is refused. */
  private page({ job: id, from, rows, last }: ExportPage): Result {
    const job = this.jobs.get(id);
    if (job === undefined || job.done || job.rows.length !== from) return refuse('not-next');
    job.rows.push(...rows);
    job.done = last;
    return OK;
  }

  get(tenant: string, key: string): Value | null {
    return this.data.get(tenant)?.get(key) ?? null;
  }

  /** The rows of a tenant in the order of their keys. */
  list(tenant: string, prefix: string): Row[] {
    return [...(this.data.get(tenant) ?? [])]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The rows of all tenants: what an export without its filter reads. */
  everything(): Row[] {
    return [...this.data].flatMap(([, rows]) => [...rows]);
  }

  /** All that clients can see, in one form on every node. */
  dump(): unknown {
    const sorted = <T>(entries: Iterable<[string, T]>): [string, T][] =>
      [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      data: sorted(this.data).map(([tenant, rows]) => [tenant, sorted(rows)]),
      leases: sorted(this.leases),
      jobs: sorted(this.jobs).map(([id, { tenant, rows, done }]) => [id, { tenant, rows, done }]),
    };
  }

  private rowsOf(tenant: string): Map<string, Value> {
    let rows = this.data.get(tenant);
    if (rows === undefined) this.data.set(tenant, (rows = new Map<string, Value>()));
    return rows;
  }
}

export function leaseId(tenant: string, lease: string): string {
  return JSON.stringify([tenant, lease]);
}
