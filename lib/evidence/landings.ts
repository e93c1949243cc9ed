import { basename, join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { EVIDENCE_FILES } from '../vocabulary/evidence-files.js';
import { operationsIn } from './facts.js';
import { evidenceFolder } from './folder.js';
import { replaceFile } from '../files/whole.js';
import { appendLines, withLock } from './journal.js';
import { loadLines, readEvidence } from './read.js';
import { recordEvent } from './recorder.js';
import { loadSchemas } from './schemas.js';
import type { FaultWindow, NemesisLine } from './types.js';
import { keepAside, obey } from './update.js';
import { inside, mergeWindows, moved, notLanded } from './windows.js';

/**
 * Reads lines of nemesis.jsonl that a harness wrote (JSON Lines).
 * @param shown the file as the user named it
 * @throws UserError at the first line that is none, with file and line
 */
export async function readLandings(text: string, shown: string): Promise<NemesisLine[]> {
  await loadSchemas();
  const lines: NemesisLine[] = [];
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      obey('nemesis', value);
      lines.push(value as NemesisLine);
    } catch (error) {
      throw new UserError(`${shown}:${i + 1}: ${error instanceof Error ? error.message : String(error)}`, {
        help: 'nothing was recorded; each line is one of nemesis.jsonl (schemas/nemesis.schema.json)',
        cause: error,
      });
    }
  }
  if (lines.length === 0) throw new UserError(`${shown} has no line to record`);
  return lines;
}

/**
 * Appends lines to nemesis.jsonl (a window's start, a reading, its end, its heal): all of them, in one write, or none.
 * @param key scenario, arm, control or re-run
 */
export async function recordLandings(session: string, key: string, lines: readonly NemesisLine[]): Promise<void> {
  await loadSchemas();
  for (const line of lines) obey('nemesis', line);
  const path = join(evidenceFolder(session, key), EVIDENCE_FILES.nemesis);
  // Not while another one records windows anew, which replaces the file.
  withLock(session, () => {
    appendLines(path, lines);
  });
}

/**
 * Records the windows of some epochs anew. What nemesis.jsonl said of them, and any line that cannot be read, stays in
 * `nemesis.superseded-<n>.jsonl` beside it, and the timeline tells that it was put right and why.
 * @param why in words
 * @returns the file that holds what was said before, from the session
 * @throws UserError where nothing was recorded of one of the epochs
 */
export async function supersedeLandings(
  session: string,
  key: string,
  lines: readonly NemesisLine[],
  why: string,
): Promise<string> {
  await loadSchemas();
  for (const line of lines) obey('nemesis', line);
  const epochs = epochsOf(lines);
  const folder = `evidence/${key}`;
  const path = join(evidenceFolder(session, key), EVIDENCE_FILES.nemesis);
  const kept = withLock(session, () => {
    const old = loadLines<NemesisLine>(path, `${folder}/${EVIDENCE_FILES.nemesis}`, 'nemesis')?.value ?? [];
    const unknown = epochs.find((epoch) => !old.some(({ value }) => String(value.epoch) === epoch));
    if (unknown !== undefined)
      throw new UserError(`${folder}/${EVIDENCE_FILES.nemesis} has no line of the window ${unknown} to supersede`, {
        help: 'leave --supersede out to record a window for the first time',
      });
    const others = old.map(({ value }) => value).filter(({ epoch }) => !epochs.includes(String(epoch)));
    const aside = keepAside(path);
    replaceFile(path, [...others, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
    return `${folder}/${basename(aside ?? path)}`;
  });
  recordEvent(session, {
    // Controls and re-runs have no rows of their own.
    scenario: key.startsWith('S') ? key : '',
    event: 'note',
    note: `${key}: ${listed(epochs)} in nemesis.jsonl recorded anew; what was said before is in ${kept}: ${why}`,
  });
  return kept;
}

/** The windows that lines are about. */
export function epochsOf(lines: readonly NemesisLine[]): string[] {
  return [...new Set(lines.map(({ epoch }) => String(epoch)))];
}

/** More than these are counted, not named. */
const MOST_NAMED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

/**
 * What does not prove a fault in lines that have just been recorded, so that it is known while the run can still be
 * mended: windows that did not land or have no heal, and readings that did not move or were taken outside their window.
 * @param whole the lines hold all of their windows, and the history, where it is there, tells of operations in them; else a
 * window is judged only once its end is recorded
 * @returns sentences; none where all is well
 */
export async function unproven(
  session: string,
  key: string,
  lines: readonly NemesisLine[],
  { whole }: { readonly whole: boolean },
): Promise<string[]> {
  const folder = evidenceFolder(session, key);
  const path = join(folder, EVIDENCE_FILES.nemesis);
  const evidence = whole ? await readEvidence(folder, `evidence/${key}`) : undefined;
  const all = evidence?.windows ?? mergeWindows(loadLines<NemesisLine>(path, path, 'nemesis')?.value ?? []).windows;
  const epochs = new Set(epochsOf(lines));
  const windows = all.filter(({ epoch }) => epochs.has(epoch));
  const judged = windows.filter(({ end }) => whole || end !== undefined);
  const missed = judged.flatMap(
    (window) => notLanded(window, evidence === undefined ? undefined : operationsIn(evidence, window.epoch)) ?? [],
  );
  const unhealed = whole ? windows.filter(({ heal }) => heal === undefined).map(({ epoch }) => epoch) : [];
  return [
    ...(missed.length === 0 ? [] : [`${missed.length} of ${windows.length} windows did not land: ${listed(missed)}`]),
    ...(unhealed.length === 0
      ? []
      : [`${unhealed.length} of ${windows.length} windows have no heal: ${listed(unhealed)}`]),
    ...stillReadings(windows, lines),
  ];
}

/** Readings of the lines that show nothing, by their name. */
function stillReadings(windows: readonly FaultWindow[], lines: readonly NemesisLine[]): string[] {
  const byEpoch = new Map(windows.map((window) => [window.epoch, window]));
  const still = new Map<string, string[]>();
  for (const { epoch, landing = [] } of lines)
    for (const reading of landing) {
      const window = byEpoch.get(String(epoch));
      const why = !moved(reading)
        ? 'did not move as expected'
        : window !== undefined && !inside(reading, window)
          ? 'was not taken inside the window'
          : undefined;
      if (why === undefined) continue;
      const what = `the reading "${reading.name}" ${why}`;
      const values = `${String(epoch)} (${JSON.stringify(reading.before)} to ${JSON.stringify(reading.after)})`;
      still.set(what, [...(still.get(what) ?? []), values]);
    }
  return [...still].map(([what, where]) => `${what} in ${where.length} of ${windows.length} windows: ${listed(where)}`);
}
