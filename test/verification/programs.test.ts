// What the three verification programs have in common: their command line, and the answers of their audits.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WorkloadFile } from '../../lib/evidence/types.js';
import { readEvidence } from '../../lib/evidence/read.js';
import { auditAnswers } from '../../verification/harness/audit.js';
import { run } from '../../verification/harness/command.js';
import { ROOT } from '../support/run.js';

/** Milliseconds: a machine may stand still for a while, and no answer depends on how long it takes. */
const PATIENT = 120_000;
const PROGRAMS = { etcd: 'run', redis: 'run', planted: 'verify' } as const;

for (const [name, file] of Object.entries(PROGRAMS)) {
  const program = join(ROOT, 'dist', 'verification', name, `${file}.js`);

  t.test(`verify:${name} tells how it is used, on standard output with status 0`, async (t) => {
    const { rc, out, err } = await run([process.execPath, program, '--help'], { ms: PATIENT });
    t.match({ rc, err }, { rc: 0, err: '' });
    for (const option of ['--short', '--only', '--out', `verification/${name}/sessions`]) t.match(out, option);
  });

  t.test(`verify:${name} runs nothing where an option or a scenario is unknown`, async (t) => {
    for (const [argv, why] of [
      [['--shrot'], /Unknown option '--shrot'/],
      [['--only', 'S1,S99'], /^S99 is not executed here; there are S1,/],
    ] as const) {
      const { rc, out, err } = await run([process.execPath, program, ...argv], { ms: PATIENT });
      t.match({ rc, out }, { rc: 2, out: '' });
      t.match(err, why);
      t.notMatch(err, /^ {4}at /m);
    }
  });
}

t.test('verify:planted takes a number of clusters that is one', async (t) => {
  const program = join(ROOT, 'dist', 'verification', 'planted', 'verify.js');
  for (const jobs of ['0', 'many']) {
    const { rc, err } = await run([process.execPath, program, '--jobs', jobs]);
    t.match({ rc, err }, { rc: 2, err: `--jobs does not take "${jobs}"` });
  }
});

type Window = NonNullable<WorkloadFile['outcomes']['windows']>[number];
const ok = (count: number): Window['before'] => ({ ok: count, fail: 0, info: 0 });

/** Evidence of a run with one window, in which as many operations succeeded as given. */
async function evidenceWith(folder: string, during: number): Promise<Awaited<ReturnType<typeof readEvidence>>> {
  mkdirSync(folder, { recursive: true });
  const workload: WorkloadFile = {
    seeds: [1],
    generator: 'puts',
    outcomes: { total: ok(20 + during), windows: [{ epoch: 'E1', before: ok(10), during: ok(during), after: ok(10) }] },
    reach: [{ name: 'put inside a window', hits: 1 }],
  };
  writeFileSync(join(folder, 'workload.json'), JSON.stringify(workload));
  return readEvidence(folder, 'S1');
}

t.test('a window without a success opens R2, unless nothing could succeed there', async (t) => {
  const evidence = await evidenceWith(join(t.testdir(), 'S1'), 0);
  t.match(auditAnswers(evidence, {})['R2'], { open: true, evidence: 'successes before/during/after: E1 10/0/10' });
  for (const silent of ['no majority was left', new Map([['E1', 'no majority was left']])])
    t.match(auditAnswers(evidence, {}, silent)['R2'], {
      open: false,
      evidence: /E1 10\/0\/10 \(no majority was left\)/,
    });
  t.match(auditAnswers(evidence, {}, new Map([['E2', 'no majority was left']]))['R2'], { open: true });
});

t.test('words add to a computed answer and cannot close it', async (t) => {
  const evidence = await evidenceWith(join(t.testdir(), 'S1'), 0);
  t.match(auditAnswers(evidence, { R2: 'all was well' })['R2'], { open: true, evidence: /10\/0\/10; all was well$/ });
});

t.test('what nobody answers is open, and a run may open what figures close', async (t) => {
  const evidence = await evidenceWith(join(t.testdir(), 'S1'), 5);
  t.match(auditAnswers(evidence, {})['R7'], { open: true, evidence: 'no answer' });
  t.match(auditAnswers(evidence, { R7: 'new directories' })['R7'], { open: false, evidence: 'new directories' });
  t.match(auditAnswers(evidence, {})['R2'], { open: false });
  t.match(auditAnswers(evidence, { R2: [false, 'the clients were idle'] })['R2'], { open: true });
});

t.test('an open red flag opens W11: there a system that did nothing would have passed', async (t) => {
  const evidence = await evidenceWith(join(t.testdir(), 'S1'), 0);
  t.match(auditAnswers(evidence, { W11: 'one lost element is enough' })['W11'], { open: true, evidence: /R2/ });
});
