import type { Probe } from '../../evidence/types.js';
import { isPass } from '../report/support.js';
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

/** Hashes of commits, images and binaries, also behind the `g` of `git describe`. A date is none. */
const HASH = /(?<![a-z0-9])g?((?!20\d{6}(?!\d))[0-9a-f]{7,64})(?![a-z0-9])/g;
/** Versions of at least two numbers; in a tag they may be joined otherwise: REL_16_2. */
const VERSION = /(?<![0-9._])\d+(?:[._]\d+)+(?![0-9])/g;

/** Whether one of these is, or begins, one of those. */
const shares = (ours: readonly string[], theirs: readonly string[]): boolean =>
  ours.some((one) => theirs.some((two) => one.startsWith(two) || two.startsWith(one)));

/**
 * Whether two names of a build cannot be the same one: each has a hash, or each a version, and they have none in common. A
 * version and a hash may be two names of one build.
 */
export function otherBuild(a: string, b: string): boolean {
  const kinds = [a, b].map((name) => {
    // Signs between letters and digits may be markup in a document.
    const text = name.toLowerCase().replace(/[`*]/g, ' ');
    return {
      hashes: [...text.matchAll(HASH)].map(([, hash = '']) => hash),
      versions: (text.match(VERSION) ?? []).map((version) => `${version.replace(/_/g, '.')}.`),
    };
  });
  const [ours, theirs] = kinds;
  if (ours === undefined || theirs === undefined) return false;
  if (ours.hashes.length > 0 && theirs.hashes.length > 0) return !shares(ours.hashes, theirs.hashes);
  return ours.versions.length > 0 && theirs.versions.length > 0 && !shares(ours.versions, theirs.versions);
}

/** A digest without the name of its algorithm. */
const bare = (digest: string): string => digest.replace(/^sha\d+:/i, '');

const DIRTY =
  /\b(?:dirty|uncommitted|unstaged|not clean|modified|local(?:ly)? (?:changes?|changed|patch\w*)|patched|work(?:ing)? tree)\b/i;

/** DST414. */
export default sessionRule({
  id: 'DST414',
  name: 'environment-differs',
  severity: 'error',
  soundness: true,
  summary:
    'Probes are there and agree with their exit status, and the build that log and report name ran in every scenario and arm.',
  why: 'A probe that failed and is called passed turns a missing capability into a silent no-op. And a verdict about a build is one only if its scenarios ran that build (one that needs another, as an upgrade does, is told with its digest), and a tree with changes that nobody committed is a build that nobody else has.',
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
    const { log, report, plan } = session;
    const named = [log, report].flatMap(
      (document) => document?.header.filter(({ key, value }) => key === 'commit' && !value.isBlank) ?? [],
    );
    const texts = [log, report].map((document) => document?.source.text ?? '').join('\n');
    const saysDirty = [...named.map(({ value }) => value.value), report?.source.text ?? ''].some((text) =>
      DIRTY.test(text),
    );
    for (const { key, evidence, decision } of armsWith(session)) {
      const { env } = evidence;
      if (env?.value === undefined) continue;
      const { commit, dirty } = env.value.sut;
      const { digest } = env.value.sut;
      const name = `${commit ?? ''} ${digest ?? ''}`;
      const other = named.find(({ value }) => commit !== null && otherBuild(value.value, name));
      if (other !== undefined)
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'commit']),
          message: `${key} ran ${commit ?? ''}, and the commit under test is "${other.value.value.trim()}"`,
          help: 'name the build that ran; a verdict about another one needs a run of that one',
          subject: `${key}/commit`,
        });
      if (dirty === true && !saysDirty)
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'dirty']),
          message: `${key} ran a tree with uncommitted changes, and neither log nor report says so`,
          help: 'say so behind the commit under test, and keep the difference as an artifact; or run a clean build',
          subject: `${key}/dirty`,
        });
      const scenario = session.states.find(({ arms }) => arms.some((arm) => arm.key === key))?.id;
      const required = plan?.plan.requirements.find(
        ({ all, scenarios }) => all || scenarios.some(({ id }) => id === scenario),
      );
      if (env.value.probes.length === 0 && required !== undefined && isPass(decision.verdict))
        say({
          source: env.source,
          range: valuePlace(env, ['probes']),
          message: `${key} passed, the plan requires "${required.name.value.trim()}", and nothing was probed`,
          help: 'what an environment can do is shown by a functional probe: dst-skills record probe',
          subject: `${key}/probes`,
        });
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
      if (digest === null)
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'digest']),
          message: `${key} does not say which binary ran`,
          help: 'write the digest of the running program, not of the one that was built',
          subject: `${key}/digest`,
        });
      else if (usual !== undefined && digest !== usual && !texts.includes(bare(digest).slice(0, 12)))
        say({
          source: env.source,
          range: valuePlace(env, ['sut', 'digest']),
          message: `${key} ran another binary than the other scenarios`,
          help: `run all scenarios on one build; where this one is of another (an upgrade, a sanitizer), say so in log or report with its digest: ${bare(digest).slice(0, 12)}`,
          subject: `${key}/digest`,
        });
    }
  },
});
