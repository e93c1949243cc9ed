// Every one of the ten states, and every session verdict, from the files of evidence directories alone.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadSession, type Session } from '../../lib/session/load.js';
import { sessionDecision } from '../../lib/session/state.js';
import { VERDICTS, type Verdict } from '../../lib/vocabulary/verdicts.js';
import { completeSession } from '../support/session.js';
import { AUDIT, ENV, registerHistory, writeEvidence } from '../support/session-evidence.js';
import { dst } from '../support/run.js';

const shownAs = (path: string): string => path;
const load = (directory: string): Promise<Session> => loadSession(directory, { shownAs });
const folder = (): string => t.testdir({ 'session-log.md': '# Session log: x\n', evidence: {}, findings: {} });

/** Edits a JSON file. */
function edit(path: string, change: (value: Record<string, unknown>) => void): void {
  const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(value);
  writeFileSync(path, JSON.stringify(value));
}

const positive = async (directory: string): Promise<void> => {
  const folder = join(directory, 'evidence', 'control-positive');
  mkdirSync(folder, { recursive: true });
  const record = JSON.parse(readFileSync(join(directory, 'evidence', 'S1', 'checker.json'), 'utf8')) as object;
  writeFileSync(
    join(folder, 'checker.json'),
    JSON.stringify({ ...record, result: 'invalid', anomalies: [{ type: 'nonlinearizable' }], exit_code: 1 }),
  );
  await Promise.resolve();
};

/** How the evidence of S1 is made for each state: from the full evidence, with one thing changed. */
const WAYS: Readonly<Record<Verdict, (directory: string) => Promise<void>>> = {
  'NOT-RUN': async (directory) => {
    rmSync(join(directory, 'evidence', 'S1'), { recursive: true });
    mkdirSync(join(directory, 'evidence', 'S1'));
    writeFileSync(join(directory, 'evidence', 'S1', 'audit.json'), JSON.stringify(AUDIT));
    await Promise.resolve();
  },
  'INCONCLUSIVE-env': async (directory) => {
    edit(join(directory, 'evidence', 'S1', 'env.json'), (env) => {
      env['probes'] = ENV.probes.map((probe) => ({ ...probe, rc: 2, passed: false }));
    });
    await Promise.resolve();
  },
  'FAIL-reproducible': async (directory) => {
    await writeEvidence(directory, 'S1', { fault: true, operations: registerHistory({ stale: true }) });
    const line = (result: string, seed: number): string => `${JSON.stringify({ seed, result, evidence: null })}\n`;
    writeFileSync(
      join(directory, 'evidence', 'S1', 'reruns.jsonl'),
      line('valid', 1) + line('invalid', 1) + line('valid', 1),
    );
  },
  'FAIL-nondeterministic': async (directory) => {
    await writeEvidence(directory, 'S1', { fault: true, operations: registerHistory({ stale: true }) });
  },
  'INCONCLUSIVE-fault-not-proven': async (directory) => {
    const path = join(directory, 'evidence', 'S1', 'nemesis.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"source":"victim"', '"source":"injector"'));
    await Promise.resolve();
  },
  'PARTIAL-surface': async (directory) => {
    rmSync(join(directory, 'evidence', 'S1', 'checker.json'));
    await Promise.resolve();
  },
  'INCONCLUSIVE-oracle-too-weak': async (directory) => {
    edit(join(directory, 'evidence', 'S1', 'checker.json'), (record) => {
      record['result'] = 'unknown';
      record['exit_code'] = 1;
      record['reason'] = 'time limit of 60 s';
    });
    await Promise.resolve();
  },
  'PARTIAL-model': async (directory) => {
    edit(join(directory, 'evidence', 'S1', 'checker.json'), (record) => {
      record['ops_consumed'] = 400;
      record['ops_excluded'] = { 'keys left out': 80 };
    });
    await Promise.resolve();
  },
  'PASS-smoke': async (directory) => {
    rmSync(join(directory, 'evidence', 'control-positive'), { recursive: true });
    await Promise.resolve();
  },
  'PASS-hardening': () => Promise.resolve(),
};

let template: string | undefined;

t.before(async () => {
  const directory = folder();
  await writeEvidence(directory, 'S1', { fault: true });
  await positive(directory);
  template = directory;
});

for (const verdict of VERDICTS) {
  t.test(`evidence gives ${verdict}`, async (t) => {
    const directory = t.testdir();
    cpSync(template ?? '', directory, { recursive: true });
    await WAYS[verdict](directory);
    const session = await load(directory);
    const state = session.states.find(({ id }) => id === 'S1');
    t.equal(state?.verdict, verdict, JSON.stringify(state?.arms[0]?.decision.path.at(-1)));
    if (!verdict.startsWith('FAIL'))
      t.equal(state?.arms[0]?.decision.missing.length === 0, verdict === 'PASS-hardening', 'says what is missing');
  });
}

t.test('all five session verdicts are reached', async (t) => {
  const made = await completeSession(t.testdir());
  const { directory } = made;
  const verdict = async (): Promise<string> => sessionDecision((await load(directory)).states).verdict;
  t.equal(await verdict(), 'DONE');

  const checker = join(directory, 'evidence', 'S1', 'checker.json');
  const kept = readFileSync(checker, 'utf8');
  edit(checker, (record) => Object.assign(record, { result: 'invalid', exit_code: 1, anomalies: [{ type: 'x' }] }));
  t.equal(await verdict(), 'FAIL', 'one failure among passes');
  writeFileSync(checker, kept);

  rmSync(join(directory, 'evidence', 'S2', 'nemesis.jsonl'));
  t.equal(await verdict(), 'DONE_WITH_CONCERNS');

  for (const key of ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'])
    rmSync(join(directory, 'evidence', ...key.split('/'), 'checker.json'));
  t.equal(await verdict(), 'INCONCLUSIVE');

  rmSync(join(directory, 'evidence'), { recursive: true });
  const log = join(directory, 'session-log.md');
  writeFileSync(log, readFileSync(log, 'utf8').replace(/^\| 20\d\d-.*\n/gm, ''));
  t.equal(await verdict(), 'BLOCKED');
});

t.test('the command prints the state, the path through the tree and what is missing', async (t) => {
  const path = join(template ?? '', 'evidence', 'S1');
  const human = await dst(['verdict', path]);
  t.equal(human.code, 0, human.stderr);
  t.match(human.stdout, /S1 {2}PASS-hardening/);
  t.match(human.stdout, /4\. Is every planned fault proven to have landed\? yes: 4 of 4 windows landed/);
  const machine = await dst(['verdict', '--json', path]);
  const parsed = JSON.parse(machine.stdout) as { scenarios: { arms: { facts: object; path: unknown[] }[] }[] };
  t.equal(parsed.scenarios[0]?.arms[0]?.path.length, 10);
  const facts = t.testdir({ 'facts.json': JSON.stringify(parsed.scenarios[0]?.arms[0]?.facts) });
  const again = await dst(['verdict', join(facts, 'facts.json')]);
  t.match(again.stdout, /PASS-hardening/, 'the printed facts give the same verdict');
});

t.test('what is no evidence is an error that says so', async (t) => {
  const directory = t.testdir({ 'x.json': '{"attempted": 1}', empty: {} });
  for (const [args, message] of [
    [[join(directory, 'nowhere')], /does not exist/],
    [[join(directory, 'empty')], /neither a session directory nor an evidence directory/],
    [[join(directory, 'x.json')], /lacks|must be boolean/],
  ] as const) {
    const { code, stdout, stderr } = await dst(['verdict', ...args]);
    t.equal(code, 2);
    t.equal(stdout, '');
    t.match(stderr, message);
  }
});
