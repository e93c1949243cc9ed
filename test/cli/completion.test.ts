// Completion in a real bash: what a user gets when they press the tabulator.
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { completionScript } from '../../lib/cli/completion-script.js';

/** What is offered at the end of a command line. */
async function offered(...words: string[]): Promise<string[]> {
  const script = await completionScript('bash');
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(dst-skills ${line}); COMP_CWORD=${words.length}; _dst_skills; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', `${script}\n${ask}`], {
    encoding: 'utf8',
    cwd: t.testdir({ 'plan.md': '' }),
  });
  return out.split('\n').filter((word) => word !== '');
}

t.test('new offers what can be made, then files', async (t) => {
  t.strictSame(await offered('new', ''), ['plan', 'session', 'report', 'finding']);
  t.strictSame(await offered('new', 'r'), ['report']);
  t.strictSame(await offered('new', 'session', 'pl'), ['plan.md']);
  t.strictSame(await offered('new', 'plan', '--mo'), ['--mode']);
  t.strictSame(await offered('new', 'plan', '--mode', 'pro'), ['project-wide']);
});

t.test('commands, rules and shells are offered by name', async (t) => {
  t.ok((await offered('')).includes('verdict'));
  t.strictSame(await offered('record', 'la'), ['landing']);
  t.strictSame(await offered('completion', ''), ['bash', 'zsh', 'fish']);
  t.ok((await offered('explain', 'DST10')).length > 0);
});
