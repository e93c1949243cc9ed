import { join, posix, relative, sep } from 'node:path';
import { blockHash, blockText, findBlock, insertBlock, removeBlock, START } from './agents-md.js';
import type { Change } from './change.js';
import { isInside } from './observe.js';
import { add, type Draft, makeDirsFor } from './plan-draft.js';
import { error } from './problem.js';
import type { PackRecord } from './receipt.js';

/** Whether AGENTS.md is to have the block. */
export function wantsBlock(draft: Draft): boolean {
  const { seen, wishes } = draft;
  if (wishes.agentsMd !== undefined) return wishes.agentsMd;
  if (seen.receipt?.agentsMd === true) return true;
  const { bytes } = seen.agentsMd;
  if (bytes !== null && findBlock(bytes).kind === 'block') return true;
  return wishes.agents.some((agent) => seen.places.scope === 'user' && agent.user === null);
}

/** Plans what happens to AGENTS.md: the block is added, renewed or taken out, or a problem says why not. */
export function planBlock(draft: Draft, wanted: boolean, record: PackRecord, names: readonly string[]): void {
  const { seen, wishes } = draft;
  const { agentsMd } = seen;
  const old = seen.receipt?.entries.find((entry) => entry.kind === 'agents-md');
  if (!wanted && old?.block === undefined) return;
  const fail = (message: string, more: { line?: number; help?: string } = {}): void => {
    draft.problems.push(error('agents-md', message, { path: agentsMd.path, ...more }));
    if (old !== undefined) draft.entries.push(old);
  };
  const place = (line?: number): string => (line === undefined ? agentsMd.path : `${agentsMd.path}:${line}`);
  if (agentsMd.problem !== undefined) return fail(`${agentsMd.path} ${agentsMd.problem}`);
  const { bytes } = agentsMd;
  const found = bytes === null ? ({ kind: 'none' } as const) : findBlock(bytes);
  if (found.kind === 'bad')
    return fail(`${place(found.line)} ${found.message}; nothing was written to it`, {
      line: found.line,
      help: `put the two marker lines right, or remove them (${START})`,
    });
  if (!wanted && (bytes === null || found.kind === 'none')) return;
  const hash = bytes === null ? undefined : blockHash(bytes);
  const edited = old?.block !== undefined && hash !== undefined && hash !== old.block.hash;
  if (edited && !wishes.force)
    return fail(`the block in ${agentsMd.path} was edited and was left as it is`, {
      help: 'move your text out of the block, or run with --force: the file goes to a backup first',
    });
  const put = (next: Uint8Array | null, action: Change['action'], keep: boolean, message?: string): void => {
    if (bytes !== null && (agentsMd.mode & 0o200) === 0 && !wishes.force)
      return fail(`${agentsMd.path} is read-only`, { help: `chmod u+w ${agentsMd.path}, or run with --force` });
    makeDirsFor(draft, agentsMd.missing);
    add(
      draft,
      { action, kind: 'agents-md', path: agentsMd.path, ...(message === undefined ? {} : { message }) },
      {
        do: 'put',
        at: agentsMd.real,
        old: agentsMd.print,
        backup: keep ? agentsMd.backup : null,
        put: next === null ? { type: 'nothing' } : { type: 'bytes', bytes: next, mode: agentsMd.mode },
      },
    );
  };
  if (!wanted) {
    if (bytes === null || old?.block === undefined) return;
    const rest = removeBlock(bytes, old.block);
    if (old.block.created && rest.length === 0) {
      put(null, 'remove', edited);
      draft.removed.add(agentsMd.path);
    } else put(rest, 'update', edited, 'the block is taken out');
    return;
  }
  if (found.kind === 'none') {
    if (found.open !== undefined)
      return fail(
        `${place(found.open)} opens a code block or comment that is never closed; a block at the end would be part of it`,
        { line: found.open, help: 'close it' },
      );
    if (old?.block !== undefined && bytes?.includes(START))
      return fail(`${agentsMd.path} has our markers where they are only text (in a code block?)`, {
        help: 'move the block out of there, or remove it',
      });
  }
  const insertion = insertBlock(
    bytes,
    blockText(skillFiles(draft, record, names)),
    found.kind === 'block' ? old?.block : undefined,
  );
  if (insertion.bytes.length === 0 || bytes?.equals(insertion.bytes) !== true)
    put(
      insertion.bytes,
      bytes === null ? 'create' : 'update',
      // A block that we did not write may hold anything.
      edited || (found.kind === 'block' && old === undefined),
      found.kind === 'block' ? 'the block is renewed' : 'the block is added',
    );
  const failed = draft.problems.some((problem) => problem.code === 'agents-md');
  if (!failed) draft.entries.push({ kind: 'agents-md', path: agentsMd.path, agents: [], block: insertion.block });
}

/** The SKILL.md files that the block names: absolute for the user, relative for a project. */
function skillFiles(draft: Draft, record: PackRecord, names: readonly string[]): { name: string; file: string }[] {
  const { places, targets } = draft.seen;
  const first = targets.find((target) => target.problem === undefined && !target.insidePack);
  return names.map((name) => {
    const inPack = join(record.dir, ...(record.skills[name]?.path ?? '').split('/'), 'SKILL.md');
    const copied = draft.wishes.mode === 'copy' && first !== undefined ? join(first.dir, name, 'SKILL.md') : inPack;
    const shown = places.scope === 'project' && isInside(copied, places.root) ? relative(places.root, copied) : copied;
    return { name, file: shown.split(sep).join(posix.sep) };
  });
}
