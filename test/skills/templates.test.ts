import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';
import { Source } from '../../lib/document/source.js';
import { parseAs, runRules } from '../../lib/lint/run.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { CATEGORY_ALIASES, CLAIM_CATEGORIES, HYPOTHESIS_CATEGORIES } from '../../lib/vocabulary/claims.js';
import {
  ADEQUACY_COLUMNS,
  CLAIM_COLUMNS,
  CONFIDENCE_COLUMNS,
  INVENTORY_COLUMNS,
  MATRIX_COLUMNS,
  MISSING_CLAIM_COLUMNS,
  REQUIREMENT_COLUMNS,
  RESIDUAL_COLUMNS,
} from '../../lib/vocabulary/columns.js';
import { HEADER_FIELDS, PLAN_MODES, PLAN_STATUSES } from '../../lib/vocabulary/header.js';
import { GAP_KINDS, MATRIX_VERDICTS } from '../../lib/vocabulary/matrix.js';
import { MODELS } from '../../lib/vocabulary/models.js';
import { BLAMES, FAIRNESS_FORMULAS, MODEL_FIELDS, SURFACE_FIELDS } from '../../lib/vocabulary/blocks.js';
import { SCENARIO_FIELDS } from '../../lib/vocabulary/scenario.js';
import { SECTIONS } from '../../lib/vocabulary/sections.js';
import { SESSION_VERDICTS, VERDICTS } from '../../lib/vocabulary/verdicts.js';
import { ROOT } from '../support/run.js';

const DESIGN = join(ROOT, 'skills', 'designing-distributed-system-tests');
const EXECUTE = join(ROOT, 'skills', 'executing-distributed-system-tests');
const read = (...parts: string[]): string => readFileSync(join(...parts), 'utf8');

const planText = read(DESIGN, 'assets', 'plan-template.md');
const plan = parsePlan(new Source('plan-template.md', planText));
const flat = planText.replace(/\s+/g, ' ');

t.test('the plan template has every section once, under its exact heading, in order', (t) => {
  t.strictSame(
    [...planText.matchAll(/^## (.*)$/gm)].map((match) => match[1]),
    SECTIONS.map(({ key, title }) => `${key}. ${title}`),
  );
  t.end();
});

t.test('the plan template has every header field and table column in its exact spelling', (t) => {
  for (const { label } of HEADER_FIELDS) t.match(planText, new RegExp(`^\\*\\*${label}:\\*\\* `, 'm'), label);
  const tables = [
    CLAIM_COLUMNS,
    MISSING_CLAIM_COLUMNS,
    INVENTORY_COLUMNS,
    MATRIX_COLUMNS,
    REQUIREMENT_COLUMNS,
    ADEQUACY_COLUMNS,
    RESIDUAL_COLUMNS,
    CONFIDENCE_COLUMNS,
  ];
  for (const columns of tables) {
    const header = `| ${columns.map(({ label }) => label).join(' | ')} |`;
    t.ok(planText.includes(`\n${header}\n`), header);
  }
  t.end();
});

t.test('each scenario of the template has every field of the current generation, and its blocks', (t) => {
  t.equal(plan.generation, 'current');
  const wanted = SCENARIO_FIELDS.filter(({ since }) => since === 'both' || since === 'current').map(({ key }) => key);
  for (const scenario of plan.scenarios) {
    t.strictSame(
      scenario.fields.map(({ key }) => key),
      wanted,
      scenario.id,
    );
    for (const { label } of SCENARIO_FIELDS.filter(({ key }) => wanted.includes(key)))
      t.ok(planText.includes(`- **${label}:**`), label);
    for (const block of scenario.models.filter(({ notApplicable }) => notApplicable === undefined))
      t.strictSame(
        block.fields.map(({ label }) => label),
        MODEL_FIELDS.map(({ label }) => label),
      );
  }
  const surfaces = plan.scenarios.flatMap((scenario) => scenario.surfaces).filter((block) => block.fields.length > 0);
  t.equal(surfaces.length, 1);
  const labels = surfaces[0]?.fields.map(({ label }) => label) ?? [];
  for (const { label, since } of SURFACE_FIELDS.filter((field) => field.since === 'both'))
    t.ok(labels.includes(label), `${label} (${since})`);
  t.end();
});

t.test('the ids of the template fit together', (t) => {
  t.strictSame(
    plan.claims.map(({ id }) => id),
    ['C1', 'C2'],
  );
  t.strictSame(
    plan.hypotheses.map(({ id, falsifies }) => [id, falsifies.map((ref) => ref.id)]),
    [
      ['H1', ['C1', 'M1']],
      ['H2', ['C2']],
    ],
  );
  t.strictSame(
    plan.scenarios.map(({ id, falsifies, closes }) => [id, falsifies[0]?.id, closes[0]?.id]),
    [
      ['S1', 'C1', 'H1'],
      ['S2', 'C2', 'H2'],
    ],
  );
  const arms = plan.scenarios[1]?.arms.map((ref) => ref.arm);
  t.strictSame(
    plan.scenarios[1]?.models.map(({ arm }) => arm),
    arms,
    'each arm has its own block',
  );
  t.equal(plan.adequacy.length, plan.claims.length);
  t.end();
});

t.test("the template's legends are the vocabulary", (t) => {
  for (const word of [...CLAIM_CATEGORIES, ...PLAN_MODES, ...PLAN_STATUSES, ...MATRIX_VERDICTS, ...GAP_KINDS, ...MODELS])
    t.ok(flat.includes(word), word);
  for (const word of [...FAIRNESS_FORMULAS, ...BLAMES]) t.ok(flat.includes(word), word);
  const categories = [...planText.matchAll(/^### (.*)$/gm)].map((match) => match[1]?.toLowerCase().replaceAll(' / ', '/'));
  for (const { name } of HYPOTHESIS_CATEGORIES) t.ok(categories.includes(name), name);
  t.end();
});

t.test('a fresh plan has nothing to report but its placeholders and its guidance', (t) => {
  const allowed = ['unfilled-placeholder', 'guidance-comment-left-in', 'template-guidance-left-in'];
  const others = runRules(parseAs('plan', new Source('plan-template.md', planText)))
    .filter(({ rule }) => !allowed.includes(rule.name))
    .map(({ rule, message }) => `${rule.id} ${message}`);
  t.strictSame(others, []);
  t.end();
});

t.test('every technique that the template refers to is a file of the catalog', (t) => {
  const files = readdirSync(join(DESIGN, 'references'));
  t.ok(plan.techniques.length > 0);
  for (const { reference } of plan.techniques) {
    const path = reference?.value ?? '';
    t.ok(files.includes(path.replace('references/', '')), path);
  }
  t.end();
});

t.test('the skills list claim categories, verdicts and session verdicts as the vocabulary has them', (t) => {
  const design = read(DESIGN, 'SKILL.md').replace(/\s+/g, ' ');
  t.ok(design.includes(`Categories: ${CLAIM_CATEGORIES.join(', ')}.`), 'categories in the design skill');
  const taxonomy = read(EXECUTE, 'references', 'verdict-taxonomy.md');
  t.strictSame(
    [...taxonomy.matchAll(/^\| `([A-Z][\w-]+)` \|/gm)].map((match) => match[1]),
    [...VERDICTS],
    'states',
  );
  for (const file of ['session-log-template.md', 'findings-report-template.md'])
    t.ok(read(EXECUTE, 'assets', file).replace(/\s+/g, ' ').includes(VERDICTS.join(', ')), file);
  for (const word of SESSION_VERDICTS) {
    t.ok(taxonomy.includes(`\`${word}\``), `${word} in the taxonomy`);
    t.ok(read(EXECUTE, 'assets', 'findings-report-template.md').includes(word), `${word} in the report template`);
    t.ok(read(EXECUTE, 'SKILL.md').includes(`\`${word}\``), `${word} in the executing skill`);
  }
  t.end();
});

t.test('every checker that the pack calls by name is built in, for the model it is called with', (t) => {
  const texts = [
    read(EXECUTE, 'SKILL.md'),
    ...readdirSync(join(EXECUTE, 'references')).map((name) => read(EXECUTE, 'references', name)),
  ];
  const calls = texts.flatMap((text) => [...text.matchAll(/--model ([\w-]+) --checker ([\w-]+)/g)]);
  t.ok(calls.length > 0);
  for (const [call, model = '', checker = ''] of calls) t.ok(CHECKERS[checker]?.models.includes(model), call);
  t.end();
});

t.test('no file of the pack uses a verdict or a category that does not exist', (t) => {
  const files = [DESIGN, EXECUTE].flatMap((home) =>
    readdirSync(home, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(home, name)),
  );
  const verdicts = new Set<string>(VERDICTS);
  const categories = new Set<string>([...CLAIM_CATEGORIES, ...Object.keys(CATEGORY_ALIASES)]);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(/\b(?:PASS|FAIL|INCONCLUSIVE|PARTIAL)-[a-z][a-z-]*/g))
      t.ok(verdicts.has(match[0]), `${file}: ${match[0]}`);
    const picker = /\| Model \| Claim category \| Checker \|\n\|[-|]+\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '';
    for (const row of picker.split('\n').filter(Boolean))
      t.ok(categories.has(row.split('|')[2]?.trim() ?? ''), `${file}: ${row}`);
  }
  t.end();
});
