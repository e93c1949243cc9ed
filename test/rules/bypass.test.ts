import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { composePlan } from '../../lib/rules/examples/compose.js';
import { composeReport } from '../../lib/rules/examples/compose-report.js';
import { findRule, RULES } from '../../lib/rules/registry.js';
import { BASE_PLAN, BASE_REPORT, lintText, show } from '../support/lint.js';
import { ROOT } from '../support/run.js';

/**
 * Ways to look compliant without being so: test/fixtures/bypass/<rule id>.md holds cases in the form of the rules'
 * examples, each behind a line `<!-- case: what is tried -->`. A case without marks is the honest twin that must stay clean.
 */
const FOLDER = join(ROOT, 'test', 'fixtures', 'bypass');

for (const file of readdirSync(FOLDER).sort()) {
  const rule = findRule(file.replace(/\.md$/, ''));
  // test/history/rules.test.ts runs the cases of histories.
  if (rule?.on === 'history') continue;
  t.test(`${file}: nothing slips past ${rule?.name ?? 'the rule'}`, (t) => {
    if (rule === undefined) throw new Error(`${file} is named after no rule`);
    const cases = readFileSync(join(FOLDER, file), 'utf8').split(/^<!-- case: (.*) -->\n/m);
    t.ok(cases.length > 2, 'the file holds cases');
    for (let i = 1; i + 1 < cases.length; i += 2) {
      const report = rule.on === 'report' || rule.on === 'trace';
      const example = cases[i + 1] ?? '';
      const { text, marks } = report ? composeReport(BASE_REPORT, example) : composePlan(BASE_PLAN, example);
      const found = lintText(text, report ? 'report' : 'plan', [rule]);
      const starts = found.map(({ range }) => range.start).sort((a, b) => a - b);
      t.strictSame(starts, [...marks], `${cases[i] ?? ''}: ${show(text, found).join(' | ')}`);
    }
    t.end();
  });
}

/** Sessions and packs are directories: their cases are in test/session/bypass.test.ts and test/pack/mutations.test.ts. */
const BYPASSABLE: ReadonlySet<string> = new Set(['plan', 'document', 'report', 'trace', 'history']);

t.test('every rule about Markdown documents, plans, reports and histories has its cases', (t) => {
  const files = new Set(readdirSync(FOLDER));
  const without = RULES.filter(({ id, on }) => BYPASSABLE.has(on) && !files.has(`${id}.md`));
  t.strictSame(
    without.map(({ id, name }) => `${id} ${name}`),
    [],
  );
  t.end();
});
