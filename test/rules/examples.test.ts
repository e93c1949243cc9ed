import t from 'tap';
import { composePlan, type Composed } from '../../lib/rules/examples/compose.js';
import { composeReport } from '../../lib/rules/examples/compose-report.js';
import { RULES } from '../../lib/rules/registry.js';
import type { DocumentKind, Rule } from '../../lib/rules/rule.js';
import { BASE_PLAN, BASE_REPORT, lintText, show } from '../support/lint.js';

/** Rules of sessions and packs have examples of several files, those of histories have JSON Lines: their own tests run them. */
const IN_TEXT = RULES.filter(({ on }) => on !== 'session' && on !== 'pack' && on !== 'history');

function kindOf({ on }: Rule): DocumentKind {
  return on === 'report' || on === 'trace' ? 'report' : 'plan';
}

function compose(rule: Rule, example: string): Composed {
  return kindOf(rule) === 'report' ? composeReport(BASE_REPORT, example) : composePlan(BASE_PLAN, example);
}

t.test('the base report that examples are put into lints clean', (t) => {
  t.strictSame(show(BASE_REPORT, lintText(BASE_REPORT, 'report')), []);
  t.end();
});

t.test('the base plan that examples are put into lints clean', (t) => {
  t.strictSame(show(BASE_PLAN, lintText(BASE_PLAN)), []);
  t.end();
});

for (const rule of IN_TEXT) {
  t.test(`${rule.id} ${rule.name} reports its failing example at the marks, and nothing else`, (t) => {
    const { text, marks } = compose(rule, rule.examples.failing);
    const found = lintText(text, kindOf(rule), [rule]);
    t.ok(marks.length > 0, 'the example marks what is wrong');
    t.strictSame(
      found.map(({ range }) => range.start).sort((a, b) => a - b),
      [...marks],
      show(text, found).join('\n'),
    );
    t.end();
  });

  t.test(`${rule.id} ${rule.name} leaves its passing example alone`, (t) => {
    const { text, marks } = compose(rule, rule.examples.passing);
    t.strictSame(marks, [], 'a passing example marks nothing');
    t.strictSame(show(text, lintText(text, kindOf(rule), [rule])), []);
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
