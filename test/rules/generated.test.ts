import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { generatedFiles } from '../../lib/rules/generated.js';
import { RULES } from '../../lib/rules/registry.js';
import { cli } from '../support/cli.js';
import { ROOT } from '../support/run.js';

t.test('docs/rules and the schema are what the rules say; if not: npm run docs', async (t) => {
  const files = generatedFiles();
  const stale = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  t.strictSame(stale, []);
  const extra = readdirSync(join(ROOT, 'docs', 'rules')).filter((name) => !files.has(`docs/rules/${name}`));
  t.strictSame(extra, []);
});

t.test('explain prints the same page', async (t) => {
  const [rule] = RULES;
  const { stdout } = await cli(['explain', rule?.name ?? ''], { cwd: ROOT });
  t.equal(stdout, read(`docs/rules/${rule?.id ?? ''}.md`));
});

function read(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}
