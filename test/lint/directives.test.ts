import t from 'tap';
import { BASE_PLAN, lintText, show } from '../support/lint.js';

/** The base plan with §8 a second time, behind what is given. */
function twice(before: string, after = ''): string {
  return `${BASE_PLAN}\n${before}\n\n## 8. What this plan does NOT cover\n\n- Billing.\n${after}`;
}
/** What is reported of directives and of the rule that they are about. */
const ids = (text: string): string[] =>
  lintText(text)
    .map(({ rule }) => rule.id)
    .filter((id) => /^DST(?:00[5-9]|111|170)$/.test(id));
const REASON = 'two drafts were merged, the second is history';

t.test('a directive takes away the findings of its rule, by id or by name', async (t) => {
  t.strictSame(ids(twice('')), ['DST111']);
  for (const directive of [
    `<!-- dst-disable-next-line DST111 -- ${REASON} -->`,
    `<!-- dst-disable-next-line dst111 -- ${REASON} -->`,
    `<!-- dst-disable-next-line duplicate-section -- ${REASON} -->`,
    `<!-- dst-disable-next-line duplicate-section until=2999-12-31 owner=storage -- ${REASON} -->`,
    `<!-- dst-disable-next-line duplicate-section — ${REASON} -->`,
    `<!-- dst-disable duplicate-section -- ${REASON} -->`,
    `<!-- dst-disable-file duplicate-section -- ${REASON} -->`,
  ])
    t.strictSame(ids(twice(directive)), [], directive);
});

t.test('a block ends where its rule is enabled again', async (t) => {
  const disable = `<!-- dst-disable duplicate-section -- ${REASON} -->`;
  t.strictSame(ids(twice(`${disable}\n\n- x\n\n<!-- dst-enable duplicate-section -->`)), ['DST007', 'DST111']);
  t.strictSame(ids(twice(`${disable}\n\n- x\n\n<!-- dst-enable -->`)), ['DST007', 'DST111']);
  t.strictSame(ids(twice(`${disable}\n\n- x\n\n<!-- dst-enable long-summary -->`)), []);
  t.strictSame(ids(twice(disable, '\n<!-- dst-enable -->\n')), []);
});

t.test('a directive covers its line or block and nothing else', async (t) => {
  const directive = `<!-- dst-disable-next-line duplicate-section -- ${REASON} -->`;
  t.strictSame(ids(twice(`${directive}\n\n- a line between`)), ['DST007', 'DST111']);
  t.strictSame(
    ids(
      twice('').replace(
        '## 8. What this plan does NOT cover\n\n- Billing',
        `## 8. What this plan does NOT cover <!-- dst-disable-line duplicate-section -- ${REASON} -->\n\n- Billing`,
      ),
    ),
    [],
  );
});

t.test('without a reason nothing is disabled, and that is said', async (t) => {
  for (const reason of ['', ' -- ', ' -- TODO', ' -- x', ' -- false positive', ' -- …'])
    t.strictSame(ids(twice(`<!-- dst-disable-next-line DST111${reason} -->`)), ['DST005', 'DST111'], reason);
});

t.test('what cannot be read is reported where it stands', async (t) => {
  const text = twice(`<!-- dst-disable-next-line duplicate-sections -- ${REASON} -->`);
  t.match(
    show(text, lintText(text))[0],
    /^DST006@\d+:28 no rule is called "duplicate-sections"\. Did you mean "duplicate-section"\?/,
  );
  for (const [directive, message] of [
    [
      `dst-disable-nextline DST111 -- ${REASON}`,
      /unknown directive "dst-disable-nextline"\. Did you mean "dst-disable-next-line"\?/,
    ],
    [`dst-disable -- ${REASON}`, /names no rule/],
    [`dst-disable-file DST111 until=tomorrow -- ${REASON}`, /until got "tomorrow", expected a day/],
    [`dst-disable-file DST111 until=2026-02-30 -- ${REASON}`, /until got "2026-02-30"/],
    [`dst-disable-file DST111 untl=2999-01-01 -- ${REASON}`, /unknown option "untl=2999-01-01"/],
    [`dst-disable-file MD013 -- ${REASON}`, /markdownlint-disable/],
  ] as const) {
    const document = twice(`<!-- ${directive} -->`);
    const found = lintText(document).filter(({ rule }) => rule.id === 'DST006');
    t.match(found[0]?.message, message, directive);
  }
});

t.test('the last day counts, the day after it does not', async (t) => {
  // The tests' day is 2026-03-14.
  t.strictSame(ids(twice(`<!-- dst-disable-next-line DST111 until=2026-03-14 -- ${REASON} -->`)), []);
  t.strictSame(ids(twice(`<!-- dst-disable-next-line DST111 until=2026-03-13 -- ${REASON} -->`)), ['DST008', 'DST111']);
});

t.test('a rule that guards soundness stays on', async (t) => {
  const text = BASE_PLAN.replace(/#### §7\.M —[^#]*?(?=\n### )/, '').replace(
    '# Test Plan',
    `<!-- dst-disable-file DST170, DST005 -- ${REASON} -->\n\n# Test Plan`,
  );
  t.ok(ids(text).filter((id) => id === 'DST009').length === 2);
  t.ok(ids(text).includes('DST170'));
});

t.test('in a fence, in a code span or in a quote of code a directive is text', async (t) => {
  const directive = `<!-- dst-disable-next-line duplicate-section -- ${REASON} -->`;
  t.strictSame(ids(twice(`\`\`\`\n${directive}\n\`\`\``)), ['DST111']);
  t.strictSame(ids(twice(`\`${directive}\``)), ['DST111']);
});

t.test('thousands of directives and findings take no longer than their number', async (t) => {
  const many = `<!-- dst-disable duplicate-section -- ${REASON} -->\n\n## 8. What this plan does NOT cover\n\n<!-- dst-enable -->\n\n`;
  t.strictSame(ids(BASE_PLAN + '\n' + many.repeat(900)), []);
});
