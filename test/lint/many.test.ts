import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';
import { BIN, dst } from '../support/run.js';

const BAD = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;

t.test('more threads give the same output, in the same order', async (t) => {
  const files: Record<string, string | Buffer> = {};
  for (let i = 0; i < 70; i++) files[`p${String(i).padStart(3, '0')}.md`] = i % 3 === 0 ? BAD : BASE_PLAN;
  files['p035.md'] = Buffer.from('# Test Plan: x\n\xff\n', 'latin1');
  const cwd = t.testdir(files);
  const alone = await dst(['lint', '-f', 'json', '--threads', '1', '.'], { cwd });
  const three = await dst(['lint', '-f', 'json', '--threads', '3', '.'], { cwd });
  t.equal(alone.code, 2);
  t.equal(three.code, 2);
  t.equal(three.stdout, alone.stdout);
});

t.test('--cache answers from what it kept, until the document or a setting changes', async (t) => {
  const cwd = t.testdir({ '.git': {}, 'a.md': BAD, 'b.md': BASE_PLAN });
  const run = (...more: string[]): ReturnType<typeof cli> =>
    cli(['lint', '-f', 'json', '--cache-location', 'kept', ...more, '.'], { cwd });
  const first = await run();
  const [folder] = readdirSync(join(cwd, 'kept'));
  const entries = (): string[] => readdirSync(join(cwd, 'kept', folder ?? ''));
  t.equal(entries().length, 2);
  // What is answered is what was kept.
  for (const name of entries()) {
    const result = JSON.stringify({
      path: 'a.md',
      type: 'plan',
      messages: [],
      checked: { claims: 777 },
      suppressed: { directives: 0, baseline: 0 },
      fixed: 0,
    });
    writeFileSync(join(cwd, 'kept', folder ?? '', name), result);
  }
  t.match((await run()).stdout, /"claims":1554/);
  writeFileSync(join(cwd, 'a.md'), `${BAD}\n`);
  t.match((await run()).stdout, /DST111/, 'the document changed');
  writeFileSync(join(cwd, '.dst-skills.yaml'), 'rules: { long-summary: off }\n');
  t.equal((await run()).stdout, first.stdout, 'a setting changed');
  for (const name of entries()) writeFileSync(join(cwd, 'kept', folder ?? '', name), 'broken');
  t.equal((await run()).code, 1, 'what cannot be read is no answer');
});

t.test('a list of files: Markdown that is no test document is passed over', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN, 'README.md': '# x\n', 'c.go': 'package c\n' });
  const lines = await cli(['lint', '--files-from', '-'], { cwd, input: 'a.md\nREADME.md\nc.go\n' });
  t.match(lines.stdout, /checked 1 plan[\s\S]*left out: 2 files|checked 1 plan/);
  t.equal(lines.code, 0);
  t.equal((await cli(['lint', '--files-from', '-'], { cwd, input: 'a.md\0README.md\0' })).code, 0);
  t.equal(
    (await cli(['lint', '--files-from', '-'], { cwd, input: 'README.md\n' })).code,
    2,
    'nothing to check is never clean',
  );
  t.equal((await cli(['lint', '--files-from', '-'], { cwd, input: 'gone.md\n' })).code, 2);
  const byHand = await cli(['lint', '--files-from', '-'], { cwd, input: '  a.md \t\n' });
  t.equal(byHand.code, 0);
  t.match(byHand.stdout, /checked 1 plan/, 'space around a path');
  t.equal((await cli(['lint', '--ignore-unknown', 'README.md'], { cwd })).code, 0);
  t.match((await cli(['lint', '--files-from', 'nowhere'], { cwd })).stderr, /--files-from nowhere does not exist/);
});

t.test('--watch checks again when a document changes, and ends when interrupted', async (t) => {
  const cwd = t.testdir({ '.git': {}, 'a.md': BASE_PLAN });
  const child = spawn(process.execPath, [BIN, 'lint', '--watch', '-f', 'compact', 'a.md'], { cwd });
  let text = '';
  let changed = false;
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const onData = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    if (!changed && text.includes('watching for changes')) {
      changed = true;
      writeFileSync(join(cwd, 'a.md'), BAD);
    }
    if (text.split('watching for changes').length > 2) child.kill('SIGINT');
  };
  child.stdout.on('data', onData);
  child.stderr.on('data', onData);
  t.equal(await ended, 1, 'the code of the last run');
  t.match(text, /no problems[\s\S]*DST111/);
});
