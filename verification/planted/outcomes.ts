import { join } from 'node:path';
import type { EnvFile } from '../../lib/evidence/types.js';
import type { VerdictReport } from '../../lib/session/verdict.js';
import { run } from '../harness/command.js';
import { ROOT } from '../harness/session.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { WAY_NAMES, type Way } from './sessions.js';

/** Which part of the plan ran, on what. */
export interface Extent {
  readonly sut: EnvFile['sut'];
  readonly short: boolean;
  readonly chosen: readonly Scenario[];
}

export type Outcomes = Readonly<Record<Way, VerdictReport>>;

/** What `dst-skills verdict` computes for the session of each way. */
export async function outcomesOf(directories: Readonly<Record<Way, string>>): Promise<Outcomes> {
  const entries = await Promise.all(
    WAY_NAMES.map(async (way) => {
      const program = join(ROOT, 'dist', 'dst-skills.cjs');
      // Its status is 1 where something did not pass.
      const { rc, out, err } = await run([process.execPath, program, 'verdict', '--json', directories[way]], {
        ms: 120_000,
      });
      if (rc > 1) throw new Error(`verdict of ${directories[way]} ended with status ${rc}: ${err}`);
      return [way, JSON.parse(out) as VerdictReport] as const;
    }),
  );
  return Object.fromEntries(entries) as unknown as Outcomes;
}

const armsOf = (report: VerdictReport): VerdictReport['scenarios'][number]['arms'] =>
  report.scenarios.flatMap(({ arms }) => arms);

function verdictOf(report: VerdictReport, key: string): string {
  const arm = armsOf(report).find((one) => one.key === key);
  if (arm === undefined) return 'none';
  const { total, reproduced } = arm.facts.reruns;
  return total === 0 ? arm.verdict : `${arm.verdict}, ${reproduced} of ${total}`;
}

/** The outcomes as a table: a row for each scenario or arm, a column for each way. */
export function outcomeTable(outcomes: Outcomes): string {
  const rows = SCENARIOS.map(({ key, bug }) => {
    const cells = (['planted', 'correct', 'not-landing'] as const).map((way) => verdictOf(outcomes[way], key));
    return `| ${[`\`${bug}\``, key, ...cells].join(' | ')} |`;
  });
  return `| Defect | Scenario | Switch on, fault lands | Switch off, fault lands | Switch on, fault does not land |
|---|---|---|---|---|
${rows.join('\n')}`;
}

/** What is not as it has to be: the verdict of each scenario in each way, and of each session. */
export function unexpected(outcomes: Outcomes, { short, chosen }: Pick<Extent, 'short' | 'chosen'>): string[] {
  const problems: string[] = [];
  const expect = (what: string, found: string, wanted: string, reason = ''): void => {
    if (found !== wanted)
      problems.push(`${what} is ${found}, expected ${wanted}${reason === '' ? '' : ` (${reason})`}`);
  };
  const whole = chosen.length === SCENARIOS.length && !short;
  const sessions: Readonly<Record<Way, string>> = {
    correct: whole ? 'DONE' : 'DONE_WITH_CONCERNS',
    planted: 'FAIL',
    'not-landing': 'INCONCLUSIVE',
  };
  for (const way of WAY_NAMES) {
    for (const { key, verdict, path } of armsOf(outcomes[way]))
      expect(
        `${way} ${key}`,
        verdict,
        wanted(
          way,
          chosen.find((one) => one.key === key),
          short,
        ),
        path.at(-1)?.answer,
      );
    expect(`${way} session`, outcomes[way].session?.verdict ?? 'none', sessions[way]);
  }
  return problems;
}

function wanted(way: Way, scenario: Scenario | undefined, short: boolean): string {
  if (scenario === undefined) return 'NOT-RUN';
  if (way === 'not-landing') return 'INCONCLUSIVE-fault-not-proven';
  if (way === 'correct') return short ? 'PASS-smoke' : 'PASS-hardening';
  return scenario.sees ? 'FAIL-reproducible' : 'PASS-smoke';
}
