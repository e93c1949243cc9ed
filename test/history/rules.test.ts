import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { AUDIT_KINDS } from '../../lib/history/audit-kinds.js';
import { HISTORY_RULES } from '../../lib/rules/history/index.js';
import { lintExample } from '../support/lint-history.js';
import { ROOT } from '../support/run.js';

t.test('every kind of finding is a rule, and every rule has a kind of its own', (t) => {
  t.strictSame(HISTORY_RULES.map(({ kind }) => kind).sort(), Object.keys(AUDIT_KINDS).sort());
  t.end();
});

for (const rule of HISTORY_RULES) {
  t.test(`${rule.id} ${rule.name} reports its failing example at the marks, and nothing else`, async (t) => {
    const { found, marks, said } = await lintExample(rule.examples.failing, [rule]);
    t.ok(marks.length > 0, 'the example marks what is wrong');
    t.strictSame(found, marks, said);
  });

  t.test(`${rule.id} ${rule.name} leaves its passing example alone, and so do all others`, async (t) => {
    const { marks, said } = await lintExample(rule.examples.passing, HISTORY_RULES);
    t.strictSame(marks, [], 'a passing example marks nothing');
    t.equal(said, '');
  });

  t.test(`${rule.id} ${rule.name}: nothing slips past, honest twins stay clean`, async (t) => {
    const file = readFileSync(join(ROOT, 'test', 'fixtures', 'bypass', `${rule.id}.md`), 'utf8');
    const cases = file.split(/^<!-- case: (.*) -->\n/m);
    t.ok(cases.length > 4, 'the file holds cases');
    for (let i = 1; i + 1 < cases.length; i += 2) {
      const { found, marks, said } = await lintExample(cases[i + 1] ?? '', [rule]);
      t.strictSame(found, marks, `${cases[i] ?? ''}: ${said}`);
    }
  });
}
