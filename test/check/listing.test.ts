import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { markdownTable } from '../../lib/check/listing.js';
import { MODELS } from '../../lib/check/linearizability/models/index.js';
import { ROOT } from '../support/run.js';

const path = join(ROOT, 'docs', 'checkers.md');
const START = /(<!-- generated: the table of checkers.*-->\n)/;
const END = '<!-- end of generated -->';

t.test('the table in docs/checkers.md is that of the registry', async (t) => {
  const text = readFileSync(path, 'utf8');
  const [before = '', marker = '', rest = ''] = text.split(START);
  const after = rest.slice(rest.indexOf(END));
  const wanted = `${before}${marker}\n${await markdownTable()}\n${after}`;
  if (process.env['DST_UPDATE'] === '1') writeFileSync(path, wanted);
  t.equal(readFileSync(path, 'utf8'), wanted, 'DST_UPDATE=1 node dist/test/check/listing.test.js writes it');
});

t.test('the page of linearizability names every model', (t) => {
  const page = readFileSync(join(ROOT, 'docs', 'checkers', 'linearizability.md'), 'utf8');
  for (const model of Object.keys(MODELS)) t.ok(page.includes(`\`${model}\``), model);
  t.end();
});
