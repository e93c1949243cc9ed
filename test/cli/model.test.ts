import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { BASE_PLAN, BASE_REPORT } from '../support/lint.js';
import { dst } from '../support/run.js';

t.test('model prints a plan, from a file or from standard input', async (t) => {
  const cwd = t.testdir({ 'plan.md': BASE_PLAN });
  const file = await dst(['model', 'plan.md'], { cwd });
  const piped = await dst(['model', '-'], { cwd, input: readFileSync(join(cwd, 'plan.md'), 'utf8') });
  t.match([file.code, piped.code], [0, 0]);
  const claims = (json: string): unknown => (JSON.parse(json) as { claims: unknown[] }).claims.length;
  t.equal(claims(file.stdout), 5);
  t.equal(claims(piped.stdout), 5);
});

t.test('model prints nothing of what is no plan, and says what it is', async (t) => {
  const cwd = t.testdir({ 'report.md': BASE_REPORT, 'notes.md': '# Notes\n', 'empty.md': '' });
  const said = async (name: string): Promise<string> => {
    const { code, stdout, stderr } = await dst(['model', name], { cwd });
    t.match({ code, stdout }, { code: 2, stdout: '' }, name);
    return stderr;
  };
  t.match(await said('report.md'), /report\.md is a report, expected a test plan/);
  t.match(await said('notes.md'), /notes\.md is of unknown kind, expected a test plan/);
  t.match(await said('empty.md'), /empty\.md is empty/);
  t.match(await said('gone.md'), /gone\.md does not exist/);
});
