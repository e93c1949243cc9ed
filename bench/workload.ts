import type { Json, Operation } from '../lib/history/operation.js';
import { Random } from '../test/support/random.js';

export interface Workload {
  readonly keys: number;
  readonly perKey: number;
  /** Clients that work on a key at the same time. */
  readonly clients: number;
  /** Writes of unknown outcome a key. */
  readonly unknown: number;
  /** `distinct`: reads and writes, every write its own value. `cas`: reads, writes and compare-and-sets of 0 … 4, as Jepsen's register test. */
  readonly mix: 'distinct' | 'cas';
  /** Plants one stale read in this key, in the second half. */
  readonly violateKey?: number;
  readonly seed: number;
}

interface Flight {
  readonly op_type: string;
  readonly input: Json;
  readonly process: number;
  readonly from: number;
  readonly unknown: boolean;
  effect: boolean;
  output: Json;
}

/** Calls `each` with the operations of a run that is linearizable by construction, key after key, in order of response. */
export function produce(load: Workload, each: (op: Operation) => void): void {
  const random = new Random(load.seed);
  let id = 0;
  let clock = 0;
  for (let key = 0; key < load.keys; key++) {
    let value: Json = null;
    let fresh = 0;
    let started = 0;
    let retired = 0;
    const process = Array.from({ length: load.clients }, (_, i) => i);
    const busy: (Flight | undefined)[] = Array.from({ length: load.clients }, () => undefined);
    const late: Flight[] = [];
    const values: Json[] = [];
    // Distinct values: far enough back that no operation in flight can explain it. Otherwise the value is new anyway.
    const depth = load.mix === 'cas' ? 40 : Math.max(40, 4 * load.clients);
    const unknowns = new Set<number>();
    while (unknowns.size < Math.min(load.unknown, load.perKey)) unknowns.add(random.int(load.perKey));
    const apply = (flight: Flight): void => {
      flight.effect = true;
      if (flight.op_type === 'read') flight.output = value;
      else if (flight.op_type === 'write') value = flight.input;
      else {
        const [from, to] = flight.input as readonly [Json, Json];
        flight.output = from === value;
        if (from === value) value = to;
      }
      values.push(value);
    };
    let open = 0;
    while (started < load.perKey || open > 0) {
      clock += 1;
      if (late.length > 0 && random.chance(0.02)) {
        const [flight] = late.splice(random.int(late.length), 1);
        if (flight !== undefined && random.chance(0.5)) apply(flight);
      }
      const client = random.int(load.clients);
      const flight = busy[client];
      if (flight === undefined) {
        if (started >= load.perKey) continue;
        const unknown = unknowns.has(started++);
        const dice = random.next();
        const op_type = unknown
          ? 'write'
          : load.mix === 'cas'
            ? dice < 1 / 3
              ? 'read'
              : dice < 2 / 3
                ? 'write'
                : 'cas'
            : dice < 0.5
              ? 'read'
              : 'write';
        const some = (): number => (load.mix === 'cas' ? random.int(5) : key * 1_000_000 + ++fresh);
        const input = op_type === 'read' ? null : op_type === 'write' ? some() : [random.int(5), random.int(5)];
        busy[client] = {
          op_type,
          input,
          process: process[client] as number,
          from: clock,
          unknown,
          effect: false,
          output: null,
        };
        open++;
        continue;
      }
      if (!flight.effect && !flight.unknown) {
        apply(flight);
        continue;
      }
      busy[client] = undefined;
      open--;
      if (flight.unknown) {
        late.push(flight);
        process[client] = load.clients + retired++;
      }
      const planted =
        load.violateKey === key && flight.op_type === 'read' && started > load.perKey / 2 && values.length > depth;
      const output =
        planted && !unknowns.has(-1)
          ? load.mix === 'cas'
            ? 99
            : (values[values.length - depth] as Json)
          : flight.output;
      if (planted) unknowns.add(-1);
      each({
        op_id: ++id,
        process_id: flight.process,
        invoke_ts: flight.from,
        complete_ts: flight.unknown ? null : clock,
        op_type: flight.op_type,
        key: `k${key}`,
        input: flight.input,
        output: flight.unknown ? null : output,
        error: null,
        timeout_marker: flight.unknown,
        node_seen: 'n1',
        fault_epoch: null,
      });
    }
  }
}
