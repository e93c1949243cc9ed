import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Source } from '../document/source.js';
import { parseReport } from '../report/parse.js';
import { sessionAbove } from '../session/paths.js';
import { findPlan, loadPlan, pathIn } from '../session/plan-of.js';
import type { TextInput } from './lint-text.js';

/** What lies beside a report that is checked alone: its plan, and notes on what it could not be checked for. */
export function companionsOf(
  job: { readonly path: string; readonly plan?: string },
  text: string,
): Pick<TextInput, 'beside' | 'notes'> {
  const folder = dirname(job.path);
  const header = parseReport(new Source(job.path, text)).header.find(({ key }) => key === 'plan')?.value;
  const named = header === undefined ? undefined : pathIn(header);
  const found =
    job.plan !== undefined
      ? loadPlan(resolve(job.plan), job.plan)
      : named === undefined
        ? undefined
        : findPlan(named, folder, (path) => path);
  const notes: string[] = [];
  if (found === undefined)
    notes.push(
      `${named === undefined ? 'the report names no plan' : `its plan ${named} is not found`}, so that it was not held against one (DST300 to DST399); name it: --plan <file>`,
    );
  const session = sessionAbove(folder);
  notes.push(
    session === undefined
      ? 'there is no session beside it, so that verdicts and figures were not held against evidence (DST400 to DST499)'
      : !existsSync(join(session, 'evidence'))
        ? 'the session has no evidence records, so that verdicts and figures are taken as the report states them (DST400 to DST499)'
        : `only the report was checked; its evidence is checked with the session: dst-skills lint ${session}`,
  );
  return { ...(found === undefined ? {} : { beside: { plan: found.plan, index: found.index } }), notes };
}
