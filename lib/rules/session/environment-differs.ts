import type { Probe } from '../../evidence/types.js';
import { sessionRule } from '../rule.js';
import { armsWith, valuePlace } from './support.js';

/** Where a probe says another thing than its command did. A command may well have to fail: a ping under full loss. */
function contradiction({
  passed,
  rc,
  functional_test: { expect, got },
}: Probe): { member: string; message: string } | undefined {
  const words = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
  const gave = words(expect) !== '' && words(got).includes(words(expect));
  if (passed && rc === null) return { member: 'rc', message: 'is called passed, and no exit status shows that it ran' };
  if (passed && rc !== 0 && !gave)
    return { member: 'rc', message: `is called passed: it ended with status ${rc ?? ''} and did not give "${expect}"` };
  if (!passed && rc === 0 && gave)
    return { member: 'passed', message: `is called failed: it ended with status 0 and gave "${expect}"` };
  return undefined;
}

/** DST414. */
export default sessionRule({
  id: 'DST414',
  name: 'environment-differs',
  severity: 'error',
  soundness: true,
  summary: 'Probes agree with their exit status, and the same binary ran in every scenario and arm.',
  why: 'A probe that failed and is called passed turns a missing capability into a silent no-op. And a verdict about a build is one only if all of its scenarios ran that build.',
  examples: {
    failing:
      'evidence/S1/env.json\n- "rc": 0,\n+ "rc": 2,\n- "got": "100 % loss under the rule"\n+ "got": "no such file"\n',
    passing: 'evidence/S1/env.json\n- "kernel": "6.1"\n+ "kernel": "6.2"\n',
  },
  check(session, say) {
    const digests = new Map<string, number>();
    for (const { evidence } of armsWith(session)) {
      const digest = evidence.env?.value?.sut.digest;
      if (typeof digest === 'string') digests.set(digest, (digests.get(digest) ?? 0) + 1);
    }
    const usual = [...digests].sort((a, b) => b[1] - a[1])[0]?.[0];
    for (const { key, evidence } of armsWith(session)) {
      const { env } = evidence;
      if (env?.value === undefined) continue;
      for (const [i, probe] of env.value.probes.entries()) {
        const wrong = contradiction(probe);
        if (wrong !== undefined)
          say({
            source: env.source,
            range: valuePlace(env, ['probes', i, wrong.member]),
            message: `the probe of "${probe.capability}" ${wrong.message}`,
            help: 'a probe passes when it gave what was expected; what it gave is recorded by "dst-skills record probe"',
            subject: `${key}/probe/${probe.capability}`,
          });
      }
      const { digest } = env.value.sut;
      if (digest === null)
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'digest']),
          message: `${key} does not say which binary ran`,
          help: 'write the digest of the running program, not of the one that was built',
          subject: `${key}/digest`,
        });
      else if (usual !== undefined && digest !== usual)
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'digest']),
          message: `${key} ran another binary than the other scenarios`,
          help: 'run all scenarios on one build',
          subject: `${key}/digest`,
        });
    }
  },
});
