import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { outcome } from '../history/operation.js';
import type { Json, Operation } from '../history/operation.js';
import type { CheckInput, CheckLimits, Checker, CheckResult } from './checker.js';
import { Findings } from './findings.js';
import { refused } from './linearizability/models/values.js';
import { conclude, select, selfTest, unanswered } from './pass.js';
import { GUARANTEES, SessionCheck } from './sessions/session-check.js';
import type { Guarantee } from './sessions/session-check.js';

const TYPES = new Set(['read', 'write']);

/** One event on the time line: sessions learn at completions and are held to what they know at invocations. */
interface Moment {
  readonly time: number;
  readonly end: boolean;
  readonly op: Operation;
}

function run({ operations, options }: CheckInput, limits: CheckLimits): CheckResult {
  const wanted = guarantees(options['guarantees']);
  const selection = select(operations, TYPES);
  const findings = new Findings();
  const check = new SessionCheck(wanted, findings, selection.used);
  const moments: Moment[] = [];
  for (const op of selection.used) {
    if (outcome(op) !== 'ok' || refused(op.output)) continue;
    moments.push({ time: op.invoke_ts, end: false, op }, { time: op.complete_ts ?? op.invoke_ts, end: true, op });
  }
  // A completion at the time of an invocation counts as before it only inside one session, where it must be.
  moments.sort((a, b) => a.time - b.time || Number(b.end) - Number(a.end));
  for (const [i, moment] of moments.entries()) {
    if (i % 4096 === 0 && performance.now() > limits.deadline) {
      return conclude(selection, findings, {
        unknown: `the time limit was reached after ${i} of ${moments.length} events`,
      });
    }
    if (moment.end) check.complete(moment.op);
    else check.invoke(moment.op);
  }
  const blind =
    check.compared === 0
      ? check.unversioned > 0
        ? 'no read could be compared: writes need their version in output (or unique values that reads return)'
        : 'no session came back to a key: there is nothing that could go backwards'
      : undefined;
  return conclude(selection, findings, {
    partitions: check.sessions,
    unknown: blind,
    details: {
      guarantees: wanted,
      sessions: check.sessions,
      compared: check.compared,
      'without a version': check.unversioned,
    },
  });
}

function guarantees(text: string | undefined): Guarantee[] {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return [...GUARANTEES];
  return names.map((name) => {
    const known = GUARANTEES.find((guarantee) => guarantee === name);
    if (known !== undefined) return known;
    throw new UserError(`unknown session guarantee "${name}".${didYouMean(name, GUARANTEES)}`, {
      help: `option guarantees takes ${GUARANTEES.join(', ')}, separated by commas`,
    });
  });
}

const write = (
  version: number,
  process: number,
  at: [number, number],
  key: Json = 'k',
): Parameters<typeof selfTest>[2][number] => ({
  op_type: 'write',
  input: `v${version}`,
  output: { version },
  process_id: process,
  at,
  key,
});
const read = (
  version: number,
  process: number,
  at: [number, number],
  key: Json = 'k',
): Parameters<typeof selfTest>[2][number] => ({
  op_type: 'read',
  output: { value: `v${version}`, version },
  process_id: process,
  at,
  key,
});

const checker: Checker = {
  name: 'session',
  models: ['session'],
  summary:
    'inside each session nothing goes backwards: read your writes, monotonic reads and writes, writes follow reads',
  source:
    'Terry, Demers, Petersen, Spreitzer, Theimer & Welch, "Session Guarantees for Weakly Consistent Replicated Data" (PDIS 1994)',
  cannotDetect: [
    'Stale reads between sessions that never exchanged anything (linearizability sees those).',
    'Anything of operations whose version is not known: writes without a version in output, unless their values are unique.',
    'Guarantees across keys beyond one step: what a write carries along is what its own session had read or written itself.',
    'Anything where sessions stay on one node: let them move between nodes, or the guarantees hold by themselves.',
  ],
  options: {
    guarantees: {
      description: `which guarantees to hold the sessions to, separated by commas (default: all of ${GUARANTEES.join(', ')})`,
    },
  },
  selfTests: [
    selfTest('sessions that move forward', 'valid', [
      write(1, 1, [0, 1]),
      read(1, 1, [2, 3]),
      write(2, 2, [2, 5]),
      read(2, 1, [6, 7]),
    ]),
    selfTest('a session does not see its own write', 'invalid', [
      write(1, 1, [0, 1]),
      write(2, 1, [2, 3]),
      read(1, 1, [4, 5]),
    ]),
    selfTest('a session goes back in time', 'invalid', [
      write(1, 1, [0, 1]),
      write(2, 1, [2, 3]),
      read(2, 2, [4, 5]),
      read(1, 2, [6, 7]),
    ]),
    selfTest('a write gets a version below one that its session had read', 'invalid', [
      write(2, 1, [0, 1]),
      read(2, 2, [2, 3]),
      write(1, 2, [4, 5]),
    ]),
    selfTest('an answer is seen without the question', 'invalid', [
      write(1, 1, [0, 1], 'question'),
      read(1, 2, [2, 3], 'question'),
      write(1, 2, [4, 5], 'answer'),
      read(1, 3, [6, 7], 'answer'),
      { op_type: 'read', output: null, process_id: 3, at: [8, 9], key: 'question' },
    ]),
  ],
  relax: unanswered(new Set(['read'])),
  run,
};

export default checker;
