import { isList, record, show } from '../../history/canonical.js';
import { outcome } from '../../history/operation.js';
import type { Operation } from '../../history/operation.js';
import type { Findings } from '../findings.js';
import { Interner } from '../intern.js';
import { member, numberIn } from '../linearizability/models/values.js';

export const GUARANTEES = ['read-your-writes', 'monotonic-reads', 'monotonic-writes', 'writes-follow-reads'] as const;
export type Guarantee = (typeof GUARANTEES)[number];

/** A version of a key that a session wrote or read, and the operation that shows it. */
interface Mark {
  readonly version: number;
  readonly op: Operation;
}

/** What a session has done, in order; a write carries everything before it along to whoever reads it. */
interface Event {
  readonly key: number;
  readonly write: boolean;
  readonly mark: Mark;
}

/** A version that must be visible because `via` is. */
interface Owed extends Mark {
  readonly via: Operation;
}

interface Session {
  readonly events: Event[];
  readonly wrote: Map<number, Mark>;
  readonly read: Map<number, Mark>;
  /** From other sessions' writes that were read here: what their sessions had written and read before these writes. */
  readonly owed: readonly { readonly guarantee: Guarantee; readonly marks: Map<number, Owed> }[];
  /** How many events of each other session are merged into `owed`. */
  readonly merged: Map<Session, number>;
}

/** Follows the sessions through time: operations are announced and completed in the order of the clock. */
export class SessionCheck {
  compared = 0;
  unversioned = 0;
  readonly #sessions = new Map<string, Session>();
  readonly #keys = new Interner();
  /** Versions by key and value, from writes that answered with one; null where a value was written twice. */
  readonly #versions: { values: Interner; marks: (number | null)[] }[] = [];
  /** Who wrote a version of a key, and how much of its session came before. */
  readonly #writers = new Map<string, { session: Session; before: number; op: Operation }>();
  /** What each operation in flight must not go below, as its session knew it at the invocation. */
  readonly #bounds = new Map<Operation, Bounds>();

  constructor(
    readonly wanted: readonly Guarantee[],
    readonly findings: Findings,
    operations: readonly Operation[],
  ) {
    for (const op of operations) {
      if (op.op_type !== 'write') continue;
      const key = this.#keys.add(op.key);
      const known = (this.#versions[key] ??= { values: new Interner(), marks: [] });
      const value = known.values.add(member(op.input, 'value'));
      const version = outcome(op) === 'ok' ? numberIn(op.output, 'version') : undefined;
      known.marks[value] = value in known.marks ? null : (version ?? null);
    }
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  invoke(op: Operation): void {
    const session = this.#session(op);
    const key = this.#keys.add(op.key);
    const owed = session.owed.map(({ guarantee, marks }) => ({ guarantee, mark: marks.get(key) }));
    this.#bounds.set(op, { wrote: session.wrote.get(key), read: session.read.get(key), owed });
  }

  complete(op: Operation): void {
    const session = this.#session(op);
    const key = this.#keys.add(op.key);
    const bounds = this.#bounds.get(op) ?? {};
    this.#bounds.delete(op);
    const version = op.op_type === 'write' ? numberIn(op.output, 'version') : this.#versionRead(op, key);
    if (version === undefined) {
      this.unversioned++;
      return;
    }
    if (op.op_type === 'write') {
      this.#compare('monotonic-writes', bounds.wrote, op, version, true);
      this.#compare('writes-follow-reads', bounds.read, op, version, true);
    } else {
      this.#compare('read-your-writes', bounds.wrote, op, version, false);
      this.#compare('monotonic-reads', bounds.read, op, version, false);
      for (const { guarantee, mark } of this.wanted.includes('monotonic-reads') ? (bounds.owed ?? []) : []) {
        this.#compare(guarantee, mark, op, version, false, mark?.via);
      }
    }
    const mark = { version, op };
    if (op.op_type === 'write') {
      this.#writers.set(`${key} ${version}`, { session, before: session.events.length, op });
      raise(session.wrote, key, mark);
    } else {
      raise(session.read, key, mark);
      this.#adopt(session, this.#writers.get(`${key} ${version}`));
    }
    session.events.push({ key, write: op.op_type === 'write', mark });
  }

  /** Whoever reads a write must from then on see what its session had read and written before it. */
  #adopt(session: Session, writer: { session: Session; before: number; op: Operation } | undefined): void {
    if (writer === undefined || writer.session === session) return;
    const done = session.merged.get(writer.session) ?? 0;
    for (let i = done; i < writer.before; i++) {
      const { key, write, mark } = writer.session.events[i] as Event;
      const marks = session.owed[write ? 0 : 1]?.marks;
      if (mark.version > (marks?.get(key)?.version ?? -Infinity)) marks?.set(key, { ...mark, via: writer.op });
    }
    if (writer.before > done) session.merged.set(writer.session, writer.before);
  }

  /** A write needs a version above the bound, a read one that is not below it. */
  #compare(
    guarantee: Guarantee,
    bound: Mark | undefined,
    op: Operation,
    version: number,
    above: boolean,
    via?: Operation,
  ): void {
    if (bound === undefined || !this.wanted.includes(guarantee)) return;
    this.compared++;
    if (above ? version > bound.version : version >= bound.version) return;
    this.findings.add(guarantee, () => {
      const earlier = `op ${String(bound.op.op_id)} ${bound.op.op_type === 'write' ? 'wrote' : 'read'} version ${bound.version}`;
      const later = `op ${String(op.op_id)} ${above ? 'wrote' : 'read'} version ${String(version === -Infinity ? 'none' : version)}`;
      const link =
        via === undefined
          ? 'earlier in the session'
          : `before op ${String(via.op_id)} of its session, which this session had read`;
      return {
        message: `${later} of ${show(op.key)}, but ${earlier} ${link}`,
        ops: [bound.op.op_id, ...(via === undefined ? [] : [via.op_id]), op.op_id],
        key: op.key,
      };
    });
  }

  #versionRead(op: Operation, key: number): number | undefined {
    if (op.output === null) return -Infinity;
    const shown = record(op.output) === undefined ? undefined : numberIn(op.output, 'version');
    if (shown !== undefined || isList(op.output)) return shown;
    const value = member(op.output, 'value');
    if (value === null) return -Infinity;
    const known = this.#versions[key];
    const mark = known?.marks[known.values.add(value)];
    return mark ?? undefined;
  }

  #session(op: Operation): Session {
    const named = op['session'];
    const id =
      named === undefined || named === null
        ? `process ${typeof op.process_id} ${op.process_id}`
        : `session ${show(named, 500)}`;
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = {
        events: [],
        wrote: new Map(),
        read: new Map(),
        owed: [
          { guarantee: 'monotonic-writes', marks: new Map() },
          { guarantee: 'writes-follow-reads', marks: new Map() },
        ],
        merged: new Map(),
      };
      this.#sessions.set(id, session);
    }
    return session;
  }
}

interface Bounds {
  readonly wrote?: Mark | undefined;
  readonly read?: Mark | undefined;
  readonly owed?: readonly { readonly guarantee: Guarantee; readonly mark: Owed | undefined }[];
}

function raise(marks: Map<number, Mark>, key: number, mark: Mark): void {
  if (mark.version > (marks.get(key)?.version ?? -Infinity)) marks.set(key, mark);
}
