import { dirname, join, relative } from 'node:path';
import type { Plan, Step } from './change.js';
import { linkStyle, linkTarget, sameTarget } from './link-style.js';
import { lockFor } from './lock-file.js';
import { isInside, type Observation, type Seen, type Target } from './observe.js';
import type { PackPlan } from './pack-plan.js';
import { planBlock, wantsBlock } from './plan-block.js';
import { add, type Draft, makeDirsFor, type Wishes } from './plan-draft.js';
import { ABSENT, differingFiles, hashOf } from './print.js';
import { error, warning } from './problem.js';
import { type PackRecord, type Receipt, type ReceiptEntry, toJson } from './receipt.js';

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
    message: `${from === '' ? '' : `${from} → `}${to}${count}`,
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

// ---- one skill in one directory ----

/** Whether what stands at the path is as the receipt's entry says we left it. */
export function asLeft(entry: ReceiptEntry, seen: Seen, platform: NodeJS.Platform): boolean {
  if (entry.kind === 'link')
    return seen.print.startsWith('link:') && sameTarget(seen.print.slice('link:'.length), entry.target ?? '', platform);
  return (
    entry.kind === 'copy' && seen.files !== undefined && differingFiles(seen.files, entry.files ?? {}).length === 0
  );
}

function planSkill(draft: Draft, target: Target, name: string, record: PackRecord): void {
  const { seen, wishes } = draft;
  const { places } = seen;
  const skill = record.skills[name];
  const path = join(target.dir, name);
  const now = seen.at.get(path);
  if (skill === undefined || now === undefined) return;
  const old = seen.receipt?.entries.find((entry) => entry.path === path);
  const style = linkStyle(places.platform, places.scope, wishes.mode);
  const home = join(record.dir, ...skill.path.split('/'));
  const text = linkTarget(style, target.real, realPack(draft, home));
  const copy = style === 'copy';
  const entry: ReceiptEntry = {
    kind: copy ? 'copy' : 'link',
    path,
    agents: [...target.agents].sort(),
    skill: name,
    ...(copy ? { files: skill.files } : { target: text }),
    ...(old?.backup === undefined ? {} : { backup: old.backup }),
  };
  const shown = {
    path,
    skill: name,
    agent: target.agents[0] ?? '',
    agents: target.agents,
    ...(copy ? {} : { target: text }),
  };
  const kind = entry.kind;
  const step = (print: string, backup: string | null): Step => ({
    do: 'put',
    at: path,
    old: print,
    backup,
    put: copy ? { type: 'skill', path: skill.path } : { type: 'link', target: text, junction: style === 'junction' },
  });
  if (now.print === ABSENT) {
    makeDirsFor(draft, now.missing);
    add(draft, { action: 'create', kind, ...shown }, step(ABSENT, null));
    draft.entries.push(entry);
    return;
  }
  const link = now.print.startsWith('link:') ? now.print.slice('link:'.length) : undefined;
  const fits = copy
    ? now.files !== undefined && differingFiles(now.files, skill.files).length === 0
    : link !== undefined && (sameTarget(link, text, places.platform) || now.leadsTo === realPack(draft, home));
  if (fits) {
    draft.entries.push(copy ? entry : { ...entry, target: link ?? text });
    if (old === undefined)
      add(draft, { action: 'adopt', kind, ...shown, message: 'is already as it should be' }, { do: 'record' });
    return;
  }
  if (old !== undefined && asLeft(old, now, places.platform)) {
    add(draft, { action: 'update', kind, ...shown }, step(now.print, null));
    draft.entries.push(entry);
    return;
  }
  const what = link !== undefined ? `a link to ${link}` : now.print.startsWith('file:') ? 'a file' : 'a directory';
  const edited = old?.kind === 'copy' && now.files !== undefined ? differingFiles(now.files, old.files ?? {}) : [];
  if (wishes.force) {
    add(
      draft,
      { action: 'replace', kind, ...shown, message: `${what} that is not ours goes to a backup` },
      step(now.print, now.backup),
    );
    // What we put there ourselves does not come back when it is uninstalled; it stays in the backup.
    draft.entries.push(old === undefined ? { ...entry, backup: now.backup } : entry);
    return;
  }
  if (old !== undefined) draft.entries.push(old);
  draft.problems.push(
    edited.length > 0
      ? error('edited', `${path} was edited (${edited.slice(0, 5).join(', ')}) and was left as it is`, {
          path,
          help: 'keep your version elsewhere, or run with --force: it goes to a backup',
        })
      : error('occupied', `${path} is ${what} that this installer did not put there; it was left as it is`, {
          path,
          help: 'move it away, or run with --force: it goes to a backup',
        }),
  );
}

/** The skill's real place: links of the user's on the way to the pack directory are followed. */
function realPack(draft: Draft, path: string): string {
  const { places } = draft.seen;
  const { packReal } = draft.seen;
  return path === places.packDir ? packReal : join(packReal, relative(places.packDir, path));
}

function keepEntriesBelow(draft: Draft, dir: string, wanted: Set<string>): void {
  for (const entry of draft.seen.receipt?.entries ?? [])
    if (dirname(entry.path) === dir) {
      wanted.add(entry.path);
      draft.entries.push(entry);
    }
}

function planRemoval(draft: Draft, entry: ReceiptEntry): void {
  const { seen, wishes } = draft;
  const now = seen.at.get(entry.path);
  if (now === undefined || now.print === ABSENT || entry.kind === 'agents-md') return;
  const shown = {
    kind: entry.kind,
    path: entry.path,
    agent: entry.agents[0] ?? '',
    agents: entry.agents,
    ...(entry.skill === undefined ? {} : { skill: entry.skill }),
    ...(entry.target === undefined ? {} : { target: entry.target }),
  };
  const ours = asLeft(entry, now, seen.places.platform);
  if (!ours && !wishes.force) {
    draft.problems.push(
      error('changed', `${entry.path} is no longer as it was installed; it was left as it is and is yours now`, {
        path: entry.path,
      }),
    );
    return;
  }
  const back = ours && entry.backup !== undefined && seen.backups.has(entry.backup) ? entry.backup : undefined;
  const action = back === undefined ? 'remove' : 'restore';
  const message =
    back === undefined ? (ours ? undefined : 'goes to a backup') : `what was here before comes back from ${back}`;
  add(
    draft,
    { action, ...shown, ...(message === undefined ? {} : { message }) },
    {
      do: 'put',
      at: entry.path,
      old: now.print,
      backup: ours ? null : now.backup,
      put:
        back === undefined
          ? { type: 'nothing' }
          : { type: 'staged', staged: back, kind: seen.backups.get(back) ?? 'dir' },
    },
  );
  if (back === undefined) draft.removed.add(entry.path);
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
