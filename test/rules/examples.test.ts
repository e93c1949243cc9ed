import t from 'tap';
import { composePlan } from '../../lib/rules/examples/compose.js';
import { RULES } from '../../lib/rules/registry.js';
import { BASE_PLAN, lintText, show } from '../support/lint.js';

t.test('the base plan that examples are put into lints clean', (t) => {
  t.strictSame(show(BASE_PLAN, lintText(BASE_PLAN)), []);
  t.end();
});

for (const rule of RULES) {
  t.test(`${rule.id} ${rule.name} reports its failing example at the marks, and nothing else`, (t) => {
    const { text, marks } = composePlan(BASE_PLAN, rule.examples.failing);
    const found = lintText(text, 'plan', [rule]);
    t.ok(marks.length > 0, 'the example marks what is wrong');
    t.strictSame(
      found.map(({ range }) => range.start).sort((a, b) => a - b),
      [...marks],
      show(text, found).join('\n'),
    );
    t.end();
  });

  t.test(`${rule.id} ${rule.name} leaves its passing example alone`, (t) => {
    const { text, marks } = composePlan(BASE_PLAN, rule.examples.passing);
    t.strictSame(marks, [], 'a passing example marks nothing');
    t.strictSame(show(text, lintText(text, 'plan', [rule])), []);
    t.end();
  });
}

t.test('ids and names are unique and well formed', (t) => {
  const ids = RULES.map((rule) => rule.id);
  const names = RULES.map((rule) => rule.name);
  t.strictSame(ids, [...new Set(ids)].sort(), 'ids are unique and in order');
  t.equal(new Set(names).size, names.length);
  for (const rule of RULES) {
    t.match(rule.id, /^DST[0-6]\d\d$/);
    t.match(rule.name, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/);
    t.match(rule.summary, /^[A-Z§`].*\.$/s, `${rule.id} has a one-sentence summary`);
    t.ok(rule.why.length > 80, `${rule.id} says why it matters`);
  }
  t.end();
});
