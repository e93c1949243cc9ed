import t from 'tap';
import checker from '../../../lib/check/replay-equivalence.js';
import type { Json, Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { ops, type Line } from '../checking.js';
import { agree, type Case } from './agree.js';

/** The state after the entries, replayed from the first on. */
const FOLDS: Readonly<Record<string, (entries: readonly Json[]) => Json>> = {
  list: (entries) => [...entries],
  counter: (entries) => entries.reduce((sum: number, entry) => sum + (entry as number), 0),
  map: (entries) =>
    Object.fromEntries(
      ['x', 'y'].flatMap((name) => {
        const last = (entries as [string, string, Json?][]).filter(([, key]) => key === name).at(-1);
        return last === undefined || last[0] === 'delete' ? [] : [[name, last[2] ?? null]];
      }),
    ),
};

const ENTRY: Readonly<Record<string, (random: Random) => Json>> = {
  list: (random) => random.int(2),
  counter: (random) => random.int(3),
  map: (random) =>
    random.chance(0.7) ? ['put', random.pick(['x', 'y']), random.int(2)] : ['delete', random.pick(['x', 'y'])],
};

function make(random: Random): Case {
  const apply = random.pick(['none', 'list', 'counter', 'map']);
  const kind = apply === 'none' ? 'list' : apply;
  const first = random.int(3);
  const entries = Array.from({ length: 1 + random.int(4) }, () => (ENTRY[kind] as (random: Random) => Json)(random));
  const lines: Line[] = [[1, 'log', null, entries, 0, 1]];
  if (random.chance(0.3)) lines.push([1, 'log', null, entries.slice(0, -1), 2, 3]);
  for (let n = 1 + random.int(4); n > 0; n--) {
    const upTo = random.int(entries.length + 1);
    const state = FOLDS[kind]?.(random.chance(0.9) ? entries.slice(0, upTo) : entries.slice(upTo)) ?? null;
    const input = random.chance(0.8) ? first + upTo : null;
    const output = input === null && random.chance(0.8) ? (FOLDS[kind]?.(entries) ?? null) : state;
    lines.push([n, random.pick(['state', 'replay', 'snapshot']), input, output, 10 + n, 12 + n]);
  }
  return { history: ops(lines), options: { apply, 'first-offset': String(first) } };
}

const text = (value: Json): string =>
  JSON.stringify(Array.isArray(value) || typeof value !== 'object' ? value : Object.entries(value ?? {}).sort());

t.test('replay-equivalence: all pairs of states, and each replayed from the first entry, on 5000 small logs', (t) => {
  agree(t, checker, { seed: 35, rounds: 5000, least: 800 }, make, ({ history, options }) => {
    const states = history.filter(({ op_type }) => op_type !== 'log');
    const entries = history.find(({ op_type }) => op_type === 'log')?.output as Json[];
    const apply = options?.['apply'] ?? 'none';
    const first = Number(options?.['first-offset']);
    const wrong = (op: Operation): boolean =>
      text(FOLDS[apply]?.(op.input === null ? entries : entries.slice(0, (op.input as number) - first)) ?? null) !==
      text(op.output);
    return (
      states.some((a) => states.some((b) => a.input === b.input && text(a.output) !== text(b.output))) ||
      (apply !== 'none' && states.some(wrong))
    );
  });
  t.end();
});
