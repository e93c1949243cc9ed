import type { ControlKind } from '../vocabulary/evidence-files.js';
import { operationsIn } from './facts.js';
import type { Evidence } from './read.js';
import { notLanded } from './windows.js';

/** What a control's own evidence shows: its checker's answer, for the no-op control whether a fault landed. */
export function controlShows(kind: ControlKind, evidence: Evidence): string {
  if (kind !== 'noop') return evidence.checker?.value?.result ?? 'no checker result';
  if (evidence.windows.length === 0) return 'no fault window';
  const landed = evidence.windows.some(
    (window) => notLanded(window, operationsIn(evidence, window.epoch)) === undefined,
  );
  return landed ? 'a fault that landed' : 'fault-not-proven';
}
