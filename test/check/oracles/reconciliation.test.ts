import t from 'tap';
import checker from '../../../lib/check/reconciliation.js';
import { outcome, type Json, type Operation } from '../../../lib/history/operation.js';
import type { Random } from '../../support/random.js';
import { failed, ops, type Line } from '../checking.js';
import { agree, type Case } from './agree.js';

const NODES = ['n1', 'n2', 'n3'];
const dump = (type: string, node: string, output: Json, at: number): Line => [
  node,
  type,
  null,
  output,
  at,
  at + 1,
  { node_seen: node, key: null },
];

/** Every order in which the list can stand. */
function permutations<T>(list: readonly T[]): T[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((one, i) => permutations(list.filter((_, at) => at !== i)).map((rest) => [one, ...rest]));
}

t.test('dumps are compared as every order of their elements, on 3000 small histories', (t) => {
  const make = (random: Random): Case => {
    const list = (): Json => Array.from({ length: 1 + random.int(3) }, () => random.int(2));
    const object = (): Json =>
      Object.fromEntries(['x', 'y', 'term'].filter(() => random.chance(0.8)).map((name) => [name, random.int(2)]));
    const state = random.chance(0.5) ? list : object;
    const common = state();
    const dumps = NODES.slice(0, 2 + random.int(2)).map((node): Line =>
      dump('dump', node, random.chance(0.6) ? common : state(), 5),
    );
    return {
      history: ops([[1, 'put', 1, null, 0, 1], ...dumps]),
      options: { order: random.pick(['any', 'kept']), ignore: random.pick(['', 'term']) },
    };
  };
  const same = (a: Json, b: Json, { order, ignore }: Record<string, string>): boolean => {
    if (Array.isArray(a) && Array.isArray(b)) {
      const orders = order === 'kept' ? [b as Json[]] : permutations(b as Json[]);
      return orders.some((one) => JSON.stringify(one) === JSON.stringify(a));
    }
    const members = (value: Json): string =>
      JSON.stringify(
        Object.entries(value as object)
          .filter(([name]) => name !== ignore)
          .sort(),
      );
    return members(a) === members(b);
  };
  agree(t, checker, { seed: 33, rounds: 3000, least: 500 }, make, ({ history, options }) => {
    const outputs = history.filter(({ op_type }) => op_type === 'dump').map(({ output }) => output);
    return outputs.some((a) => outputs.some((b) => !same(a, b, options ?? {})));
  });
  t.end();
});

/** The members after every order of the changes that real time allows, with each unanswered one or without. */
function violates(history: readonly Operation[]): boolean {
  const changes = history.filter((op) => op.op_type !== 'view' && outcome(op) !== 'fail' && op.output !== false);
  const views = history.filter(({ op_type }) => op_type === 'view').map(({ output }) => output as string[]);
  const names = [...new Set(changes.map(({ input }) => input as string))];
  const end = (op: Operation): number => op.complete_ts ?? Infinity;
  return names.some((name) => {
    const own = changes.filter(({ input }) => input === name);
    const states = new Set<boolean>();
    for (let mask = 0; mask < 1 << own.length; mask++) {
      const chosen = own.filter((op, i) => ((mask >> i) & 1) === 1 || outcome(op) === 'ok');
      for (const order of permutations(chosen)) {
        if (order.some((a, i) => order.slice(i + 1).some((b) => end(b) < a.invoke_ts))) continue;
        const last = order.at(-1);
        // Before the first change a member may have been there or not.
        for (const state of last === undefined ? [true, false] : [last.op_type === 'join']) states.add(state);
      }
    }
    return views.some((view) => !states.has(view.includes(name)));
  });
}

t.test('views are held against every order of joins and leaves, on 4000 small histories', (t) => {
  const make = (random: Random): Case => {
    const lines: Line[] = [];
    const view = NODES.filter(() => random.chance(0.6));
    for (let n = 1 + random.int(4); n > 0; n--) {
      const at = random.int(8);
      const fate = random.int(10);
      const member = random.pick(NODES.slice(0, 2));
      const type = random.chance(view.includes(member) ? 0.8 : 0.2) ? 'join' : 'leave';
      lines.push([
        n,
        type,
        member,
        fate === 8 ? false : true,
        at,
        fate < 2 ? null : at + 1 + random.int(4),
        { key: null, ...(fate === 9 ? failed : {}) },
      ]);
    }
    return { history: ops([...lines, dump('view', 'n1', view, 20), dump('view', 'n2', view, 20)]) };
  };
  agree(t, checker, { seed: 34, rounds: 4000, least: 600 }, make, ({ history }) => violates(history));
  t.end();
});
