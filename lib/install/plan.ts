import { dirname, join } from 'node:path';
import type { Plan } from './change.js';
import { lockFor } from './lock-file.js';
import { isInside, type Observation } from './observe.js';
import type { PackPlan } from './pack-plan.js';
import { projectPack } from './places.js';
import { planBlock, wantsBlock } from './plan-block.js';
import { add, type Draft, makeDirsFor, type Wishes } from './plan-draft.js';
import { planRemoval, planSkill } from './plan-skill.js';
import { ABSENT, hashOf } from './print.js';
import { error, warning } from './problem.js';
import { type PackRecord, type Receipt, toJson } from './receipt.js';

export type { Wishes } from './plan-draft.js';

/**
 * Computes the changes from what is on the disk, the wishes and the receipt. Pure: it reads nothing, and the same
 * arguments give the same plan.
 */
export function plan(seen: Observation, wishes: Wishes, pack: PackPlan): Plan {
  const draft: Draft = {
    seen,
    wishes,
    changes: [],
    problems: [...pack.problems],
    entries: [],
    directories: new Set(seen.receipt?.directories ?? []),
    removed: new Set(),
  };
  if (wishes.goal === 'absent') return planAbsent(draft);
  if (pack.record === null) return { changes: [], problems: draft.problems, receipt: seen.receipt ?? null };
  return planPresent(draft, pack, pack.record);
}

function planPresent(draft: Draft, pack: PackPlan, record: PackRecord): Plan {
  const { seen, wishes } = draft;
  planPackChange(draft, pack, record);
  planIgnore(draft, true);
  // A directory of that name in a project is this installer's, whoever ran it.
  if (record.created && record.dir === projectPack(seen.places.project)) draft.directories.add(dirname(record.dir));
  const names = Object.keys(record.skills).filter((name) => wishes.skills === null || wishes.skills.includes(name));
  const wanted = new Set<string>();
  for (const target of seen.targets) {
    if (target.problem !== undefined) {
      draft.problems.push(
        error('directory', `skills cannot go to ${target.dir}: ${target.problem}`, { path: target.dir }),
      );
      keepEntriesBelow(draft, target.dir, wanted);
      continue;
    }
    if (target.insidePack) continue;
    for (const name of names) {
      wanted.add(join(target.dir, name));
      planSkill(draft, target, name, record);
    }
  }
  for (const entry of seen.receipt?.entries ?? [])
    if (entry.kind !== 'agents-md' && !wanted.has(entry.path)) planRemoval(draft, entry);
  const agentsMd = wantsBlock(draft);
  planBlock(draft, agentsMd, record, names);
  planEmptyDirs(draft, record);
  const receipt: Receipt = {
    version: 1,
    scope: seen.places.scope,
    root: seen.places.root,
    mode: wishes.mode,
    agents: wishes.agents.map((agent) => agent.id).sort(),
    skills: wishes.skills === null ? null : [...wishes.skills].sort(),
    agentsMd,
    pack: record,
    entries: draft.entries.sort((a, b) => (a.path < b.path ? -1 : 1)),
    directories: [...draft.directories].sort(),
  };
  if (!wishes.frozen) planLock(draft, toJson(lockFor(receipt)));
  planReceipt(draft, receipt);
  return { changes: draft.changes, problems: draft.problems, receipt };
}

function planAbsent(draft: Draft): Plan {
  const { seen, wishes } = draft;
  const { receipt } = seen;
  if (receipt === undefined) return { changes: [], problems: draft.problems, receipt: null };
  for (const entry of receipt.entries) if (entry.kind !== 'agents-md') planRemoval(draft, entry);
  planBlock(draft, false, receipt.pack, []);
  if (wishes.packRemoval === true)
    add(
      draft,
      { action: 'remove', kind: 'pack', path: receipt.pack.dir },
      { do: 'put', at: receipt.pack.dir, old: 'dir', backup: null, put: { type: 'nothing' } },
    );
  else if (wishes.packRemoval !== undefined)
    draft.problems.push({
      severity: wishes.packRemoval.severity,
      code: 'pack-kept',
      message: `the pack stays at ${receipt.pack.dir}: it ${wishes.packRemoval.why}`,
      path: receipt.pack.dir,
    });
  if (wishes.packRemoval === true) {
    draft.removed.add(receipt.pack.dir);
    planIgnore(draft, false);
  }
  planLock(draft, null, toJson(lockFor(receipt)));
  planEmptyDirs(draft, null);
  planReceipt(draft, null);
  return { changes: draft.changes, problems: draft.problems, receipt: null };
}

// ---- the pack ----

function planPackChange(draft: Draft, pack: PackPlan, record: PackRecord): void {
  if (pack.action === 'none') return;
  const from = pack.from?.slice(0, 12) ?? '';
  const to = record.commit?.slice(0, 12) ?? (record.bundled ? 'bundled' : record.source);
  const count = pack.commits === undefined ? '' : ` (${pack.commits} commit${pack.commits === 1 ? '' : 's'})`;
  const change = {
    action: pack.action,
    kind: 'pack' as const,
    path: record.dir,
    target: record.source,
    ...(from === '' && to === record.source ? {} : { message: `${from === '' ? '' : `${from} → `}${to}${count}` }),
  };
  if (pack.put !== undefined) {
    if (pack.action === 'create') makeDirsFor(draft, draft.seen.packMissing);
    const { staged, old, backup } = pack.put;
    add(draft, change, { do: 'put', at: record.dir, old, backup, put: { type: 'staged', staged, kind: 'dir' } });
  } else if (pack.forward !== undefined) add(draft, change, { do: 'ops', ops: pack.forward.ops });
}

const IGNORE = Buffer.from('*\n');

/** A clone in the project is nobody's to commit; the file beside it says so to git. */
function planIgnore(draft: Draft, wanted: boolean): void {
  const { ignore } = draft.seen;
  if (ignore === null || (ignore.print === ABSENT) !== wanted) return;
  if (!wanted && !ignore.print.endsWith(`:${hashOf(IGNORE)}`)) return;
  if (!wanted) draft.removed.add(ignore.path);
  const put = wanted ? ({ type: 'bytes', bytes: IGNORE, mode: 0o644 } as const) : ({ type: 'nothing' } as const);
  add(
    draft,
    { action: wanted ? 'create' : 'remove', kind: 'ignore-file', path: ignore.path },
    { do: 'put', at: ignore.path, old: ignore.print, backup: null, put },
  );
}

function keepEntriesBelow(draft: Draft, dir: string, wanted: Set<string>): void {
  for (const entry of draft.seen.receipt?.entries ?? [])
    if (dirname(entry.path) === dir) {
      wanted.add(entry.path);
      draft.entries.push(entry);
    }
}

// ---- what is left over ----

/** Directories that we made and that will be empty go too; those that hold something of somebody's stay and are theirs. */
function planEmptyDirs(draft: Draft, record: PackRecord | null): void {
  const { seen } = draft;
  const gone = draft.removed;
  const made = new Set(draft.changes.filter((change) => change.kind === 'directory').map((change) => change.path));
  const inUse = [...draft.entries.map((entry) => entry.path), ...(record === null ? [] : [record.dir])];
  for (const dir of [...(seen.receipt?.directories ?? [])].sort((a, b) => b.length - a.length)) {
    if (made.has(dir) || inUse.some((path) => path !== dir && isInside(path, dir))) continue;
    draft.directories.delete(dir);
    const children = seen.children.get(dir);
    if (children === undefined || !children.every((name) => gone.has(join(dir, name)))) continue;
    gone.add(dir);
    add(draft, { action: 'remove', kind: 'directory', path: dir }, { do: 'rmdir' });
  }
}

function planLock(draft: Draft, next: string | null, written?: string): void {
  const { places, lock, lockText, lockMissing } = draft.seen;
  if (places.lockFile === null || (next === null && lock === ABSENT)) return;
  if (next !== null && lockText === next) return;
  if (next === null && lockText !== written) {
    draft.problems.push(
      warning('lock-file', `${places.lockFile} is not as it was written and stays`, { path: places.lockFile }),
    );
    return;
  }
  if (next !== null) makeDirsFor(draft, lockMissing);
  else draft.removed.add(places.lockFile);
  add(
    draft,
    {
      action: next === null ? 'remove' : lock === ABSENT ? 'create' : 'update',
      kind: 'lock-file',
      path: places.lockFile,
    },
    {
      do: 'put',
      at: places.lockFile,
      old: lock,
      backup: null,
      put: next === null ? { type: 'nothing' } : { type: 'bytes', bytes: Buffer.from(next), mode: 0o644 },
    },
  );
}

function planReceipt(draft: Draft, receipt: Receipt | null): void {
  const { places, receipt: old, receiptPrint } = draft.seen;
  const next = receipt === null ? null : toJson(receipt);
  if (next === (old === undefined ? null : toJson(old))) return;
  add(
    draft,
    {
      action: next === null ? 'remove' : old === undefined ? 'create' : 'update',
      kind: 'receipt',
      path: places.receiptFile,
    },
    {
      do: 'put',
      at: places.receiptFile,
      old: receiptPrint,
      backup: null,
      put: next === null ? { type: 'nothing' } : { type: 'bytes', bytes: Buffer.from(next), mode: 0o644 },
    },
  );
}
