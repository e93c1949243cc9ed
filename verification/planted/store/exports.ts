import type { Bugs } from './bugs.js';
import type { ExportPage, Job, Machine } from './machine.js';

/** Rows that one page of an export holds; the leader writes a page of each running export every `PAGE_MS`. */
const PAGE_ROWS = 2;
export const PAGE_MS = 250;

/** The next page of every export that is not done, from the snapshot that was taken when it was asked for. */
export function nextPages(machine: Machine, term: number, bugs: Bugs): ExportPage[] {
  return [...machine.jobs.values()]
    .filter(({ done }) => !done)
    .map((job) => {
      const source = sourceOf(job, machine, term, bugs);
      const from = job.rows.length;
      const rows = source.slice(from, from + PAGE_ROWS);
      // As long as the tenant's own, whatever is read.
      return { op: 'page', job: job.id, from, rows, last: from + PAGE_ROWS >= job.snapshot.length };
    });
}

function sourceOf(job: Job, machine: Machine, term: number, bugs: Bugs): Job['snapshot'] {
  const resumed = job.term !== term;
  return bugs.has('tenant-leak') && resumed ? machine.everything() : job.snapshot;
}
