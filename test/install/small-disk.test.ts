import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packFiles, treeOf, world, type World, write } from './support.js';

/*
 * A home directory on a real file system that is too small, or mounted read-only. Mounting needs privileges that not
 * every machine gives: what cannot be mounted is skipped, and says why.
 */
const MiB = 1024 * 1024;
const KINDS: Record<string, (w: World) => readonly string[]> = {
  tmpfs: () => ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs'],
  ext4: (w) => {
    const image = join(w.root, 'disk.img');
    const fd = openSync(image, 'w');
    ftruncateSync(fd, 8 * MiB);
    closeSync(fd);
    execFileSync('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-m', '0', image]);
    return ['-o', 'loop', image];
  },
};

/** Puts a disk of 8 MiB where the home directory is. @returns why not, or undefined. */
function mount(w: World, kind: string): string | undefined {
  try {
    const { status, stderr } = spawnSync('mount', [...(KINDS[kind]?.(w) ?? []), w.home], { encoding: 'utf8' });
    if (status !== 0) return `cannot mount ${kind} here: ${stderr}`;
  } catch (error) {
    return `cannot make ${kind} here: ${String(error)}`;
  }
  rmSync(join(w.home, 'lost+found'), { recursive: true, force: true });
  write(w.home, { '.claude': null, 'AGENTS.md': 'Mine.\n', '.roo/skills/skill-1/SKILL.md': 'by hand' });
  return undefined;
}

function unmount(w: World): void {
  spawnSync('umount', [w.home]);
  w.remove();
}

/** Leaves that many bytes free, and gives what frees the rest again. */
function fill(w: World, leave: number): () => void {
  const file = join(w.home, 'filler');
  const { bavail, bsize } = statfsSync(w.home);
  try {
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leave), 'x'));
  } catch (error) {
    // The file's own block list takes room as well: the disk is full now, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
  return () => rmSync(file, { force: true });
}

const state = (w: World): Record<string, string> =>
  treeOf(w.home, (path) => path === 'filler' || /^\.local\/state\/dst-skills\/(running|created-)/.test(path));

const INSTALL = ['--agent', 'claude-code,codex,roo', '--agents-md', '--copy', '--force'];

for (const kind of Object.keys(KINDS)) {
  t.test(`a full ${kind}: every command ends in exit 1 or 2 with all as it was, or is done`, async (t) => {
    // The second revision is larger, so that an update needs room too.
    const w = world({ ...packFiles(4), 'skills/skill-1/references/long.md': 'one\n'.repeat(30_000) });
    t.teardown(() => unmount(w));
    const problem = mount(w, kind);
    if (problem !== undefined) return void t.plan(0, problem);
    const steps: [string[], () => void][] = [
      [['install', '--source', w.origin, ...INSTALL], () => undefined],
      [
        ['update'],
        () => w.publish({ ...packFiles(5, 'two'), 'skills/skill-1/references/long.md': 'two!\n'.repeat(60_000) }),
      ],
      [['uninstall'], () => undefined],
    ];
    for (const [args, prepare] of steps) {
      prepare();
      let refused = 0;
      let done = false;
      for (const leave of [0, 40, 150, 300, 500, 800, 3000]) {
        const before = state(w);
        const empty = fill(w, leave * 1024);
        const run = await w.run(args);
        empty();
        const label = `${args[0] ?? ''} with ${leave} KiB left: exit ${run.code}: ${run.stderr}`;
        t.notMatch(run.stderr, /\n +at /, 'no stack trace');
        if (run.code === 0) {
          t.not(JSON.stringify(state(w)), JSON.stringify(before), label);
          done = true;
          break;
        }
        refused++;
        t.ok(run.code === 1 || run.code === 2, label);
        t.match(run.stderr, /no space left|disk is full|git could not write/i, label);
        t.same(state(w), before, label);
      }
      t.ok(done, `${args[0] ?? ''} is done when there is room`);
      if (args[0] !== 'uninstall') t.ok(refused > 1, `${args[0] ?? ''} was refused ${refused} times`);
      t.equal((await w.run(['status'])).code, 0);
    }
    t.same(
      w.tree(),
      {
        '.claude': 'dir',
        '.roo': 'dir',
        '.roo/skills': 'dir',
        '.roo/skills/skill-1': 'dir',
        '.roo/skills/skill-1/SKILL.md': '644 by hand',
        'AGENTS.md': '644 Mine.\n',
      },
      'in the end nothing is left of it all',
    );
  });

  t.test(`a read-only ${kind}: looking works, everything else ends in exit 1 or 2`, async (t) => {
    const w = world(packFiles(2));
    t.teardown(() => unmount(w));
    const problem = mount(w, kind);
    if (problem !== undefined) return void t.plan(0, problem);
    t.equal((await w.run(['install', '--source', w.origin, ...INSTALL])).code, 0);
    w.publish(packFiles(2, 'two'));
    const before = w.tree();
    execFileSync('mount', ['-o', 'remount,ro', w.home]);
    for (const args of [
      ['status'],
      ['verify'],
      ['doctor'],
      ['agents'],
      ['install', '--dry-run'],
      ['update', '--dry-run'],
    ])
      t.equal((await w.run(args)).code, 0, args.join(' '));
    for (const args of [
      ['install', '--agent', 'kiro-cli'],
      ['update'],
      ['uninstall'],
      ['restore'],
      ['doctor', '--fix'],
    ]) {
      const { code, stderr } = await w.run(args);
      t.ok(code === 1 || code === 2, `${args.join(' ')}: exit ${code}`);
      t.match(stderr, /read-only/i);
      t.notMatch(stderr, /\n +at /, 'no stack trace');
    }
    t.same(w.tree(), before);
    execFileSync('mount', ['-o', 'remount,rw', w.home]);
    t.equal((await w.run(['update'])).code, 0);
  });
}
