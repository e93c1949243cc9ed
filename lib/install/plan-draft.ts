import type { Agent } from './agents.js';
import type { Change, PlannedChange, Step } from './change.js';
import type { Observation } from './observe.js';
import type { Problem } from './problem.js';
import type { Mode, ReceiptEntry } from './receipt.js';

/** What is wanted at the end. */
export interface Wishes {
  /** `present`: the skills for these agents. `absent`: nothing of what the receipt lists. */
  readonly goal: 'present' | 'absent';
  readonly agents: readonly Agent[];
  readonly mode: Mode;
  readonly skills: readonly string[] | null;
  /** True: the block shall be there. False: it shall not. Undefined: as it is, and where an agent needs it. */
  readonly agentsMd: boolean | undefined;
  readonly force: boolean;
  /** Whether the pack directory may go, for `absent`, or why not. */
  readonly packRemoval?: true | { readonly why: string; readonly severity: Problem['severity'] } | undefined;
  readonly frozen: boolean;
}

/** The plan's state while it is made: a plain list of changes that grows, and what the receipt will say. */
export interface Draft {
  readonly seen: Observation;
  readonly wishes: Wishes;
  readonly changes: PlannedChange[];
  readonly problems: Problem[];
  readonly entries: ReceiptEntry[];
  readonly directories: Set<string>;
  readonly removed: Set<string>;
}

/** Adds a change to the plan. */
export function add(draft: Draft, change: Omit<Change, 'status'>, step: Step): void {
  draft.changes.push({ ...change, status: 'planned', step });
}

/** Adds the directories that are missing on the way to something, and notes that they are ours. */
export function makeDirsFor(draft: Draft, missing: readonly string[]): void {
  for (const dir of missing) {
    if (draft.changes.some((change) => change.kind === 'directory' && change.path === dir)) continue;
    add(draft, { action: 'create', kind: 'directory', path: dir }, { do: 'mkdir' });
    draft.directories.add(dir);
  }
}
