import t from 'tap';
import { runPackRules } from '../../lib/pack/check.js';
import { Pack } from '../../lib/pack/model.js';
import { composeTree } from '../../lib/rules/examples/tree.js';
import { PACK_RULES } from '../../lib/rules/pack/index.js';
import type { PackRule } from '../../lib/rules/rule.js';

/** `path:offset` of each finding of a rule in an example. */
function placesIn(example: string, rule: PackRule): { found: string[]; marks: readonly string[]; messages: string } {
  const { tree, skills, marks } = composeTree(example);
  const reported = [...runPackRules(new Pack(tree, skills), [rule]).values()].flat();
  return {
    found: reported.map(({ source, range }) => `${source.path}:${range.start}`).sort(),
    marks: [...marks].sort(),
    messages: reported.map(({ message }) => message).join('\n'),
  };
}

for (const rule of PACK_RULES) {
  t.test(`${rule.id} ${rule.name} reports its failing example at the marks, and nothing else`, (t) => {
    const { found, marks, messages } = placesIn(rule.examples.failing, rule);
    t.ok(marks.length > 0, 'the example marks what is wrong');
    t.strictSame(found, marks, messages);
    t.end();
  });

  t.test(`${rule.id} ${rule.name} leaves its passing example alone`, (t) => {
    const { found, marks, messages } = placesIn(rule.examples.passing, rule);
    t.strictSame(marks, [], 'a passing example marks nothing');
    t.strictSame(found, [], messages);
    t.end();
  });
}
