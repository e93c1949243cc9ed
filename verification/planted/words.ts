import { relative } from 'node:path';
import { findingText, type Violation } from '../harness/finding.js';
import type { FindingText } from '../harness/report.js';
import type { Reduced } from '../harness/session.js';
import { BUGS } from './store/bugs.js';
import { slug, type Done } from './records.js';

interface Words {
  readonly title: string;
  readonly hypothesis: string;
  readonly kind: string;
  readonly tags: string;
  /** Where the switch is. */
  readonly place: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  S1: {
    title: 'Acknowledged elements are gone after all processes were killed',
    hypothesis: 'H5',
    kind: 'crash-recovery',
    tags: 'durability',
    place: '`store/wal.ts`, `append`: it resolves before the records are written',
  },
  S2: {
    title: 'A cut-off leader answers reads with old values',
    hypothesis: 'H1',
    kind: 'partition',
    tags: 'leadership/election, safety',
    place: '`store/raft.ts`, `readable`: it returns without asking the peers',
  },
  S3: {
    title: 'The next leader applies a request that was already applied',
    hypothesis: 'H8',
    kind: 'fault-handling',
    tags: 'idempotency/dedup, leadership/election',
    place:
      '`store/node.ts`, `run`: answers are remembered by the node alone, and `store/machine.ts` does not know them',
  },
  S4: {
    title: 'A leader that its peers do not hear goes on acknowledging writes and reads',
    hypothesis: 'H2',
    kind: 'partition',
    tags: 'leadership/election, replication, safety',
    place: '`store/raft.ts`, `majority`: silent peers are no longer counted',
  },
  S5: {
    title: 'A new leader grants a lease that another owner still holds',
    hypothesis: 'H3',
    kind: 'timing',
    tags: 'leadership/election, safety',
    place: '`store/leases.ts`, `expired`: a lease of an earlier term counts as expired at once',
  },
  'S6/export': {
    title: 'A resumed export contains other tenants’ values',
    hypothesis: 'H6',
    kind: 'fault-handling',
    tags: 'safety',
    place: '`store/exports.ts`, `sourceOf`: a resumed export reads the whole store',
  },
};

/** The finding for a planted defect that was found. */
export function findingOf(done: Done, reruns: Violation['reruns'], reduced: Reduced | undefined): FindingText {
  const { scenario, record } = done;
  const words = WORDS[scenario.key];
  if (words === undefined) throw new Error(`nothing was expected to be found in ${scenario.key}`);
  const [first] = record.anomalies as readonly { type?: string; message?: string }[];
  return findingText({
    program: 'planted',
    key: scenario.key,
    checker: record.checker,
    found: `${first?.type ?? 'violation'}: ${first?.message ?? ''}`,
    how: `seed ${done.seeds.join(', ')}, switch \`${scenario.bug}\``,
    reruns,
    again: 'this run',
    history: relative(done.session.directory, done.session.history(done.folder)),
    faults: true,
    reduced,
    known: {
      ...words,
      blame: 'SUT',
      severity: 'P0',
      cause: `planted: ${BUGS[scenario.bug]}; ${words.place}. With the switch off the same scenario is valid, so neither harness nor checker is to blame.`,
      next: 'none: the defect is a control; this pipeline has to find it in every run',
    },
  });
}

/** A finding as a file of its own. */
export function findingFile(number: number, { title, fields }: FindingText): string {
  const lines = Object.entries(fields).map(([label, text]) => `- **${label}:** ${text}`);
  return `# Finding F${number}: ${title}\n\n${lines.join('\n')}\n`;
}

export const findingPath = (done: Done): string => `findings/${slug(done.scenario.key)}.md`;
