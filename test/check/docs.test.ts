import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';
import { ROOT } from '../support/run.js';

const flat = (text: string): string => text.replace(/\s+/g, ' ');

t.test('the page of each checker names its options and says what it cannot detect', async (t) => {
  for (const [name, entry] of Object.entries(CHECKERS)) {
    const path = join(ROOT, 'docs', 'checkers', `${name}.md`);
    const page = flat(readFileSync(path, 'utf8'));
    const checker = await entry.load();
    for (const option of Object.keys(checker.options ?? {})) {
      t.ok(page.includes(option), `${name}: option ${option}`);
    }
    t.match(page, /Source: /, `${name}: its source`);
    t.match(page, /## What it cannot detect - /, `${name}: its limits`);
  }
  t.end();
});
