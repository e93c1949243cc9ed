import { relative } from 'node:path';
import { Source, type Range } from '../../document/source.js';
import type { Evidence } from '../../evidence/read.js';
import { endOfValue, placeOf } from '../../evidence/json.js';
import type { Loaded } from '../../evidence/types.js';
import type { Session } from '../../session/load.js';
import type { ArmState } from '../../session/state.js';
import type { Verdict } from '../../vocabulary/verdicts.js';
import { stated } from '../report/support.js';
import type { SessionFinding } from '../rule.js';

/** The place of a value in a record, by its path; in JSON Lines with the offset of the line. */
export function valuePlace(loaded: Loaded<unknown>, path: readonly (string | number)[], from = 0): Range {
  const start = placeOf(loaded.source.text, path, from);
  return { start, end: Math.min(endOfValue(loaded.source.text, start), start + 200) };
}

/** A place on one line of a history, of which only the path is kept. */
export function historyPlace(evidence: Evidence, line: number): Pick<SessionFinding, 'source' | 'range' | 'line'> {
  return { source: new Source(`${evidence.shown}/${evidence.historyFile}`, ''), range: { start: 0, end: 0 }, line };
}

/** A place that stands for the session itself: the log's title, else the report's, else the directory. */
export function sessionPlace(session: Session): Pick<SessionFinding, 'source' | 'range'> {
  const { log, report } = session;
  if (log !== undefined) return { source: log.source, range: log.title ?? { start: 0, end: 1 } };
  if (report !== undefined) return { source: report.source, range: report.title?.range ?? { start: 0, end: 1 } };
  return { source: new Source(session.shown, ''), range: { start: 0, end: 0 } };
}

/** A place that stands for an evidence directory: the first of its records. */
export function evidencePlace(evidence: Evidence): Pick<SessionFinding, 'source' | 'range'> {
  const { checker, nemesis, workload, budget, env, audit, controls, manifest } = evidence;
  const first = [checker, nemesis, workload, budget, env, audit, controls, manifest].find((one) => one !== undefined);
  return first === undefined
    ? { source: new Source(`${evidence.shown}/${evidence.historyFile}`, ''), range: { start: 0, end: 0 } }
    : { source: first.source, range: { start: 0, end: 1 } };
}

/** The path from the session of an evidence directory. */
export function folderOf({ directory }: Session, evidence: Evidence): string {
  return relative(directory, evidence.directory).split('\\').join('/');
}

/** Every evidence directory by its path from the session. */
export function evidenceByFolder(session: Session): ReadonlyMap<string, Evidence> {
  return new Map([...session.arms.values(), ...session.others.values()].map((one) => [folderOf(session, one), one]));
}

/** Every arm with its evidence. */
export function armsWith(session: Session): (ArmState & { evidence: Evidence })[] {
  return session.states
    .flatMap(({ arms }) => arms)
    .flatMap((arm) => (arm.evidence === undefined ? [] : [{ ...arm, evidence: arm.evidence }]));
}

/** Sessions in the public pack's form have no evidence records: rules about them are off then. */
export function hasEvidence(session: Session): boolean {
  return session.arms.size > 0;
}

/** The verdict that the report, or where there is none the log, states of a scenario or arm. */
export function statedOf({ report, log }: Session, key: string): Verdict | undefined {
  const rows = report?.results ?? log?.verdicts ?? [];
  const row = rows.find((one) => one.key === key);
  return row === undefined ? undefined : stated(row);
}

/** Paths of a session that a text names. Patterns (`*.json`) are none, and a line number behind a path is no part of it. */
export function pathsNamed(text: string): string[] {
  return [...text.matchAll(/(?<![\w./-])(?:evidence|logs|metrics|artifacts|findings)\/[^\s,;()[\]"'`<>|]+/g)]
    .map(([path]) =>
      path
        .replace(/(?::\d+)+[.:]*$/, '')
        .replace(/[.:!?]+$/, '')
        .replace(/\/+$/, ''),
    )
    .filter((path) => !/[*{}?…#$]/.test(path));
}

/** Whether a file or folder of the session has that path. */
export function isThere({ files }: Session, path: string): boolean {
  return files.has(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`));
}

/**
 * Whether a scenario FAILs and what its windows lack is no finding of its own: no violation depends on a fault that landed
 * (node 3 of the tree comes before node 4), so that it is enough if the row counts the windows (`55 of 61`). Where there is
 * no report yet there is no row to say it in.
 */
export function toldUnderFail(session: Session, key: string, windows: number, all: number): boolean {
  if (!fails(session, key)) return false;
  if (session.report === undefined) return true;
  const row = session.report.results.find((one) => one.key === key);
  return new RegExp(`\\b${windows}\\s*(?:of|/|out of)\\s*${all}\\b`).test(row?.evidence.value ?? '');
}

/** Whether the author says that a scenario or arm FAILs. */
export function fails(session: Session, key: string): boolean {
  return statedOf(session, key)?.startsWith('FAIL') === true;
}
