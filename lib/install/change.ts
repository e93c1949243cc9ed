import type { Op } from './ops.js';
import type { Print } from './print.js';
import type { Problem } from './problem.js';
import type { Receipt } from './receipt.js';

/** One change as the user sees it, in --dry-run, in --json and in the journal. */
export interface Change {
  readonly action: 'create' | 'update' | 'replace' | 'remove' | 'adopt' | 'restore';
  readonly kind: 'pack' | 'directory' | 'link' | 'copy' | 'agents-md' | 'lock-file' | 'ignore-file' | 'receipt';
  readonly path: string;
  readonly target?: string;
  readonly agent?: string;
  readonly agents?: readonly string[];
  readonly skill?: string;
  readonly status: 'planned' | 'done' | 'undone';
  readonly message?: string;
}

/** How a change is carried out. Data: what is to be staged, and what must be there before. */
export type Step =
  | { readonly do: 'mkdir' }
  | { readonly do: 'rmdir' }
  | { readonly do: 'record' }
  | { readonly do: 'ops'; readonly ops: readonly Op[] }
  | {
      readonly do: 'put';
      /** The real path, where the shown one leads through a link. */
      readonly at: string;
      readonly old: Print;
      /** Where what is there goes, when it is the user's. */
      readonly backup: string | null;
      readonly put:
        | { readonly type: 'nothing' }
        | { readonly type: 'link'; readonly target: string; readonly junction: boolean }
        | { readonly type: 'skill'; readonly path: string }
        | { readonly type: 'bytes'; readonly bytes: Uint8Array; readonly mode: number }
        | { readonly type: 'staged'; readonly staged: string; readonly kind: 'file' | 'dir' };
    };

export interface PlannedChange extends Change {
  readonly step: Step;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  readonly problems: readonly Problem[];
  /** What the receipt will say; null when nothing of ours is left. */
  readonly receipt: Receipt | null;
}
