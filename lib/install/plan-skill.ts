import { join, relative } from 'node:path';
import type { Step } from './change.js';
import { linkStyle, linkTarget, sameTarget } from './link-style.js';
import type { Seen, Target } from './observe.js';
import { add, type Draft, makeDirsFor } from './plan-draft.js';
import { ABSENT, differingFiles } from './print.js';
import { error } from './problem.js';
import type { PackRecord, ReceiptEntry } from './receipt.js';

/** Whether what stands at the path is as the receipt's entry says we left it. */
export function asLeft(entry: ReceiptEntry, seen: Seen, platform: NodeJS.Platform): boolean {
  if (entry.kind === 'link')
    return seen.print.startsWith('link:') && sameTarget(seen.print.slice('link:'.length), entry.target ?? '', platform);
  return (
    entry.kind === 'copy' && seen.files !== undefined && differingFiles(seen.files, entry.files ?? {}).length === 0
  );
}

/** What happens to one skill in one directory: made, adopted, renewed, replaced, or left with a problem that says why. */
export function planSkill(draft: Draft, target: Target, name: string, record: PackRecord): void {
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
      add(draft, { action: 'adopt', kind, ...shown, message: 'which was as it should be' }, { do: 'record' });
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

/** Takes away what an entry of the receipt lists, if it is still as we left it; what was there before comes back. */
export function planRemoval(draft: Draft, entry: ReceiptEntry): void {
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
