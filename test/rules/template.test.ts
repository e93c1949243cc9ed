import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CATALOG_FILES } from '../../lib/vocabulary/catalog.js';
import { lintText, show } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const SKILL = join(ROOT, 'skills', 'designing-distributed-system-tests');
const TEMPLATE = readFileSync(join(SKILL, 'assets', 'plan-template.md'), 'utf8');

t.test('the template has placeholders and guidance to work through, and no other defect', (t) => {
  const found = lintText(TEMPLATE);
  const left = found.filter(
    ({ rule }) => rule.name !== 'unfilled-placeholder' && rule.name !== 'guidance-comment-left-in',
  );
  t.strictSame(show(TEMPLATE, left), []);
  t.ok(found.length > 100, 'every slot is reported');
  t.end();
});

t.test('guidance that is taken out of its comment is recognised as the template’s', (t) => {
  const bare = TEMPLATE.replace(/<!-- guidance: ([^]*?)-->/g, '$1');
  const comments = TEMPLATE.split('<!-- guidance:').length - 1;
  const found = lintText(bare).filter(({ rule }) => rule.name === 'template-guidance-left-in');
  t.ok(found.length >= comments / 2, `${found.length} of ${comments} instructions are recognised`);
  t.end();
});

t.test('the catalog of techniques is the skill’s references', (t) => {
  t.strictSame([...CATALOG_FILES], readdirSync(join(SKILL, 'references')).sort());
  t.end();
});
