import { accessSync, constants } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Source } from '../document/source.js';
import { canonicalId } from '../document/ids.js';
import { linesOf } from '../document/lines.js';
import { parseDocument, type Document } from '../document/parse.js';
import { JOURNAL, readJournal, type JournalLine } from '../evidence/journal.js';
import { loadJson, readEvidence, type Evidence } from '../evidence/read.js';
import type { Loaded, ManifestFile } from '../evidence/types.js';
import { loadSchemas } from '../evidence/schemas.js';
import { readDocument, unreadable } from '../lint/read.js';
import type { FileProblem } from '../lint/result.js';
import { readFindings } from '../report/findings.js';
import type { Report, ReportFinding } from '../report/model.js';
import { parseReport } from '../report/parse.js';
import { armKey } from '../report/verdict-cell.js';
import { EVIDENCE_FILES, HISTORY_GZ } from '../vocabulary/evidence-files.js';
import { hashFile, listFiles } from './files.js';
import { parseSessionLog, type SessionLog } from './log.js';
import { insideSession } from './paths.js';
import { findPlan, knownOfRun, namedPlan, pathIn, type FoundPlan } from './plan-of.js';
import type { RecheckBudget } from './recheck-budget.js';
import type { Recheck } from './recheck.js';
import { scenarioStates, type ScenarioState } from './state.js';

/** A session directory as read (formats.md §2 and §6). */
export interface Session {
  /** Absolute. */
  readonly directory: string;
  /** As messages show it. */
  readonly shown: string;
  readonly log: SessionLog | undefined;
  readonly report: Report | undefined;
  readonly findingFiles: readonly FindingFile[];
  readonly plan: FoundPlan | undefined;
  /** Evidence by scenario or arm: `S1`, `S5/api`. */
  readonly arms: ReadonlyMap<string, Evidence>;
  /** Other directories with a run in them (controls, re-runs), also outside of `evidence/`, by their path from the session. */
  readonly others: ReadonlyMap<string, Evidence>;
  /** The manifest of the artifacts that belong to no scenario. */
  readonly manifest: Loaded<ManifestFile> | undefined;
  /** Every file below the session with its size, by its path with forward slashes. */
  readonly files: ReadonlyMap<string, number>;
  /** SHA-256 of the files that a manifest or the log's artifacts name, by path. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Links and other entries that are no regular files or cannot be looked at, by path, and what they are. */
  readonly irregular: ReadonlyMap<string, string>;
  /** What the recorder wrote, in its order. */
  readonly journal: readonly JournalLine[];
  /** Documents that are there and cannot be read. */
  readonly unread: readonly FileProblem[];
  readonly states: readonly ScenarioState[];
  /** What running the built-in checkers again has shown, by the keys of `arms` and `others`; empty where it was not asked for. */
  readonly rechecks: ReadonlyMap<string, Recheck>;
}

export interface FindingFile {
  readonly source: Source;
  readonly document: Document;
  readonly findings: readonly ReportFinding[];
}

export interface LoadOptions {
  /** A plan that the user named. */
  readonly plan?: string;
  /** Runs the checkers of the records again; their answers count then, and not the recorded ones. */
  readonly recheck?: RecheckBudget | undefined;
  readonly shownAs: (path: string) => string;
  /** Keeps the times at which the operations of each arm were invoked, which grow with its history. */
  readonly invoked?: boolean;
}

/** Reads everything that a session's rules look at. Histories and artifacts are streamed; records are small. */
export async function loadSession(directory: string, options: LoadOptions): Promise<Session> {
  const root = resolve(directory);
  const shown = options.shownAs(root);
  const { files, irregular } = listFiles(root, shown);
  const unread: FileProblem[] = [];
  const text = (path: string): Source | undefined => {
    if (!files.has(path)) return undefined;
    const read = readDocument(join(root, path), `${shown}/${path}`);
    if ('text' in read) return new Source(`${shown}/${path}`, read.text);
    unread.push(read.problem);
    return undefined;
  };
  const mayRead = (path: string): boolean => {
    try {
      accessSync(join(root, path), constants.R_OK);
      return true;
    } catch (error) {
      unread.push(unreadable(`${shown}/${path}`, error));
      return false;
    }
  };
  const logSource = text('session-log.md');
  const reportSource = text('findings/report.md');
  const log = logSource === undefined ? undefined : parseSessionLog(logSource);
  const report = reportSource === undefined ? undefined : parseReport(reportSource);
  const findingFiles = [...files.keys()]
    .filter((path) => /^findings\/[^/]+\.md$/.test(path) && path !== 'findings/report.md')
    .flatMap((path): FindingFile[] => {
      const source = text(path);
      if (source === undefined) return [];
      const document = parseDocument(source);
      return [{ source, document, findings: readFindings(linesOf(document.blocks)) }];
    });
  const plan =
    options.plan === undefined
      ? planBeside(root, log, report, options)
      : namedPlan(options.plan, options.shownAs(options.plan));
  await loadSchemas();
  const recorded = await readAll(root, shown, files, plan, options.invoked === true);
  const rechecks = await recheck(recorded, options.recheck);
  const arms = withAnswers(recorded.arms, rechecks);
  const others = withAnswers(recorded.others, rechecks);
  const manifest = files.has(EVIDENCE_FILES.manifest)
    ? loadJson<ManifestFile>(join(root, EVIDENCE_FILES.manifest), `${shown}/${EVIDENCE_FILES.manifest}`, 'manifest')
    : undefined;
  const read = { manifest, log, report, findingFiles, plan, arms, others };
  const journal = files.has(JOURNAL) && mayRead(JOURNAL) ? readJournal(root) : [];
  const base = { directory: root, shown, ...read, files, irregular, journal, unread };
  const hashes = await hashNamed(base);
  return { ...base, rechecks, hashes, states: scenarioStates({ plan, log, report, arms, others }) };
}

async function recheck(
  { arms, others }: { arms: ReadonlyMap<string, Evidence>; others: ReadonlyMap<string, Evidence> },
  budget: RecheckBudget | undefined,
): Promise<ReadonlyMap<string, Recheck>> {
  if (budget === undefined) return new Map();
  const { recheckAll } = await import('./recheck.js');
  return recheckAll(new Map([...arms, ...others]), budget);
}

/** The evidence with what the checkers answered again in the place of what their records say. */
function withAnswers(
  evidence: ReadonlyMap<string, Evidence>,
  rechecks: ReadonlyMap<string, Recheck>,
): ReadonlyMap<string, Evidence> {
  return new Map(
    [...evidence].map(([key, one]) => {
      const answer = rechecks.get(key)?.answer;
      const { checker } = one;
      if (answer === undefined || checker?.value === undefined) return [key, one];
      return [key, { ...one, checker: { ...checker, value: { ...checker.value, ...answer } } }];
    }),
  );
}

/** The plan that the log or the report of a session names. */
export function planOfSession(directory: string): FoundPlan | undefined {
  const text = (path: string): Source | undefined => {
    const read = readDocument(join(directory, path), path);
    return 'text' in read ? new Source(path, read.text) : undefined;
  };
  const [log, report] = [text('session-log.md'), text('findings/report.md')];
  return planBeside(
    directory,
    log === undefined ? undefined : parseSessionLog(log),
    report === undefined ? undefined : parseReport(report),
    { shownAs: (path) => path },
  );
}

function planBeside(
  root: string,
  log: SessionLog | undefined,
  report: Report | undefined,
  { shownAs }: LoadOptions,
): FoundPlan | undefined {
  for (const header of [log?.header, report?.header]) {
    const value = header?.find((field) => field.key === 'plan')?.value;
    const path = value === undefined ? undefined : pathIn(value);
    const found = path === undefined ? undefined : findPlan(path, root, shownAs);
    if (found !== undefined) return found;
  }
  return undefined;
}

const RECORDS: ReadonlySet<string> = new Set([...Object.values(EVIDENCE_FILES), HISTORY_GZ]);
/** What makes a directory outside of `evidence/` that of a run. */
const RUN: ReadonlySet<string> = new Set([EVIDENCE_FILES.checker, EVIDENCE_FILES.history, HISTORY_GZ]);
const ARM_FOLDER = /^S-?0*(\d{1,4})([a-z]?)(?:[/._-]+(.+))?$/;

/** The scenario or arm that a folder below `evidence/` is named after: `S1`, `S5/api`, `S5-api`. */
export function keyOfFolder(folder: string): string | undefined {
  const match = ARM_FOLDER.exec(folder);
  if (match === null || /\//.test(match[3] ?? '')) return undefined;
  return armKey(canonicalId('S', match[1] ?? '', match[2] ?? ''), match[3]?.toLowerCase());
}

async function readAll(
  root: string,
  shown: string,
  files: ReadonlyMap<string, number>,
  plan: FoundPlan | undefined,
  invoked: boolean,
): Promise<{ arms: Map<string, Evidence>; others: Map<string, Evidence> }> {
  const folders = new Set<string>();
  for (const path of files.keys()) {
    const slash = path.lastIndexOf('/');
    const names = path.startsWith('evidence/') ? RECORDS : RUN;
    if (slash > 0 && names.has(path.slice(slash + 1))) folders.add(path.slice(0, slash));
  }
  const arms = new Map<string, Evidence>();
  const others = new Map<string, Evidence>();
  for (const folder of [...folders].sort()) {
    const key = folder.startsWith('evidence/') ? keyOfFolder(folder.slice('evidence/'.length)) : undefined;
    const arm = key !== undefined && !arms.has(key);
    const known = knownOfRun(plan, key);
    const evidence = await readEvidence(join(root, folder), `${shown}/${folder}`, known, invoked && arm);
    if (arm) arms.set(key, evidence);
    else others.set(folder, evidence);
  }
  return { arms, others };
}

async function hashNamed(
  session: Pick<Session, 'directory' | 'manifest' | 'arms' | 'others' | 'files' | 'log'>,
): Promise<Map<string, string>> {
  const { directory, arms, others, files, log } = session;
  const hashes = new Map<string, string>();
  const all = [...arms.values(), ...others.values()];
  // A history has been hashed when it was read.
  for (const evidence of all)
    if (evidence.history !== undefined)
      hashes.set(
        `${relative(directory, evidence.directory).split('\\').join('/')}/${evidence.historyFile}`,
        evidence.history.sha256,
      );
  const named = new Set<string>();
  for (const { manifest } of [session, ...all]) for (const { path } of manifest?.value?.files ?? []) named.add(path);
  for (const { path } of log?.artifacts ?? []) named.add(path.value.trim());
  for (const name of named) {
    const path = insideSession(directory, name);
    if (path === undefined || !files.has(path) || hashes.has(path)) continue;
    const hash = await hashFile(join(directory, path));
    if (hash !== undefined) hashes.set(path, hash);
  }
  return hashes;
}
