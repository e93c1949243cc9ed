import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../document/source.js';
import { DEEPEST, tooDeep } from '../history/depth.js';
import { EVIDENCE_FILES, HISTORY_GZ, type EvidenceKey } from '../vocabulary/evidence-files.js';
import type { AuditResult } from '../history/audit-kinds.js';
import { ReadError } from '../history/lines.js';
import { historyName } from './folder.js';
import { historyFacts, type HistoryFacts } from './history-facts.js';
import { jsonErrorAt } from './json-error.js';
import { placeOf, pointerPath, repeatedMember } from './json.js';
import { loadSchemas, validate, type EvidenceSchema } from './schemas.js';
import type {
  AuditFile,
  BudgetFile,
  CheckerRecordFile,
  ControlsFile,
  EnvFile,
  EvidenceProblem,
  FaultWindow,
  Loaded,
  ManifestFile,
  NemesisLine,
  RerunLine,
  VerdictFile,
  WorkloadFile,
} from './types.js';
import { mergeWindows } from './windows.js';

/** A JSON file of evidence that is larger than this is no record. */
const LARGEST = 64 * 1024 * 1024;

/** Of a record that breaks its schema everywhere, the first places say enough. */
const MOST_PLACED = 20;

/** One line of a JSON Lines file, with the offset where it begins. */
export interface PlacedLine<T> {
  readonly value: T;
  readonly at: number;
}

/** The evidence of one scenario, arm or control: what its directory holds. */
export interface Evidence {
  /** Absolute. */
  readonly directory: string;
  /** As messages show it. */
  readonly shown: string;
  readonly nemesis: Loaded<readonly PlacedLine<NemesisLine>[]> | undefined;
  readonly windows: readonly FaultWindow[];
  readonly checker: Loaded<CheckerRecordFile> | undefined;
  /** Records of checkers that the present one took the place of. */
  readonly superseded: readonly Loaded<CheckerRecordFile>[];
  readonly reruns: Loaded<readonly PlacedLine<RerunLine>[]> | undefined;
  readonly env: Loaded<EnvFile> | undefined;
  readonly workload: Loaded<WorkloadFile> | undefined;
  readonly budget: Loaded<BudgetFile> | undefined;
  readonly controls: Loaded<ControlsFile> | undefined;
  readonly audit: Loaded<AuditFile> | undefined;
  readonly verdict: Loaded<VerdictFile> | undefined;
  readonly manifest: Loaded<ManifestFile> | undefined;
  readonly history: HistoryFacts | undefined;
  /** `history.jsonl`, or `history.jsonl.gz`. */
  readonly historyFile: string;
  /** Why the history is there and cannot be read. */
  readonly historyError: ReadError | undefined;
}

/** The parts of an evidence directory that are JSON files and their lines, as opposed to the history. */
export type LoadedKey = Exclude<EvidenceKey, 'history'>;

/** What the plan says of a run, for what its history has to hold. */
export interface KnownOfRun {
  /** Categories of the claims that it could falsify. */
  readonly categories?: readonly string[];
  /** The model under test, where the checker's record does not name it. */
  readonly model?: string;
  /** False where it is not known what faults were active: there is no nemesis.jsonl, and no session that would have one. */
  readonly windows?: boolean;
}

/**
 * Reads an evidence directory (formats.md §6). Never throws on what the files hold: problems stand with each file.
 * The history is read as a stream; the other files are small.
 * @param invoked whether the times of its operations are kept
 */
export async function readEvidence(
  directory: string,
  shown: string,
  { windows: placed = true, ...known }: KnownOfRun = {},
  invoked = false,
): Promise<Evidence> {
  await loadSchemas();
  const file = (key: EvidenceKey): string => join(directory, EVIDENCE_FILES[key]);
  const name = (key: EvidenceKey): string => `${shown}/${EVIDENCE_FILES[key]}`;
  const json = <T>(key: LoadedKey & EvidenceSchema): Loaded<T> | undefined => loadJson(file(key), name(key), key);
  const lines = <T>(key: LoadedKey & EvidenceSchema): Loaded<readonly PlacedLine<T>[]> | undefined =>
    loadLines(file(key), name(key), key);
  const nemesis = lines<NemesisLine>('nemesis');
  const { windows, conflicts } = mergeWindows(nemesis?.value ?? []);
  const checker = json<CheckerRecordFile>('checker');
  const env = json<EnvFile>('env');
  let history: HistoryFacts | undefined;
  let historyError: ReadError | undefined;
  const historyFile = historyName(directory);
  const path = join(directory, historyFile);
  const kind = lstatSync(path, { throwIfNoEntry: false });
  if (historyFile === EVIDENCE_FILES.history && existsSync(`${path}.gz`) && kind !== undefined)
    historyError = new ReadError(
      `${shown}/${historyFile}`,
      `${HISTORY_GZ} stands beside it: which of the two was judged?`,
    );
  else if (kind?.isFile() === false) historyError = new ReadError(`${shown}/${historyFile}`, 'it is no regular file');
  else if (kind !== undefined) {
    const model = checker?.value?.model ?? known.model;
    const clock = env?.value?.history_clock;
    const context = {
      ...known,
      ...(model === undefined ? {} : { model }),
      oneClock: clock === 'one-recorder' || clock === 'bounded-error',
    };
    try {
      const facts = await historyFacts(path, `${shown}/${historyFile}`, placed ? windows : undefined, context, invoked);
      history = { ...facts, findings: unanswered(facts, windows, checker?.value) };
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      historyError = error;
    }
  }
  return {
    directory,
    shown,
    nemesis: nemesis === undefined ? undefined : { ...nemesis, problems: [...nemesis.problems, ...conflicts] },
    windows,
    checker,
    superseded: supersededIn(directory).flatMap(
      (old) => loadJson<CheckerRecordFile>(join(directory, old), `${shown}/${old}`, 'checker') ?? [],
    ),
    reruns: lines('reruns'),
    env,
    workload: json('workload'),
    budget: json('budget'),
    controls: json('controls'),
    audit: json('audit'),
    verdict: json('verdict'),
    manifest: json('manifest'),
    history,
    historyFile,
    historyError,
  };
}

/**
 * The findings of a history that the records beside it leave open. Whether a fault hit is what the landing readings say,
 * and an operation under a name that the model lacks was judged where the checker consumed every line of this history.
 */
function unanswered(
  { findings, lines, sha256 }: HistoryFacts,
  windows: readonly FaultWindow[],
  record: CheckerRecordFile | undefined,
): readonly AuditResult[] {
  const allJudged = record?.input.sha256 === sha256 && record.ops_consumed === lines;
  return findings.filter(
    ({ kind }) =>
      !(kind === 'only-successes' && windows.some(({ readings }) => readings.length > 0)) &&
      !(kind === 'foreign-op-type' && allJudged),
  );
}

const SUPERSEDED = /^checker\.superseded-\d+\.json$/;

function supersededIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => SUPERSEDED.test(name));
  } catch {
    return [];
  }
}

/** Every file that was loaded, with its problems. */
export function loadedFiles(evidence: Evidence): Loaded<unknown>[] {
  const { nemesis, checker, reruns, env, workload, budget, controls, audit, verdict, manifest } = evidence;
  return [nemesis, checker, reruns, env, workload, budget, controls, audit, verdict, manifest].filter(
    (loaded) => loaded !== undefined,
  );
}

function readText(path: string, shown: string): { text: string; problem?: string } | undefined {
  try {
    // Links are not followed, and to open a FIFO would wait for a writer.
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isFile()) return { text: '', problem: 'is no regular file' };
    if (stat.size > LARGEST) return { text: '', problem: `is larger than 64 MiB, which no record is` };
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { text };
  } catch (error) {
    if (error instanceof TypeError) return { text: '', problem: 'is not UTF-8' };
    return { text: '', problem: `cannot be read: ${error instanceof Error ? error.message : shown}` };
  }
}

/** Loads one JSON file by its schema; undefined where there is no such file. */
export function loadJson<T>(path: string, shown: string, schema: EvidenceSchema): Loaded<T> | undefined {
  const read = readText(path, shown);
  if (read === undefined) return undefined;
  const source = new Source(shown, read.text);
  if (read.problem !== undefined) return { source, value: undefined, problems: [{ message: read.problem, at: 0 }] };
  const { value, problems } = parse<T>(source.text, 0, schema);
  return { source, value, problems };
}

/** Loads a JSON Lines file; lines that break the schema are left out and reported. */
export function loadLines<T>(
  path: string,
  shown: string,
  schema: EvidenceSchema,
): Loaded<readonly PlacedLine<T>[]> | undefined {
  const read = readText(path, shown);
  if (read === undefined) return undefined;
  const source = new Source(shown, read.text);
  const problems: EvidenceProblem[] = read.problem === undefined ? [] : [{ message: read.problem, at: 0 }];
  const found: PlacedLine<T>[] = [];
  for (let line = 0; line < source.lineCount; line++) {
    const text = source.lineText(line);
    if (text.trim() === '') continue;
    const at = source.lineStart(line);
    const one = parse<T>(text, at, schema);
    if (problems.length < MOST_PLACED) problems.push(...one.problems);
    if (one.value !== undefined) found.push({ value: one.value, at });
  }
  return { source, value: found, problems };
}

function parse<T>(
  text: string,
  offset: number,
  schema: EvidenceSchema,
): { value: T | undefined; problems: EvidenceProblem[] } {
  let value: unknown;
  const deep = tooDeep(text);
  if (deep !== undefined)
    return { value: undefined, problems: [{ message: `is nested deeper than ${DEEPEST} levels`, at: offset + deep }] };
  try {
    value = JSON.parse(text);
  } catch {
    const at = offset + (jsonErrorAt(text) ?? 0);
    return { value: undefined, problems: [{ message: 'is not valid JSON', at }] };
  }
  const twice = repeatedMember(text);
  if (twice !== undefined)
    return {
      value: undefined,
      problems: [{ message: `has "${twice.name}" twice: which of the two counts?`, at: offset + twice.at }],
    };
  const broken = validate(schema, value);
  if (broken.length === 0) return { value: value as T, problems: [] };
  const problems = broken.slice(0, MOST_PLACED).map(({ pointer, message }) => ({
    message,
    at: offset + placeOf(text, pointerPath(pointer)),
    help: `schemas/${schema}.schema.json says what the record holds`,
  }));
  const first = problems[0];
  if (first !== undefined && broken.length > problems.length)
    problems.push({ ...first, message: `${broken.length - problems.length} more values break the format` });
  return { value: undefined, problems };
}
