import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { classify } from '../../lib/lint/classify.js';
import { findingsOf, parseAs } from '../../lib/lint/run.js';
import { RULES } from '../../lib/rules/registry.js';
import { parseReport } from '../../lib/report/parse.js';
import { findPlan, pathIn } from '../../lib/session/plan-of.js';
import { show } from '../support/lint.js';
import { marksIn } from '../support/marks.js';
import { ROOT } from '../support/run.js';

/**
 * Whole reports as they are found in the wild. Where a finding is expected its rule stands between ⟦ and ⟧, directly before
 * its place; nothing else may be reported. A report is held against the plan that it names, where that is in this repository.
 */
const FOLDER = join(ROOT, 'test', 'fixtures', 'reports');

const files = readdirSync(FOLDER).sort();
t.ok(files.length >= 12, `${files.length} reports`);

for (const file of files) {
  t.test(`${basename(file, '.md')} is reported where it is marked, and nowhere else`, (t) => {
    const marked = readFileSync(join(FOLDER, file), 'utf8');
    const { text, marks } = marksIn(marked);
    const source = new Source('report.md', text);
    t.equal(classify('somewhere.md', text), 'report', 'it is recognised by its content');
    const named = parseReport(source).header.find(({ key }) => key === 'plan')?.value;
    const path = named === undefined ? undefined : pathIn(named);
    const plan = path === undefined ? undefined : findPlan(path, ROOT, (shown) => shown);
    const { found } = findingsOf(parseAs('report', source, plan), RULES, '2026-03-14');
    t.strictSame(
      show(text, found)
        .map((line) => line.split(' ')[0])
        .sort(),
      marks.sort(),
      `\n${show(text, found).join('\n')}\n`,
    );
    t.end();
  });
}
