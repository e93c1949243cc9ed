import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { blockText, END, findBlock, insertBlock, removeBlock, START } from '../../lib/install/agents-md.js';
import { install } from '../../lib/install/install.js';
import { uninstall } from '../../lib/install/uninstall.js';
import { update } from '../../lib/install/update.js';
import { packFiles, world, write } from './support.js';

const find = (text: string) => findBlock(Buffer.from(text, 'utf8'));
const BLOCK = blockText([{ name: 'skill-1', file: '/x/skill-1/SKILL.md' }]);

t.test('the markers count only as lines of their own', async (t) => {
  const text = (body: string): boolean => t.same(find(body), { kind: 'none' }, JSON.stringify(body));
  text(`Put ${START} and ${END} around it.\n`);
  text(`- ${START}\n- ${END}\n`);
  text('```\n' + `${START}\nx\n${END}\n` + '```\n');
  text('~~~~md\n```\n' + `${START}\nx\n${END}\n` + '```\n~~~~\n');
  text(`    ${START}\n    ${END}\n`);
  text(`<pre>\n${START}\nx\n${END}\n</pre>\n`);
  text(`<!-- an example:\n${START}\n`);
  text(`> ${START}\n> ${END}\n`);
  text('');
});

t.test('a block is found with every kind of line end, at the start, and behind a byte order mark', async (t) => {
  for (const eol of ['\n', '\r\n', '\r'])
    for (const lead of ['', '\uFEFF', `text${eol}`, `\`\`\`${eol}code${eol}\`\`\`${eol}`]) {
      const text = `${lead}${START}${eol}x${eol}${END}${eol}rest`;
      const found = find(text);
      t.match(found, { kind: 'block' }, JSON.stringify(text));
      if (found.kind === 'block')
        t.equal(Buffer.from(text).subarray(found.start, found.end).toString(), `${START}${eol}x${eol}${END}`);
    }
});

t.test('what cannot be understood is refused with its line', async (t) => {
  t.match(find(`a\n${START}\nb\n`), { kind: 'bad', line: 2, message: /without an end/ });
  t.match(find(`a\n${END}\n${START}\n`), { kind: 'bad', line: 2, message: /without a start/ });
  t.match(find(`${START}\n${START}\n${END}\n`), { kind: 'bad', line: 2, message: /second start/ });
  t.match(find(`${START}\n${END}\n\n${START}\n${END}\n`), { kind: 'bad', line: 4, message: /second block/ });
  t.match(findBlock(Buffer.from('\uFEFFa\n', 'utf16le')), { kind: 'bad', message: /UTF-8/ });
  t.same(find('text\n```\nnever closed\n'), { kind: 'none', open: 2 });
});

t.test('taking the block out gives the bytes of before', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array.map((byte) => byte || 1))),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text.replaceAll('\0', ' '))),
    userText().map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (before) => {
      const found = findBlock(before);
      if (found.kind !== 'none' || found.open !== undefined) return;
      const { bytes: after, block } = insertBlock(before, BLOCK, undefined);
      if (!after.subarray(0, before.length).equals(before)) throw new Error("the user's bytes are not first");
      if (findBlock(after).kind !== 'block') throw new Error('the block is not found again');
      if (!removeBlock(after, block).equals(before))
        throw new Error(JSON.stringify(removeBlock(after, block).toString()));
      const again = insertBlock(after, BLOCK, block);
      if (!again.bytes.equals(after)) throw new Error('a second insertion changes something');
    }),
    { numRuns: 2000, seed: 11 },
  );
});

t.test('text that is added behind the block stays, on a line of its own', async (t) => {
  const { bytes, block } = insertBlock(Buffer.from('before'), BLOCK, undefined);
  t.equal(removeBlock(Buffer.concat([bytes, Buffer.from('after\n')]), block).toString(), 'before\nafter\n');
});

/** Files as people have them: every line end, byte order marks, fences, markers in prose, replacement patterns. */
function userText(): fc.Arbitrary<string> {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '# Title',
      '```',
      '```sh',
      '~~~',
      `prose with ${START} inside`,
      `\`${END}\``,
      `    ${START}`,
      "$& $1 $` $' $$",
      '<pre>',
      '</pre>',
      '- item',
      'ünïcödé 🎉 \u2028',
      '\t',
    ),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n\0]/g, ' ')),
  );
  return fc
    .record({
      bom: fc.boolean(),
      eol: fc.constantFrom('\n', '\r\n', '\r'),
      lines: fc.array(line, { maxLength: 12 }),
      last: fc.boolean(),
    })
    .map(
      ({ bom, eol, lines, last }) => (bom ? '\uFEFF' : '') + lines.join(eol) + (last && lines.length > 0 ? eol : ''),
    );
}

const w = world(packFiles(2), { '.claude': null });
t.teardown(w.remove);
const source = join(w.root, 'plain');
write(source, packFiles(2));
const file = join(w.home, 'AGENTS.md');
const common = {
  scope: 'user' as const,
  cwd: w.home,
  env: w.env,
  dryRun: false,
  force: false,
  interactive: false,
  say: () => undefined,
};
const add = () =>
  install({
    ...common,
    agents: [],
    allAgents: false,
    skills: [],
    copy: false,
    agentsMd: true,
    offline: false,
    frozen: false,
    source,
  });
const away = () => uninstall({ ...common, agents: [], skills: [] });

t.test('random edits around install, update and uninstall: every byte that is not ours is the same', async (t) => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        text: fc.option(userText(), { nil: null }),
        linked: fc.boolean(),
        mode: fc.constantFrom(0o644, 0o600, 0o444, 0o664),
        ahead: fc.boolean(),
        behind: fc.constantFrom('', 'More.\n', 'No end'),
        large: fc.integer({ min: 0, max: 19 }),
        revision: fc.nat(1000),
      }),
      async ({ text, linked, mode, ahead, behind, large, revision }) => {
        rmSync(file, { force: true });
        const real = linked && text !== null ? join(w.root, 'dotfiles-AGENTS.md') : file;
        rmSync(real, { force: true });
        const before = text === null ? null : large === 0 ? text + 'x'.repeat(79).concat('\n').repeat(65_536) : text;
        if (before !== null) {
          writeFileSync(real, before);
          chmodSync(real, mode);
          if (real !== file) execFileSync('ln', ['-s', '../dotfiles-AGENTS.md', file]);
        }
        const now = (): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null);
        const first = await add();
        if (!first.ok) {
          refused++;
          if (now() !== before) throw new Error('a refused file was written');
          await away();
          if (now() !== before) throw new Error('a refused file was written by uninstall');
          return;
        }
        const installed = now() ?? '';
        if (!installed.startsWith(before ?? '')) throw new Error('the text before the block is not the same');
        if (real !== file && readlinkSync(file) !== '../dotfiles-AGENTS.md') throw new Error('the link was replaced');
        if (before !== null && (statSync(file).mode & 0o777) !== mode) throw new Error('the permissions were changed');
        const eol = /\r\n|\n|\r/.exec(installed)?.[0] ?? '\n';
        const lead = ahead && before !== null && !before.startsWith('\uFEFF') ? `Ahead.${eol}` : '';
        const edited = `${lead}${installed}${behind}`;
        writeFileSync(real, edited);
        write(source, packFiles(2, `r${revision}`));
        const updated = await update({ ...common, offline: false });
        if (!updated.ok) throw new Error(JSON.stringify(updated.problems));
        if (now() !== edited) throw new Error('the update changed the file, though the block is the same');
        const gone = await away();
        if (!gone.ok) throw new Error(JSON.stringify(gone.problems));
        const joined =
          behind !== '' && before !== null && before !== '' && !/[\r\n]$/.test(before) && before !== '\uFEFF'
            ? eol
            : '';
        const wanted = before === null && behind === '' ? null : `${lead}${before ?? ''}${joined}${behind}`;
        if (now() !== wanted)
          throw new Error(
            `left ${JSON.stringify(now())?.slice(0, 300)}, wanted ${JSON.stringify(wanted)?.slice(0, 300)}`,
          );
        if (before !== null && (statSync(file).mode & 0o777) !== mode)
          throw new Error('the permissions were changed by uninstall');
      },
    ),
    { numRuns: 60, seed: 5 },
  );
  t.ok(refused < 40, `${refused} of 60 were refused (read-only, or an open code block)`);
});

t.test('a block that is broken: nothing is written, and the line is said', async (t) => {
  const text = `Hello\n\n${START}\nno end\n`;
  rmSync(file, { force: true });
  writeFileSync(file, text);
  const { code, stderr } = await w.run(['install', '--source', source, '--agents-md']);
  t.equal(code, 1);
  t.match(stderr, `${file}:3 has a start marker without an end`);
  t.equal(readFileSync(file, 'utf8'), text);
  await away();
});

for (const [how, line, said, breakIt] of [
  ['its end was deleted', 3, 'a start marker without an end', (text: string) => text.replace(`${END}\n`, '')],
  ['its start was deleted', 10, 'an end marker without a start', (text: string) => text.replace(`${START}\n`, '')],
  [
    'a start was pasted into it',
    4,
    'a second start marker',
    (text: string) => text.replace(START, `${START}\n${START}`),
  ],
  ['it was pasted a second time', 12, 'a second block', (text: string) => text + text.slice(text.indexOf(START))],
] as const)
  t.test(`a block that was broken, ${how}: every command leaves the file, and says the line`, async (t) => {
    rmSync(file, { force: true });
    writeFileSync(file, 'Mine.\n');
    t.equal((await w.run(['install', '--source', source, '--agents-md'])).code, 0);
    const broken = breakIt(readFileSync(file, 'utf8'));
    writeFileSync(file, broken);
    write(source, packFiles(2, how));
    for (const args of [['install'], ['update'], ['install', '--no-agents-md'], ['uninstall']]) {
      const { code, stderr } = await w.run(args);
      t.equal(code, 1, args.join(' '));
      t.match(stderr, `${file}:${line} has ${said}`);
      t.equal(readFileSync(file, 'utf8'), broken);
    }
    rmSync(file);
    write(w.home, { '.claude': null });
  });

t.test('a block of the older shell instructions is taken over, with a backup, and taken out whole', async (t) => {
  const old = `${START}\n## distributed-testing-skills\n\nThis machine has skills at ~/x.\n${END}\n`;
  writeFileSync(file, `Mine.\n${old}Also mine.\n`);
  const { code, problems } = await w.json(['install', '--source', source]);
  t.equal(code, 0);
  const backup = problems.find((problem) => problem.code === 'backup')?.path ?? '';
  t.equal(readFileSync(backup, 'utf8'), `Mine.\n${old}Also mine.\n`);
  t.match(readFileSync(file, 'utf8'), /^Mine\.\n<!-- dist[^]*skill-1\/SKILL\.md[^]*:end -->\nAlso mine\.\n$/);
  await away();
  t.equal(readFileSync(file, 'utf8'), 'Mine.\nAlso mine.\n');
  rmSync(join(w.home, '.local'), { recursive: true, force: true });
});

t.test('text that the user wrote into the block is not lost', async (t) => {
  rmSync(file, { force: true });
  await add();
  const edited = readFileSync(file, 'utf8').replace(END, `my own line\n${END}`);
  writeFileSync(file, edited);
  const again = await w.json(['install']);
  t.equal(again.code, 1);
  t.match(again.problems, [{ code: 'agents-md', message: /was edited and was left/ }]);
  t.equal(readFileSync(file, 'utf8'), edited);
  const gone = await w.json(['uninstall']);
  t.equal(gone.code, 1);
  t.equal(readFileSync(file, 'utf8'), edited);
  rmSync(file);
});

t.test('--no-agents-md takes our block out again', async (t) => {
  writeFileSync(file, 'Mine.\n');
  await add();
  t.equal((await w.run(['install', '--no-agents-md'])).code, 0);
  t.equal(readFileSync(file, 'utf8'), 'Mine.\n');
  await away();
});

t.test('AGENTS.md that is a directory or a dangling link is refused', async (t) => {
  rmSync(file, { force: true });
  mkdirSync(file);
  t.match(await w.json(['install', '--source', source, '--agents-md']), {
    code: 1,
    problems: [{ code: 'agents-md', message: /is no file/ }],
  });
  rmSync(file, { recursive: true });
  execFileSync('ln', ['-s', 'nowhere', file]);
  t.match(await w.json(['install', '--source', source, '--agents-md']), {
    code: 1,
    problems: [{ code: 'agents-md', message: /leads nowhere/ }],
  });
  t.ok(lstatSync(file).isSymbolicLink());
});
