import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS, type Agent, readDirectories } from './agents.js';
import { blockHash, findBlock } from './agents-md.js';
import type { Known } from './converge.js';
import type { GitSession } from './git.js';
import { observe, type Observation, realOf } from './observe.js';
import { lookAtPack } from './pack-look.js';
import { asLeft } from './plan-skill.js';
import { differingFiles, printOf } from './print.js';
import { error, type Problem, warning } from './problem.js';
import { readReceipt, type Receipt, type ReceiptEntry } from './receipt.js';
import { scanPack } from './scan.js';

/** How one installed thing is. */
export interface EntryState {
  readonly kind: ReceiptEntry['kind'];
  readonly path: string;
  readonly agents: readonly string[];
  readonly skill?: string;
  readonly state: 'ok' | 'missing' | 'changed' | 'dangling' | 'edited';
}

export interface Inspection {
  readonly entries: readonly EntryState[];
  readonly problems: readonly Problem[];
}

/** Looks at everything that was installed, and at what could keep an agent from it. Changes nothing, uses no network. */
export async function inspect(known: Known, session: GitSession): Promise<Inspection> {
  const { receipt, places } = known;
  const problems: Problem[] = [];
  if (receipt === undefined) return { entries: [], problems };
  const agents = receipt.agents.flatMap((id) => AGENTS.filter((agent) => agent.id === id));
  const seen = observe(places, receipt, agents, receipt.pack, true, { backup: () => '' });
  const entries = receipt.entries.map((entry) => stateOf(entry, seen, problems));
  inspectGaps(receipt, seen, problems);
  await inspectPack(receipt, session, problems);
  for (const agent of agents) inspectDoubles(agent, receipt, known, problems);
  inspectPermissions(receipt, problems);
  if (!problems.some(({ code }) => code === 'pack-missing')) return { entries, problems };
  // Links cannot lead anywhere before the pack is back, which only restore brings as it was.
  const help = `run "dst-skills restore${places.scope === 'project' ? ' --scope project' : ''}"`;
  const all = problems.map((one) => (/^(?:pack-missing|missing|dangling)$/.test(one.code) ? { ...one, help } : one));
  return { entries, problems: all };
}

const AGAIN = 'run "dst-skills doctor --fix", or install again';

function stateOf(entry: ReceiptEntry, seen: Observation, problems: Problem[]): EntryState {
  const { kind, path, agents, skill } = entry;
  const state = (found: EntryState['state'], problem?: Problem): EntryState => {
    if (problem !== undefined) problems.push(problem);
    return { kind, path, agents, ...(skill === undefined ? {} : { skill }), state: found };
  };
  if (kind === 'agents-md') return blockState(entry, seen, state);
  const now = seen.at.get(path);
  if (now === undefined || now.print === 'absent')
    return state('missing', error('missing', `${path} is gone`, { path, help: AGAIN }));
  if (!asLeft(entry, now, seen.places.platform)) {
    const files = now.files === undefined || entry.files === undefined ? [] : differingFiles(now.files, entry.files);
    return files.length > 0
      ? state(
          'edited',
          error('edited', `${path} was edited: ${files.slice(0, 5).join(', ')}`, {
            path,
            help: 'an update leaves it alone; --force moves it to a backup',
          }),
        )
      : state(
          'changed',
          error('changed', `${path} is not what was installed there`, {
            path,
            help: 'an update leaves it alone; --force moves it to a backup',
          }),
        );
  }
  if (kind === 'link' && now.leadsTo === undefined)
    return state(
      'dangling',
      error('dangling', `${path} leads to ${entry.target ?? ''}, which is not there`, { path, help: AGAIN }),
    );
  return state('ok');
}

function blockState(
  entry: ReceiptEntry,
  { agentsMd }: Observation,
  state: (found: EntryState['state'], problem?: Problem) => EntryState,
): EntryState {
  const { path } = agentsMd;
  const found = agentsMd.bytes === null ? undefined : findBlock(agentsMd.bytes);
  if (found?.kind === 'bad')
    return state(
      'changed',
      error('agents-md', `${path}:${found.line} ${found.message}`, {
        path,
        line: found.line,
        help: 'put the two marker lines right',
      }),
    );
  if (agentsMd.bytes === null || found?.kind !== 'block')
    return state('missing', error('missing', `the block in ${path} is gone`, { path, help: AGAIN }));
  return blockHash(agentsMd.bytes) === entry.block?.hash
    ? state('ok')
    : state(
        'edited',
        error('edited', `the block in ${path} was edited`, {
          path,
          help: 'move your text out of the block, then install again with --force',
        }),
      );
}

async function inspectPack(receipt: Receipt, session: GitSession, problems: Problem[]): Promise<void> {
  const { pack } = receipt;
  const path = pack.dir;
  const now = await lookAtPack(session, path, pack);
  const listed = (names: readonly string[]): string =>
    names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  if (now.kind === 'absent') {
    problems.push(
      error('pack-missing', `the pack directory ${path} is gone`, { path, help: 'run "dst-skills install" again' }),
    );
    return;
  }
  if (now.kind === 'foreign')
    problems.push(
      error('pack-foreign', `the pack directory ${path} ${now.why}`, { path, help: 'move it away and install again' }),
    );
  else if (now.edited.length > 0)
    problems.push(
      warning('local-edits', `files in ${path} were edited: ${listed(now.edited)}`, {
        path,
        help: 'an update will not overwrite them',
      }),
    );
  if (now.kind === 'git') {
    if (now.unfinished !== null)
      problems.push(
        error('unfinished', `a ${now.unfinished} was begun in ${path} and not ended`, {
          path,
          help: `git -C ${path} status`,
        }),
      );
    if (now.indexLock !== null)
      problems.push(warning('busy', `${now.indexLock} exists: git is at work there, or was killed`, { path }));
    if (now.head !== pack.commit)
      problems.push(
        warning(
          'moved',
          `the pack is at ${now.head?.slice(0, 12) ?? 'no commit'}, not at ${pack.commit?.slice(0, 12) ?? ''}, which was installed`,
          { path, help: 'run "dst-skills update" to bring everything in line' },
        ),
      );
    if (now.shallow) problems.push(warning('shallow', `${path} is a shallow clone`, { path }));
    if (now.partial)
      problems.push(
        warning('partial', `${path} is a partial clone: an update may need the network for old files`, { path }),
      );
  }
  const scan = await scanPack(path);
  for (const { path: at, message, line } of scan.problems)
    problems.push(
      error('pack-rules', `the pack's ${at === '.' ? 'content' : at} ${message}`, {
        path: join(path, at),
        ...(line === undefined ? {} : { line }),
      }),
    );
  for (const { path: at, message, line, code } of scan.warnings)
    problems.push(
      warning(`skill-${code}`, `${at} ${message}`, { path: join(path, at), ...(line === undefined ? {} : { line }) }),
    );
}

/** Skills that an agent does not get, because something that is not ours stands where they would go. */
function inspectGaps(receipt: Receipt, { targets }: Observation, problems: Problem[]): void {
  const names = Object.keys(receipt.pack.skills).filter((name) => receipt.skills?.includes(name) ?? true);
  for (const { dir, agents, insidePack, problem } of targets) {
    if (insidePack) continue;
    for (const name of names) {
      const path = join(dir, name);
      if (receipt.entries.some((entry) => entry.path === path)) continue;
      if (problem === undefined && printOf(path, 'shallow') === 'absent') continue;
      const what = problem ?? `${path} is something that this installer did not put there`;
      problems.push(
        warning('occupied', `the skill "${name}" is not installed for ${agents.join(', ')}: ${what}`, {
          path,
          help: 'move it away and install again, or install with --force: it goes to a backup',
        }),
      );
    }
  }
}

/** The same skill in two directories that one agent reads: shown twice, or one hides the other. */
function inspectDoubles(agent: Agent, receipt: Receipt, { places }: Known, problems: Problem[]): void {
  const [own, ...also] = readDirectories(agent, places.scope, places);
  if (own === undefined) return;
  const projectDirs =
    places.scope === 'user' && places.project !== places.home ? readDirectories(agent, 'project', places) : [];
  for (const entry of receipt.entries) {
    if (entry.skill === undefined || !entry.agents.includes(agent.id)) continue;
    const ours = new Set(receipt.entries.filter((one) => one.skill === entry.skill).map((one) => realOf(one.path)));
    for (const dir of also) {
      const other = join(dir, entry.skill);
      const print = printOf(other, 'shallow');
      // Our own link for another agent: Claude Code's directory is read by several, which tell doubles by real path.
      if (print === 'absent' || receipt.entries.some((one) => one.path === other)) continue;
      problems.push(
        warning('doubled', `${agent.name} finds the skill "${entry.skill}" in ${own} and in ${dir}`, {
          path: other,
          help: ours.has(realOf(other))
            ? `both are one place; remove the second: rm ${other}`
            : 'rename or remove the one that you do not want',
        }),
      );
    }
    for (const dir of projectDirs) {
      const other = join(dir, entry.skill);
      if (printOf(other, 'shallow') !== 'absent' && realOf(other) !== realOf(entry.path))
        problems.push(
          warning(
            'shadowed',
            `in ${places.project}, ${agent.name} takes the skill "${entry.skill}" from ${dir} instead`,
            { path: other },
          ),
        );
    }
  }
}

/** Directories and files of ours that their owner cannot read. */
function inspectPermissions(receipt: Receipt, problems: Problem[]): void {
  for (const path of unreadable(receipt))
    problems.push(
      error('permissions', `${path} cannot be read`, { path, help: 'run "dst-skills doctor --fix", or chmod u+rX it' }),
    );
}

/** The paths among what was installed whose owner has no right to read (for directories: to enter) them. */
export function unreadable(receipt: Receipt): string[] {
  const found: string[] = [];
  const roots = [
    ...Object.values(receipt.pack.skills).map((skill) => join(receipt.pack.dir, ...skill.path.split('/'))),
    ...receipt.entries.filter((entry) => entry.kind === 'copy').map((entry) => entry.path),
  ];
  const walk = (path: string): void => {
    let stat;
    try {
      stat = lstatSync(path);
    } catch {
      return;
    }
    if (stat.isDirectory()) {
      if ((stat.mode & 0o500) !== 0o500) found.push(path);
      else for (const name of readdirSync(path)) if (name !== '.git') walk(join(path, name));
    } else if (stat.isFile() && (stat.mode & 0o400) === 0) found.push(path);
  };
  for (const root of roots) walk(root);
  return [...new Set(found)];
}

/** What is not about this scope: receipts of projects that are gone, and backups. */
export function inspectState({ places }: Known, now = Date.now()): { problems: Problem[]; orphans: string[] } {
  const problems: Problem[] = [];
  const orphans: string[] = [];
  const receipts = join(places.stateDir, 'receipts');
  for (const name of existsSync(receipts) ? readdirSync(receipts) : []) {
    const file = join(receipts, name);
    const receipt = readReceipt(file);
    if (receipt === undefined || existsSync(receipt.root)) continue;
    orphans.push(file);
    problems.push(
      warning('orphan', `${receipt.root} is gone; its receipt is still there`, {
        path: file,
        help: 'run "dst-skills doctor --fix"',
      }),
    );
  }
  const backups = existsSync(places.backupDir) ? readdirSync(places.backupDir) : [];
  for (const name of backups) {
    const path = join(places.backupDir, name);
    const days = Math.floor((now - lstatSync(path).mtimeMs) / 86_400_000);
    problems.push(
      warning(
        'backup',
        `a backup of ${days === 0 ? 'today' : `${days} day${days === 1 ? '' : 's'} ago`} is at ${path}`,
        { path, help: 'remove it when you no longer need it' },
      ),
    );
  }
  return { problems, orphans };
}
