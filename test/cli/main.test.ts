import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { dst, ROOT } from '../support/run.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

t.test('--version prints the version of package.json', async (t) => {
  const { code, stdout, stderr } = await dst(['--version']);
  t.equal(code, 0);
  t.equal(stdout, `${manifest.version}\n`);
  t.equal(stderr, '');
});

t.test('an unknown command is wrong usage', async (t) => {
  const { code, stdout, stderr } = await dst(['frobnicate']);
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, /unknown command "frobnicate"/);
});

t.test('a misspelt flag in the place of a command names the nearest one', async (t) => {
  t.match(await dst(['--verson']), { code: 2, stderr: /Did you mean "--version"\?/ });
});
