import t from 'tap';
import { checkLinearizability } from '../../../lib/check/linearizability/checker.js';
import { operation, outcome, type Operation } from '../../../lib/history/operation.js';
import { verdictOf } from '../../support/naive.js';
import { Random } from '../../support/random.js';

const limits = { deadline: Infinity, memory: Infinity };
const TTL = 6;

/** A lease server that is right: each call takes effect at one tick inside it, and a lease ends TTL ticks after that. */
function run(random: Random, calls: number): Operation[] {
  const operations: Operation[] = [];
  const requests = Array.from({ length: calls }, (_, i) => {
    const from = random.int(30);
    const at = from + random.int(4);
    const to = at + random.int(4);
    return {
      id: i + 1,
      process: i,
      owner: `o${random.int(3)}`,
      type: random.pick(['acquire', 'acquire', 'renew', 'release']),
      from,
      at,
      to,
    };
  });
  let holder: string | null = null;
  let until = -Infinity;
  for (const { id, process, owner, type, from, at, to } of requests.sort((a, b) => a.at - b.at || a.id - b.id)) {
    const held = holder !== null && at < until;
    const mine = held && holder === owner;
    let output: boolean | null = null;
    if (type === 'acquire' && (!held || mine)) [holder, until] = [owner, at + TTL];
    else if (type === 'renew' && mine) until = at + TTL;
    else if (type === 'release' && mine) holder = null;
    else output = false;
    const answered = random.chance(0.85);
    operations.push(
      operation({
        op_id: id,
        process_id: process,
        op_type: type,
        input: { owner },
        output: answered ? output : null,
        invoke_ts: from,
        complete_ts: answered ? to : null,
      }),
    );
  }
  return operations;
}

t.test('lease: what a correct server answered is never called a violation, on 3000 small histories', (t) => {
  const random = new Random(5);
  for (let round = 0; round < 3000; round++) {
    const operations = run(random, 2 + random.int(7));
    const { result } = checkLinearizability({ operations, model: 'lease', options: { ttl: String(TTL) } }, limits);
    if (result !== verdictOf(true, operations)) {
      t.fail(`round ${round}: ${JSON.stringify(operations)}`);
      break;
    }
  }
  t.pass('none was');
  t.end();
});

t.test('lease: a second holder inside the time that is certain is found in each of them', (t) => {
  const random = new Random(6);
  let tried = 0;
  for (let round = 0; round < 500; round++) {
    const operations = run(random, 2 + random.int(5)).filter((op) => outcome(op) === 'ok');
    const clock = 100;
    const add = (op_id: number, owner: string, invoke_ts: number): Operation =>
      operation({
        op_id,
        process_id: op_id,
        op_type: 'acquire',
        input: { owner },
        invoke_ts,
        complete_ts: invoke_ts + 1,
      });
    operations.push(add(100, 'thief', clock), add(101, 'victim', clock + 1 + random.int(TTL - 2)));
    const { result } = checkLinearizability({ operations, model: 'lease', options: { ttl: String(TTL) } }, limits);
    if (result !== 'invalid') t.fail(`round ${round}: ${JSON.stringify(operations)}`);
    tried++;
  }
  t.equal(tried, 500);
  t.end();
});

/**
 * Tries every order and every moment inside the calls. The bounds are whole numbers and none is strict, so that whole
 * numbers are moments enough.
 */
function explained(history: readonly Operation[], ttl: number): boolean {
  const horizon = Math.max(...history.map((op) => op.complete_ts ?? op.invoke_ts)) + ttl;
  const dead = new Set<string>();
  const go = (left: readonly Operation[], now: number, holder: string | null, until: number): boolean => {
    if (left.every((op) => outcome(op) === 'info')) return true;
    const name = `${left.map(({ op_id }) => op_id).join(',')} ${now} ${holder} ${until}`;
    if (dead.has(name)) return false;
    dead.add(name);
    return left.some((op) => {
      const rest = left.filter((other) => other !== op);
      const who = (op.input as { owner: string }).owner;
      const refused = op.output === false;
      for (let at = Math.max(now, op.invoke_ts); at <= (op.complete_ts ?? horizon); at++) {
        // At the very end of its time a lease is held or free, as the server has it.
        const [held, free] = [holder !== null && at <= until, holder === null || at >= until];
        let next: [string | null, number] | undefined;
        if (op.op_type === 'release') next = !refused && holder === who ? [null, 0] : [holder, until];
        else if (refused) next = held || op.op_type === 'renew' ? [holder, until] : undefined;
        else if (free || holder === who) next = [who, at + ttl];
        if (next !== undefined && go(rest, at, ...next)) return true;
      }
      return false;
    });
  };
  return go(history, -Infinity, null, 0);
}

t.test('lease: the verdict is that of trying every order and every moment, on 3000 small histories', (t) => {
  const random = new Random(7);
  let violations = 0;
  for (let round = 0; round < 3000; round++) {
    const ttl = 2 + random.int(6);
    const operations = Array.from({ length: 2 + random.int(4) }, (_, i) => {
      const from = 2 * random.int(6);
      const answered = random.chance(0.85);
      return operation({
        op_id: i + 1,
        process_id: i,
        op_type: random.pick(['acquire', 'acquire', 'acquire', 'renew', 'release']),
        input: { owner: `o${random.int(3)}` },
        output: answered && random.chance(0.4) ? false : null,
        invoke_ts: from,
        complete_ts: answered ? from + 1 + 2 * random.int(3) : null,
      });
    });
    const expected = verdictOf(explained(operations, ttl), operations);
    const { result } = checkLinearizability({ operations, model: 'lease', options: { ttl: String(ttl) } }, limits);
    if (result !== expected) {
      t.equal(result, expected, `round ${round}, ttl ${ttl}: ${JSON.stringify(operations)}`);
      break;
    }
    if (expected === 'invalid') violations++;
  }
  t.ok(violations > 300 && violations < 2700, `both verdicts occurred (${violations} violations)`);
  t.end();
});
