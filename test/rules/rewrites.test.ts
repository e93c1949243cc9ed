import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import type { Plan } from '../../lib/plan/model.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { RULES } from '../../lib/rules/registry.js';
import { lintText, show } from '../support/lint.js';
import { ROOT } from '../support/run.js';
import { REWRITES } from './rewrites.js';

// Five plans in sixty writings each take longer than the default limit on a busy machine.
t.setTimeout(300_000);

/** Plans that lint clean, of both generations and in the hands of different authors; rewriting them must change neither the findings nor the model. */
const PLANS = [
  join('lib', 'rules', 'examples', 'base-plan.md'),
  join('test', 'fixtures', 'plans', 'older-queue.md'),
  join('test', 'fixtures', 'plans', 'queue-visibility.md'),
  join('test', 'fixtures', 'plans', 'database-release.md'),
  join('verification', 'etcd', 'plan.md'),
];

/** What a plan says, without its places and wording. */
function gist(plan: Plan): object {
  const ids = (refs: readonly { id: string; arm?: string }[]): string =>
    refs.map(({ id, arm }) => `${id}${arm ?? ''}`).join();
  return {
    generation: plan.generation,
    mode: plan.mode,
    sections: plan.sections.map(({ key }) => key).join(' '),
    claims: plan.claims.map((claim) => [
      claim.id,
      claim.category?.categories.map(({ name }) => name).join(),
      claim.withdrawn,
    ]),
    missing: plan.missingClaims.map(({ id, withdrawn }) => [id, withdrawn]),
    hypotheses: plan.hypotheses.map((hypothesis) => [hypothesis.id, ids(hypothesis.falsifies)]),
    matrix: plan.matrix.map((row) => [
      ids(row.claims),
      ids(row.hypotheses),
      row.verdict?.value,
      row.gap?.value,
      ids(row.scenarios),
    ]),
    techniques: plan.techniques.map((technique) => ids(technique.hypotheses)),
    requirements: plan.requirements.map((row) => ids(row.scenarios)),
    scenarios: plan.scenarios.map((scenario) => [
      scenario.id,
      scenario.name,
      ids(scenario.falsifies),
      ids(scenario.closes),
      scenario.fields.map(({ key }) => key).join(),
      scenario.models.map((block) => [
        block.arm,
        block.notApplicable !== undefined,
        block.fields.map(({ key }) => key).join(),
        block.model?.names.map(({ name }) => name).join(),
      ]),
      scenario.surfaces.map((block) => [block.notApplicable !== undefined, block.fields.map(({ key }) => key).join()]),
      ids(scenario.arms),
    ]),
    adequacy: plan.adequacy.map((row) => [ids(row.claims), ids(row.scenarios), row.threats.length]),
    residuals: plan.residuals.map((row) => ids(row.refs)),
    sentences: plan.confidence?.sentences.length,
    aspects: plan.confidence?.aspects.length,
  };
}

t.ok(REWRITES.length >= 30, `there are ${REWRITES.length} rewrites`);

for (const path of PLANS) {
  const file = join(ROOT, path);
  if (!existsSync(file)) continue;
  const text = readFileSync(file, 'utf8');
  const plan = parsePlan(new Source(path, text));
  const expected = gist(plan);

  t.test(`${path} lints clean`, (t) => {
    t.strictSame(show(text, lintText(text, 'plan', RULES, path)), []);
    t.end();
  });

  for (const { name, rewrite } of REWRITES) {
    t.test(`${path}: ${name} change nothing`, (t) => {
      const rewritten = rewrite(text);
      t.strictSame(gist(parsePlan(new Source(path, rewritten))), expected, 'the model');
      t.strictSame(show(rewritten, lintText(rewritten, 'plan', RULES, path)), [], 'the findings');
      t.end();
    });
  }
}
