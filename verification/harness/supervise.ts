import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.js';
import { isAlive, Net, removeNamespaces, runName, runsWithNamespaces } from './netns.js';

/** Where a run keeps data directories and disks; removed with the run. */
export function scratchOf(name: string): string {
  return join(tmpdir(), `dst-${name}`);
}

/** A run from inside: its network and its scratch directory. */
export interface Run {
  readonly net: Net;
  readonly scratch: string;
}

const INNER = 'DST_VERIFICATION_RUN';

/**
 * Runs `body` in a process of its own that lives in the run's control namespace, so that its clients reach the nodes. This
 * process makes the namespaces and takes everything away again: processes, mounts, loop devices, namespaces and files,
 * also when it is interrupted or when the inner one dies. What a killed supervisor left is removed by the next run.
 * @returns the exit status
 */
export async function supervised(nodes: readonly string[], body: (run: Run) => Promise<number>): Promise<number> {
  const inner = process.env[INNER];
  if (inner !== undefined) return asInner(inner, body);
  await sweep();
  const name = runName();
  const net = await Net.create(name).catch(async (error: unknown) => {
    await destroy(name);
    throw error;
  });
  try {
    for (const node of nodes) await net.add(node);
    mkdirSync(scratchOf(name), { recursive: true });
    const [program = '', ...argv] = net.inside('ctl', [process.execPath, ...process.argv.slice(1)]);
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, argv, { stdio: 'inherit', env: { ...process.env, [INNER]: name } });
      const pass = (signal: NodeJS.Signals): void => {
        child.kill(signal);
        // Who does not end by itself is ended by destroy().
        setTimeout(() => resolve(130), 5_000).unref();
      };
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? 130));
    });
  } finally {
    await destroy(name);
  }
}

async function asInner(name: string, body: (run: Run) => Promise<number>): Promise<number> {
  // A supervisor that was killed cannot end this process: it ends itself, and the next run removes the rest.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(130);
  }, 500).unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
  return body({ net: Net.attach(name), scratch: scratchOf(name) });
}

/** Removes all that a run has made. May be called at any time, and more than once. */
export async function destroy(name: string): Promise<void> {
  await removeNamespaces(name);
  const scratch = scratchOf(name);
  if (!existsSync(scratch)) return;
  for (const at of mountsBelow(scratch)) await run(['umount', '-l', at]);
  for (const line of (await run(['losetup', '-a'])).out.split('\n')) {
    const device = /^(\/dev\/loop\d+):/.exec(line)?.[1];
    if (device !== undefined && line.includes(`${scratch}/`)) await run(['losetup', '-d', device]);
  }
  rmSync(scratch, { recursive: true, force: true });
}

function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((at) => at.startsWith(`${folder}/`))
    .reverse();
}

/** Removes what killed runs have left behind. @returns their names */
export async function sweep(): Promise<string[]> {
  const scratches = readdirSync(tmpdir()).flatMap((entry) => /^dst-(\d+-\d+)$/.exec(entry)?.[1] ?? []);
  const dead = [...new Set([...runsWithNamespaces(), ...scratches])].filter((name) => !isAlive(name));
  for (const name of dead) await destroy(name);
  return dead;
}
