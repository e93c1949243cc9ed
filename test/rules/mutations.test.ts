import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { lintText, show } from '../support/lint.js';
import { ROOT } from '../support/run.js';
import { Editor, MUTATIONS } from './mutations.js';

/** Clean plans; each mutation breaks each of them in one place, and the break must be reported on its line. */
const PLANS = [join('lib', 'rules', 'examples', 'base-plan.md'), join('verification', 'etcd', 'plan.md')];

t.ok(MUTATIONS.length >= 80, `there are ${MUTATIONS.length} ways to break a plan`);
t.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);

for (const path of PLANS) {
  const file = join(ROOT, path);
  if (!existsSync(file)) continue;
  const text = readFileSync(file, 'utf8');
  const clean = parsePlan(new Source(path, text));

  t.test(`${path} is clean before it is broken`, (t) => {
    t.strictSame(show(text, lintText(text)), []);
    t.end();
  });

  for (const mutation of MUTATIONS) {
    t.test(`${path}: ${mutation.name}`, (t) => {
      const editor = new Editor(clean);
      mutation.break(clean, editor);
      const broken = editor.result();
      const source = new Source(path, broken.text);
      const found = lintText(broken.text);
      const lines = found.map(({ range }) => source.position(range.start).line);
      t.ok(
        lines.includes(broken.line),
        `reported on line ${broken.line}: ${source.lineText(broken.line - 1).slice(0, 90)}\n${show(broken.text, found).join('\n')}`,
      );
      t.end();
    });
  }
}
