import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude } from '../harness/main.js';
import type { FindingText } from '../harness/report.js';
import { narrative } from './narrative.js';
import { outcomesOf, outcomeTable, unexpected, type Extent } from './outcomes.js';
import type { Done } from './records.js';
import { WAY_NAMES, type Sessions, type Way } from './sessions.js';
import { findingFile, findingOf, findingPath } from './words.js';

type Run = Readonly<{ planted: Done; reruns: readonly Done[] }>;

/**
 * Findings, seals, reports and the linter's word.
 * @returns the outcomes as a table, and what is not as it has to be
 */
export async function finish(
  sessions: Sessions,
  runs: readonly Run[],
  about: Extent,
): Promise<{ readonly table: string; readonly problems: readonly string[] }> {
  const found: FindingText[] = [];
  for (const { planted, reruns } of runs) {
    if (planted.record.result !== 'invalid') continue;
    const finding = findingOf(
      planted,
      reruns.map(({ record }) => record.result),
      await planted.session.reduce(planted.folder, planted.scenario.check),
    );
    found.push(finding);
    writeFileSync(join(planted.session.directory, findingPath(planted)), findingFile(found.length, finding));
  }
  const problems: string[] = [];
  for (const way of WAY_NAMES) {
    const session = sessions[way];
    const linted = await conclude(session, () => narrative(way, way === 'planted' ? found : [], about));
    if (linted.rc !== 0 || /warning|error/.test(linted.out))
      problems.push(`${way} does not lint clean:\n${linted.out}${linted.err}`);
  }
  const directories = Object.fromEntries(WAY_NAMES.map((way) => [way, sessions[way].directory])) as Record<Way, string>;
  const outcomes = await outcomesOf(directories);
  return { table: outcomeTable(outcomes), problems: [...problems, ...unexpected(outcomes, about)] };
}
