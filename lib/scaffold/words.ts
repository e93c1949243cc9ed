import { bareWindows, landedWindows } from '../evidence/facts.js';
import { inside, moved } from '../evidence/windows.js';
import type { Json } from '../history/operation.js';
import type { Session } from '../session/load.js';
import type { ArmState } from '../session/state.js';

/** What the cells of a report say of an arm: figures come from its records, never from anywhere else. */

const scalar = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Why the tree ended where it did, in the words of its last step. */
export function reasonOf({ decision }: ArmState): string {
  return (decision.path.at(-1)?.answer ?? '').replace(/^no: /, '');
}

/** The verdict, with what was missing for a better one where there is any. */
export function verdictCell(arm: ArmState): string {
  const { verdict } = arm.decision;
  return verdict === 'PASS-hardening' || verdict.startsWith('FAIL') ? verdict : `${verdict} (${reasonOf(arm)})`;
}

/** `2 of 3 re-runs showed it again`. */
export function rerunWords({ facts }: ArmState): string {
  return `${facts.reruns.reproduced} of ${facts.reruns.total} re-runs showed it again`;
}

/** What the checker's record counts. */
export function executionCell(arm: ArmState): string {
  const record = arm.evidence?.checker?.value;
  const lines = arm.evidence?.history?.lines;
  if (record === undefined)
    return lines === undefined ? `none: ${reasonOf(arm)}` : `${lines} operations recorded; no checker ran`;
  const excluded = Object.values(record.ops_excluded).reduce((sum, count) => sum + count, 0);
  const seeds = arm.evidence?.workload?.value?.seeds.length;
  return [
    `${record.ops_total ?? lines ?? 0} operations recorded, ${record.ops_consumed} consumed, ${excluded} excluded, ${record.indeterminate} indeterminate`,
    record.result,
    ...(seeds === undefined ? [] : [`${seeds} seed${seeds === 1 ? '' : 's'}`]),
    ...(record.result === 'invalid' ? [rerunWords(arm)] : []),
  ].join('; ');
}

/** A reading of the victim from inside a window, how many windows landed, and how many had traffic, where not all had. */
export function landingCell(arm: ArmState): string {
  const { evidence, facts } = arm;
  if (!facts.fault.planned) return 'no fault planned';
  const windows = evidence?.windows ?? [];
  if (evidence === undefined || windows.length === 0) return `none: ${facts.fault.detail ?? 'no fault window'}`;
  const readings = windows.flatMap((window) =>
    window.readings.map(({ reading }) => ({
      epoch: window.epoch,
      reading,
      landed: moved(reading) && inside(reading, window),
    })),
  );
  const bare = bareWindows(evidence).length;
  // What landed is shown by a reading that moved; the first one may be of a window that did not.
  const victim = readings.filter(({ reading }) => reading.source === 'victim');
  const shown = victim.find(({ landed }) => landed) ?? victim[0] ?? readings[0];
  return [
    ...(shown === undefined
      ? ['no reading']
      : [
          `${shown.reading.name} (${shown.reading.source}): ${scalar(shown.reading.before)} → ${scalar(shown.reading.after)} inside ${shown.epoch}`,
        ]),
    `${landedWindows(evidence)} of ${windows.length} windows landed`,
    ...(bare === 0 ? [] : [`traffic before and after ${windows.length - bare} of ${windows.length} windows`]),
  ].join('; ');
}

/** Links to what is there of an arm's evidence, relative to the session's findings. */
export function evidenceLinks({ files }: Session, key: string, names: readonly string[]): string[] {
  const folder = `evidence/${key}`;
  const found = names.map((name) => `${folder}/${name}`).filter((path) => files.has(path));
  if (found.length === 0 && [...files.keys()].some((path) => path.startsWith(`${folder}/`))) found.push(`${folder}/`);
  return found.map((path) => `[${path}](../${path})`);
}

/** Writes ids with their verdicts: `S1 PASS-hardening, S2 NOT-RUN`. */
export function withVerdicts(states: readonly { readonly id: string; readonly verdict: string }[]): string {
  return states.map(({ id, verdict }) => `${id} ${verdict}`).join(', ');
}
