import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';

const AGAIN = '\n## 8. What this plan does NOT cover\n\n- Billing.\n';
const TITLES = '\n## 9. Open questions / followups\n\n- Who? (ann, 2026-04-01)\n';

t.test('a baseline is made, hides what it holds, and says so', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN + AGAIN });
  const made = await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd });
  t.equal(made.code, 0);
  t.match(made.stderr, /b\.json now holds 1 finding/);
  t.strictSame(JSON.parse(readFileSync(join(cwd, 'b.json'), 'utf8')), {
    version: 1,
    documents: { 'a.md': { 'DST111 §8': 1 } },
  });
  const { code, stdout } = await cli(['lint', '--baseline', 'b.json', 'a.md'], { cwd });
  t.equal(code, 0);
  t.match(stdout, /suppressed: 1 by the baseline/);
});

t.test('it follows the meaning, not the line, and hides no second finding of the same kind', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN + AGAIN });
  await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd });
  writeFileSync(
    join(cwd, 'a.md'),
    BASE_PLAN.replace('## 1. Scope\n', '## 1. Scope\n\nMore words.\n\nAnd more.\n') + AGAIN,
  );
  t.equal((await cli(['lint', '--baseline', 'b.json', 'a.md'], { cwd })).code, 0);
  writeFileSync(join(cwd, 'a.md'), BASE_PLAN + AGAIN + AGAIN);
  t.equal((await cli(['lint', '--baseline', 'b.json', 'a.md'], { cwd })).code, 1);
});

t.test('it shrinks, and grows only when asked', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN + AGAIN });
  const baseline = (): unknown =>
    (JSON.parse(readFileSync(join(cwd, 'b.json'), 'utf8')) as { documents: unknown }).documents;
  await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd });
  writeFileSync(join(cwd, 'a.md'), BASE_PLAN + TITLES);
  const stale = await cli(['lint', '--baseline', 'b.json', 'a.md'], { cwd });
  t.match(stale.stdout, /1 entry is not needed any more/);
  const shrunk = await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd });
  t.equal(shrunk.code, 1, 'the new finding is no part of it');
  t.strictSame(baseline(), {});
  const grown = await cli(['lint', '--baseline', 'b.json', '--grow-baseline', 'a.md'], { cwd });
  t.equal(grown.code, 0);
  t.strictSame(baseline(), { 'a.md': { 'DST111 §9': 1 } });
});

t.test('documents that were not part of the run keep their entries; those that are gone lose them', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN + AGAIN, 'b.md': BASE_PLAN + AGAIN, 'c.md': BASE_PLAN + AGAIN });
  await cli(['lint', '--baseline', 'x.json', '--update-baseline'], { cwd });
  rmSync(join(cwd, 'c.md'));
  writeFileSync(join(cwd, 'a.md'), BASE_PLAN);
  await cli(['lint', '--baseline', 'x.json', '--update-baseline', 'a.md'], { cwd });
  t.strictSame(
    Object.keys((JSON.parse(readFileSync(join(cwd, 'x.json'), 'utf8')) as { documents: object }).documents),
    ['b.md'],
  );
});

t.test('findings of rules that guard soundness are never in it', async (t) => {
  const cwd = t.testdir({ 'a.md': `${BASE_PLAN}\n<!-- dst-disable-file DST111 -->\n` });
  t.equal((await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd })).code, 1);
  writeFileSync(join(cwd, 'b.json'), '{"version":1,"documents":{"a.md":{"DST005 directive/DST111":5}}}');
  t.equal((await cli(['lint', '--baseline', 'b.json', 'a.md'], { cwd })).code, 1);
});

t.test('it is told how many findings a new baseline could not accept', async (t) => {
  const cwd = t.testdir({ 'a.md': `${BASE_PLAN.replace(/^\| C1 \|.*\n/m, '')}${AGAIN}` });
  const { code, stderr } = await cli(['lint', '--baseline', 'b.json', '--update-baseline', 'a.md'], { cwd });
  t.equal(code, 1);
  t.match(stderr, /\d+ findings of rules that guard the soundness of verdicts cannot be accepted/);
});

t.test('a baseline that is missing or none is an error', async (t) => {
  const cwd = t.testdir({
    'a.md': BASE_PLAN,
    'no.json': '{"version":2}',
    'broken.json': '{\n  "version": 1\n  "documents": {}\n}',
  });
  for (const [file, message] of [
    ['missing.json', /does not exist\nhelp: make it with --update-baseline/],
    ['no.json', /no baseline of this version/],
    ['broken.json', /^dst-skills: broken\.json:3:3: the baseline is not valid JSON\nhelp: it is written by/m],
  ] as const) {
    const { code, stderr } = await cli(['lint', '--baseline', file, 'a.md'], { cwd });
    t.equal(code, 2);
    t.match(stderr, message);
  }
  t.match((await cli(['lint', '--update-baseline', 'a.md'], { cwd })).stderr, /needs a baseline/);
});
