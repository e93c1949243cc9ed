import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lintText, show } from '../support/lint.js';
import { marksIn } from '../support/marks.js';
import { ROOT } from '../support/run.js';
import { REPORT_MUTATIONS } from './report-mutations.js';

const PATH = join('test', 'fixtures', 'reports', 'ledger-stale-read.md');
const clean = readFileSync(join(ROOT, PATH), 'utf8');

t.ok(REPORT_MUTATIONS.length >= 80, `there are ${REPORT_MUTATIONS.length} ways to break a report`);
t.equal(new Set(REPORT_MUTATIONS.map(({ name }) => name)).size, REPORT_MUTATIONS.length);

for (const { name, edits, also } of REPORT_MUTATIONS)
  t.test(`${PATH}: ${name}`, (t) => {
    let marked = clean;
    for (const [find, put] of edits) {
      const changed = marked.replace(find, put);
      t.not(changed, marked, `there is ${String(find)}`);
      marked = changed;
    }
    const { text, marks } = marksIn(marked);
    const found = show(text, lintText(text, 'report'));
    const reported = found.map((one) => one.split(' ')[0] ?? '');
    t.ok(marks.length > 0, 'the mutation says where it should be reported');
    for (const mark of marks) t.ok(reported.includes(mark), `${mark} is reported: ${found.join('\n')}`);
    t.strictSame(
      reported.filter((one) => !marks.includes(one) && !also.includes(one.split('@')[0] ?? '')),
      [],
      'nothing else is reported',
    );
    t.end();
  });
