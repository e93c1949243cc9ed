import { setTimeout as sleep } from 'node:timers/promises';
import { Changed } from './ops.js';

/** One ref's way from one commit to another; `from` of zeros: the ref is new. */
export interface RefUpdate {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

const ZEROS = /^0+$/;

/**
 * Moves refs in one transaction of git's, each only from the commit that we know. A ref that is there already is left.
 * @throws Changed when a ref is at neither commit.
 */
export async function moveRefs(dir: string, updates: readonly RefUpdate[]): Promise<void> {
  const { ask, git } = await import('./git.js');
  const session = { env: process.env, interactive: false };
  const lines: string[] = [];
  for (const { ref, from, to } of updates) {
    const now = (await ask(session, dir, ['rev-parse', '--verify', '--quiet', ref])) ?? '0'.repeat(to.length);
    if (now === to) continue;
    if (now !== from) throw new Changed(`${dir} (${ref})`);
    lines.push(ZEROS.test(to) ? `delete ${ref} ${from}\n` : `update ${ref} ${to} ${from}\n`);
  }
  if (lines.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await git(session, dir, ['update-ref', '-m', 'dst-skills: fast-forward', '--stdin'], { input: lines.join('') });
      return;
    } catch (error) {
      // A git that outlived a killed run of ours may be at the same ref for a moment.
      if (attempt === 20 || !/\.lock|cannot lock ref/.test(String(error))) throw error;
      await sleep(100);
    }
  }
}
