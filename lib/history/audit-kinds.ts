/**
 * `contradiction`: no recorder that works writes this, so nothing can be concluded. `weak`: the checker could not tell
 * pass from fail. `advice`: it could, but less than it might, or the sign is not certain.
 */
export type AuditLevel = 'contradiction' | 'weak' | 'advice';

/** What an audit can find; each is one rule of the linter (DST5xx). The words name it where there is no room for more. */
export const AUDIT_KINDS = {
  'not-json': { level: 'contradiction', words: 'a line is not JSON' },
  'not-an-operation': { level: 'contradiction', words: 'a line is no operation' },
  'duplicate-member': { level: 'contradiction', words: 'a field stands twice in a line' },
  'missing-field': { level: 'weak', words: 'a field was left out' },
  'inexact-number': { level: 'weak', words: 'an integer is beyond 2^53' },
  'duplicate-op-id': { level: 'contradiction', words: 'an op_id stands twice' },
  'op-id-gap': { level: 'weak', words: 'op_id does not run from 1 without gaps' },
  'completes-before-invoked': { level: 'contradiction', words: 'a completion before its invocation' },
  'overlapping-process': { level: 'contradiction', words: 'a process with two operations at once' },
  'process-not-retired': { level: 'weak', words: 'a process goes on after an unknown outcome' },
  'lines-out-of-order': { level: 'advice', words: 'the lines of a process are out of order' },
  'no-timeout-marker': { level: 'weak', words: 'no timeout_marker where the outcome is unknown' },
  'completed-timeout': { level: 'contradiction', words: 'a timeout that counts as a response' },
  'output-of-timeout': { level: 'contradiction', words: 'an output without a completion' },
  'retries-collapsed': { level: 'weak', words: 'several sends in one operation' },
  'wall-clock': { level: 'advice', words: 'timestamps that look like wall-clock time' },
  'only-successes': { level: 'advice', words: 'only successes under a fault' },
  'epoch-unseen': { level: 'weak', words: 'a fault that no operation saw' },
  'epoch-unknown': { level: 'contradiction', words: 'a fault_epoch that nemesis.jsonl does not have' },
  'epoch-missing': { level: 'weak', words: 'no fault_epoch though a fault overlapped' },
  'epoch-outside': { level: 'contradiction', words: 'a fault_epoch that the operation does not overlap' },
  'no-node': { level: 'weak', words: 'a completed operation without node_seen' },
  'foreign-op-type': { level: 'advice', words: 'an op_type that the model does not have' },
  'model-field': { level: 'weak', words: 'an operation without what its model needs' },
  'repeated-value': { level: 'advice', words: 'a value that was written before' },
  'no-final-read': { level: 'weak', words: 'a key that nothing reads after its last write' },
} as const satisfies Readonly<Record<string, { level: AuditLevel; words: string }>>;

export type AuditKind = keyof typeof AUDIT_KINDS;

/** One place that shows a defect. */
export interface AuditPlace {
  /** From 1; columns in UTF-16 code units, the end exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
  /** The line's text, cut; undefined where it was not at hand. */
  readonly excerpt?: string;
}

/** One kind of defect, with the first line that shows it and how many places do. */
export interface AuditFinding {
  readonly kind: AuditKind;
  readonly level: AuditLevel;
  readonly line: number;
  readonly count: number;
  readonly message: string;
}

/** A finding with its first places, in the order of the file. */
export interface AuditResult extends AuditFinding {
  readonly places: readonly AuditPlace[];
}

/** Places of one kind that are kept: enough to see what is wrong; `count` has all. */
const MOST_PLACES = 10;
/** Longer lines are cut in excerpts. */
const EXCERPT = 400;

/** Gathers what an audit finds: all of it is counted, the first places of each kind are kept. */
export class Places {
  readonly #found = new Map<AuditKind, { count: number; places: AuditPlace[] }>();

  /** @param range offsets in `text`, the line; without one the finding is about the line as a whole */
  add(kind: AuditKind, line: number, message: string, text?: string, range?: () => readonly [number, number]): void {
    let found = this.#found.get(kind);
    if (found === undefined) this.#found.set(kind, (found = { count: 0, places: [] }));
    found.count++;
    const { places } = found;
    if (places.length === MOST_PLACES && line >= (places.at(-1)?.line ?? 0)) return;
    const [start, end] = text === undefined || range === undefined ? [0, 0] : range();
    const place = {
      line,
      column: start + 1,
      endColumn: Math.max(start, end) + 1,
      message,
      ...(text === undefined ? {} : { excerpt: text.slice(0, EXCERPT) }),
    };
    const before = places.findIndex((one) => one.line > line);
    places.splice(before === -1 ? places.length : before, 0, place);
    if (places.length > MOST_PLACES) places.pop();
  }

  /** All findings, those of the first lines first. */
  results(): AuditResult[] {
    return [...this.#found]
      .map(([kind, { count, places }]) => {
        const { line, message } = places[0] ?? { line: 1, message: AUDIT_KINDS[kind].words };
        return { kind, level: AUDIT_KINDS[kind].level, line, count, message, places };
      })
      .sort((a, b) => a.line - b.line || (a.kind < b.kind ? -1 : 1));
  }
}
