import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';
import { UserError } from '../../lib/cli/errors.js';
import type { Json, Operation } from '../../lib/history/operation.js';
import { operation } from '../../lib/history/operation.js';
import { Random } from '../support/random.js';
import { text } from './checking.js';

const WORDS = ['a', 'b', '', 'constructor', '__proto__', 'toString', 'r', 'append', 'put', 'k', '\u0000', '[1]'];
const NAMES = [
  'value',
  'values',
  'offset',
  'version',
  'token',
  'amount',
  'idem_key',
  'entries',
  'state',
  'members',
  'position',
];

function json(random: Random, depth = 3): Json {
  const kind = random.int(depth > 0 ? 9 : 5);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick([0, 1, 2, 3, -1, 0.5, 9007199254740991]);
  if (kind < 5) return random.pick(WORDS);
  if (kind < 7) return Array.from({ length: random.int(4) }, () => json(random, depth - 1));
  return Object.fromEntries(Array.from({ length: random.int(3) }, () => [random.pick(NAMES), json(random, depth - 1)]));
}

/** Micro-operations that are mostly well-formed. */
function micro(random: Random): Json {
  return Array.from({ length: random.int(4) }, (): Json => {
    const write = random.chance(0.5);
    return [
      write ? random.pick(['append', 'append', 'w']) : 'r',
      random.pick(['x', 'y']),
      write ? random.int(20) : json(random, 1),
    ];
  });
}

/** Operation types that go together, and some that nobody knows. */
const TYPES = [
  'txn',
  'read write',
  'read append',
  'read add remove',
  'enqueue dequeue drain',
  'acquire renew release use',
  'inc dec read',
  'credit debit balance entries',
  'dump view join leave put',
  'state replay log',
  'transfer constructor __proto__',
].map((line) => line.split(' '));

function history(random: Random): Operation[] {
  const types = random.chance(0.9) ? random.pick(TYPES) : TYPES.flat();
  return Array.from({ length: random.int(12) }, (_, i) => {
    const at = random.int(20);
    return operation({
      op_id: i,
      process_id: random.pick([1, 2, 'p']),
      invoke_ts: at,
      complete_ts: random.chance(0.2) ? null : at + random.int(5),
      op_type: random.pick(types),
      key: random.chance(0.9) ? 'k' : json(random, 1),
      input: random.chance(0.5) ? micro(random) : json(random),
      output: random.chance(0.4)
        ? micro(random)
        : random.chance(0.3)
          ? { value: random.int(3), version: random.int(3) }
          : json(random),
      error: random.pick([null, null, null, 'refused', { code: 'timeout', class: 'indefinite' }]),
      node_seen: random.pick([null, 'n1', 'n2']),
      group: random.pick(['g', 'h']),
    });
  });
}

const OPTIONS: Record<string, Record<string, string>[]> = {
  invariant: [{ rule: 'counter-bounds' }, { rule: 'bank-total' }, { min: '1' }],
  'per-group': [
    { 'max-error-rate': '0.5', 'min-throughput': '1' },
    { 'max-error-rate': '0.5', 'worst-p99-ratio': '2', 'max-repeat-spread': '1' },
  ],
  'replay-equivalence': [{}, { apply: 'map' }, { apply: 'counter' }, { apply: 'list' }],
  exclusion: [{}, { overlap: 'allowed', 'clock-error': '2', ttl: '3' }],
  serializability: [{}, { level: 'strict-serializable' }],
};

for (const [name, entry] of Object.entries(CHECKERS)) {
  if (name === 'linearizability') continue; // it has a test of its own, by model
  t.test(
    `${name}: whatever an operation holds, the answer is a verdict or an error that says what to do`,
    async (t) => {
      const checker = await entry.load();
      const random = new Random(17);
      const seen = new Map<string, number>();
      for (let i = 0; i < 3000; i++) {
        const operations = history(random);
        for (const options of OPTIONS[name] ?? [{}]) {
          let answer: string;
          try {
            const result = await checker.run({ operations, options }, { deadline: Infinity, memory: Infinity });
            answer = result.result;
            const excluded = Object.values(result.excluded).reduce((sum, n) => sum + n, 0);
            if (result.consumed + excluded !== operations.length)
              t.fail(`operations unaccounted for\n${text(operations)}`);
            if (answer === 'unknown' && (result.reason ?? '') === '') t.fail('unknown without a reason');
            if ((answer === 'invalid') !== result.anomalies.length > 0)
              t.fail(`${answer} with ${result.anomalies.length} anomalies`);
            JSON.stringify(result);
          } catch (error) {
            if (!(error instanceof UserError)) {
              t.fail(`history ${i}: ${String(error instanceof Error ? error.stack : error)}\n${text(operations)}`);
              return;
            }
            answer = 'refused';
          }
          seen.set(answer, (seen.get(answer) ?? 0) + 1);
        }
      }
      t.ok(seen.size >= 2, [...seen].join(' '));
    },
  );
}
