// A short run against real etcd on this machine: power loss with and without sync calls. Needs root and namespaces.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../verification/harness/command.js';
import { whyNoNamespaces } from '../../verification/harness/netns.js';
import { readEvidence } from '../../lib/evidence/read.js';
import { ROOT } from '../support/run.js';

t.setTimeout(400_000);

t.test('a short run leaves a session that lints clean, and whose oracle has failed once', async (t) => {
  const why = await whyNoNamespaces();
  if (why !== undefined) {
    t.comment(why);
    t.pass('not run here');
    return;
  }
  const out = t.testdir();
  const ran = await run([process.execPath, join(ROOT, 'dist/verification/etcd/run.js'), '--short', '--out', out], {
    ms: 360_000,
  });
  const said = `${ran.out}\n${ran.err}`;
  if (ran.rc === 2 && /missing: |Unable to (?:fetch|locate)|Temporary failure/.test(said)) {
    t.comment(said);
    t.pass('what it needs is not there and cannot be installed');
    return;
  }
  t.equal(ran.rc, 0, said);
  const [name = ''] = readdirSync(out);
  const evidence = join(out, name, 'evidence');
  const verdict = JSON.parse(readFileSync(join(evidence, 'S5', 'verdict.json'), 'utf8')) as { verdict: string };
  // One seed is no hardening, and what a busy machine has disturbed is said as it is.
  t.match(verdict.verdict, /^(?:PASS-smoke|PARTIAL-model)$/);
  const control = await readEvidence(join(evidence, 'control-S5-positive'), 'control');
  t.equal(control.checker?.value?.result, 'invalid', 'without sync calls, acknowledged writes are lost');
  t.match(readFileSync(join(out, name, 'findings', 'report.md'), 'utf8'), /left out of this run/);
  t.notOk(existsSync('/run/netns') && readdirSync('/run/netns').some((one) => one.startsWith(`dst-${process.pid}-`)));
});
