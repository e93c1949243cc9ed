import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { applyFixes } from '../../lib/lint/fix.js';
import type { Message } from '../../lib/lint/result.js';
import { composePlan } from '../../lib/rules/examples/compose.js';
import { RULES } from '../../lib/rules/registry.js';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';

/** Documents that hold something to mend: the failing examples of the rules that can. */
const FIXABLE = RULES.filter(({ fixable }) => fixable === true).map((rule) => ({
  rule,
  text: composePlan(BASE_PLAN, rule.examples.failing).text,
}));

t.test('what can be mended is mended, and a second time changes nothing', async (t) => {
  let offered = 0;
  for (const { rule, text } of FIXABLE) {
    const cwd = t.testdir({ 'a.md': text });
    const before = await cli(['lint', '-f', 'json', 'a.md'], { cwd });
    await cli(['fix', 'a.md'], { cwd });
    const after = await cli(['lint', '-f', 'json', 'a.md'], { cwd });
    const fixable = (json: string): number => (JSON.parse(json) as { summary: { fixable: number } }).summary.fixable;
    offered += fixable(before.stdout);
    t.equal(fixable(after.stdout), 0, rule.id);
    const once = readFileSync(join(cwd, 'a.md'), 'utf8');
    await cli(['fix', 'a.md'], { cwd });
    t.equal(readFileSync(join(cwd, 'a.md'), 'utf8'), once, `${rule.id}: a second time changes nothing`);
  }
  t.ok(offered > 0, 'something was mended');
});

t.test('line ends and the byte order mark stay as they are', async (t) => {
  for (const { rule, text } of FIXABLE) {
    const cwd = t.testdir({ 'a.md': `\ufeff${text.replaceAll('\n', '\r\n')}` });
    await cli(['fix', 'a.md'], { cwd });
    const fixed = readFileSync(join(cwd, 'a.md'), 'utf8');
    t.ok(fixed.startsWith('\ufeff'), rule.id);
    t.notMatch(fixed.replaceAll('\r\n', ''), /[\r\n]/, rule.id);
  }
});

t.test('a link stays a link, the mode stays, and nothing is left beside the file', async (t) => {
  const first = FIXABLE.find(({ rule }) => rule.id === 'DST003') ?? FIXABLE[0];
  if (first === undefined) return t.pass('no rule has a fix');
  const cwd = t.testdir({ real: { 'a.md': first.text } });
  symlinkSync('real/a.md', join(cwd, 'link.md'));
  chmodSync(join(cwd, 'real/a.md'), 0o640);
  const { stdout } = await cli(['lint', '--fix', 'link.md'], { cwd });
  t.match(stdout, /fixed \d/);
  t.ok(lstatSync(join(cwd, 'link.md')).isSymbolicLink());
  t.equal(statSync(join(cwd, 'real/a.md')).mode & 0o777, 0o640);
  t.not(readFileSync(join(cwd, 'real/a.md'), 'utf8'), first.text);
  t.strictSame(readdirSync(join(cwd, 'real')), ['a.md']);
});

t.test('--dry-run shows the change and makes none; standard input gives the mended document', async (t) => {
  const first = FIXABLE.find(({ rule }) => rule.id === 'DST003') ?? FIXABLE[0];
  if (first === undefined) return t.pass('no rule has a fix');
  const cwd = t.testdir({ 'a.md': first.text });
  const shown = await cli(['fix', '--dry-run', 'a.md'], { cwd });
  t.match(shown.stdout, /^--- a\.md\n\+\+\+ a\.md\n@@ -\d+,\d+ \+\d+,\d+ @@\n/);
  t.match(shown.stdout, /^\+/m);
  t.equal(shown.code, 1);
  t.equal(readFileSync(join(cwd, 'a.md'), 'utf8'), first.text);
  const piped = await cli(['fix', '-'], { cwd, input: first.text });
  await cli(['fix', 'a.md'], { cwd });
  t.equal(piped.stdout, readFileSync(join(cwd, 'a.md'), 'utf8'));
  t.match(piped.stderr, /fixed \d/);
});

function message(...edits: [number, number, string][]): Message {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    ...span,
    ruleId: 'DST999',
    name: 'x',
    severity: 'error',
    message: 'x',
    subject: 'x',
    fix: { edits: edits.map(([from, to, text]) => ({ ...span, range: [from, to] as const, text })) },
  };
}

t.test('edits of one finding are made together or not at all; those that touch wait', async (t) => {
  t.strictSame(applyFixes('abcdef', [message([0, 1, 'A'], [5, 6, 'F']), message([2, 3, 'C'])]), {
    text: 'AbcdeF',
    count: 1,
  });
  t.strictSame(applyFixes('abcdef', [message([0, 2, 'x']), message([1, 3, 'y'])]), { text: 'xcdef', count: 1 });
  t.strictSame(applyFixes('abc', [message([0, 1, 'a'])]), { text: 'abc', count: 0 });
});
