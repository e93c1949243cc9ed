import type { CheckerRecordFile } from '../../lib/evidence/types.js';
import type { FindingText } from './report.js';
import type { Reduced } from './session.js';

/** What is known of a violation beside what is counted. Fields that are left out say that they are pending. */
export interface KnownFinding {
  readonly title?: string;
  readonly hypothesis?: string;
  readonly what?: string;
  readonly blame?: string;
  readonly kind?: string;
  readonly tags?: string;
  readonly severity?: string;
  readonly cause?: string;
  readonly next?: string;
}

/** A violation that an oracle found. */
export interface Violation {
  /** Of `npm run verify:<program>`. */
  readonly program: string;
  /** The scenario or arm. */
  readonly key: string;
  readonly checker: string;
  /** What was found, in words. */
  readonly found: string;
  /** Seeds, and what else the command does not say. */
  readonly how: string;
  readonly reruns: readonly CheckerRecordFile['result'][];
  /** What was run again. */
  readonly again: string;
  /** The history, from the session. */
  readonly history: string;
  readonly faults: boolean;
  readonly reduced: Reduced | undefined;
  readonly known: KnownFinding | undefined;
}

/** A finding for the report: what is known is written, what is not is said to be pending. */
export function findingText(of: Violation): FindingText {
  const { program, key, checker, found, how, reruns, again, history, faults, reduced, known = {} } = of;
  const shown = reruns.filter((result) => result === 'invalid').length;
  const links = [`[checker record](../evidence/${key}/checker.json)`, `[history](../${history})`];
  if (faults) links.push(`[fault windows](../evidence/${key}/nemesis.jsonl)`);
  if (reduced !== undefined)
    links.push(`[reduced history](../${reduced.path}), ${reduced.after} of ${reduced.before} operations`);
  return {
    title: known.title ?? `${key}: ${checker} found a violation`,
    fields: {
      Scenario: key,
      'Hypothesis addressed': known.hypothesis ?? 'see the plan, field Closes of the scenario',
      'What happened': `${known.what ?? ''} ${found}`.replace(/\s+/g, ' ').trim(),
      Reproducer: `\`npm run verify:${program} -- --only ${key}\` (${how}); ${shown} of ${reruns.length} re-runs of ${again} showed it again`,
      'Reduction classification': known.blame ?? 'unknown — pending a re-run with one window and one client a key',
      Classification: known.kind ?? 'fault-handling',
      'Secondary tags': known.tags ?? 'safety',
      Severity: known.severity ?? 'P1 until it is reduced',
      Evidence: links.join(', '),
      'Hypothesised root cause': known.cause ?? 'unknown',
      'Suggested next action': known.next ?? 'reduce the history with dst-skills reduce, then decide the blame',
    },
  };
}
