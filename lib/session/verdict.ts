import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { armFacts } from '../evidence/facts.js';
import { parseJson } from '../evidence/json-error.js';
import { readEvidence, type Evidence } from '../evidence/read.js';
import { loadSchemas, validate } from '../evidence/schemas.js';
import type { ArmFacts } from '../verdict/facts.js';
import { decide, type Decision } from '../verdict/tree.js';
import type { SessionVerdict, Verdict } from '../vocabulary/verdicts.js';
import { keyOfFolder, loadSession } from './load.js';
import { isSession, sessionAbove } from './paths.js';
import { sessionDecision } from './state.js';

/** What `verdict --json` prints. */
export interface VerdictReport {
  readonly version: 1;
  readonly path: string;
  /** Of a session directory alone. */
  readonly session: { readonly verdict: SessionVerdict; readonly reason: string } | null;
  readonly scenarios: readonly {
    readonly id: string;
    readonly verdict: Verdict;
    readonly arms: readonly ({ readonly key: string; readonly facts: ArmFacts } & Decision)[];
  }[];
  readonly limit: string;
}

/** What a user must know of every verdict. */
const LIMIT =
  'Computed from what the files say. A forgery that agrees with itself is only found by a re-run or a trusted collector.';

/**
 * The verdict of a session directory, of the evidence directory of one scenario or arm, or of a JSON file with facts
 * (schemas/facts.schema.json).
 * @throws UserError where the path is none of them
 */
export async function verdictOf(
  given: string,
  options: { readonly cwd: string; readonly plan?: string; readonly shownAs: (path: string) => string },
): Promise<VerdictReport> {
  const path = resolve(options.cwd, given);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`${given} does not exist`);
  if (!stat.isDirectory()) return report(given, [await fromFacts(path, given)]);
  if (isSession(path)) {
    const session = await loadSession(path, options);
    const { verdict, reason } = sessionDecision(session.states);
    const scenarios = session.states.map((state) => ({
      id: state.id,
      verdict: state.verdict,
      arms: state.arms.map(({ key, facts, decision }) => ({ key, facts, ...decision })),
    }));
    return { version: 1, path: given, session: { verdict, reason }, scenarios, limit: LIMIT };
  }
  const root = sessionAbove(path);
  if (root !== undefined) {
    const session = await loadSession(root, options);
    const key = keyOfFolder(
      relative(root, path)
        .split('\\')
        .join('/')
        .replace(/^evidence\//, ''),
    );
    const state = session.states.flatMap(({ arms }) => arms).find((arm) => arm.key === key);
    if (state !== undefined) return report(given, [{ key: state.key, facts: state.facts, ...state.decision }]);
  }
  const evidence = await readEvidence(path, given);
  if (isEmpty(evidence))
    throw new UserError(`${given} is neither a session directory nor an evidence directory`, {
      help: 'name the directory with session-log.md, or one that holds history.jsonl, checker.json and the like',
    });
  const facts = armFacts(evidence);
  return report(given, [{ key: keyOfFolder(path.split(/[\\/]/).at(-1) ?? '') ?? given, facts, ...decide(facts) }]);
}

function isEmpty(evidence: Evidence): boolean {
  const { history, historyError, nemesis, checker, env, workload, budget, controls, audit } = evidence;
  return [history, historyError, nemesis, checker, env, workload, budget, controls, audit].every(
    (part) => part === undefined,
  );
}

function report(path: string, arms: VerdictReport['scenarios'][number]['arms']): VerdictReport {
  const scenarios = arms.map((arm) => ({ id: arm.key, verdict: arm.verdict, arms: [arm] }));
  return { version: 1, path, session: null, scenarios, limit: LIMIT };
}

async function fromFacts(path: string, given: string): Promise<VerdictReport['scenarios'][number]['arms'][number]> {
  await loadSchemas();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(`${given} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const value = parseJson(text, given, 'record of facts');
  const problems = validate('facts', value);
  if (problems.length > 0)
    throw new UserError(`${given}: ${problems.map(({ message }) => message).join('; ')}`, {
      help: 'schemas/facts.schema.json says what the file holds; or name an evidence directory',
    });
  const facts = value as ArmFacts;
  return { key: given, facts, ...decide(facts) };
}

/** The report for people. */
export function verdictText(result: VerdictReport): string {
  const lines: string[] = [];
  if (result.session !== null) lines.push(`${result.session.verdict}: ${result.session.reason}`, '');
  for (const scenario of result.scenarios) {
    const single = scenario.arms.length === 1 && scenario.arms[0]?.key === scenario.id;
    if (!single) lines.push(`${scenario.id}  ${scenario.verdict}  (from ${scenario.arms.length} arms)`);
    for (const arm of scenario.arms) {
      const indent = single ? '' : '  ';
      lines.push(`${indent}${arm.key}  ${arm.verdict}`);
      for (const step of arm.path)
        lines.push(`${indent}  ${step.node}. ${step.question} ${step.answer}  [${step.evidence}]`);
      if (arm.missing.length > 0) lines.push(`${indent}  for a better one:`);
      for (const what of arm.missing) lines.push(`${indent}  - ${what}`);
    }
  }
  lines.push('', result.limit);
  return `${lines.join('\n')}\n`;
}

/** Exit status: 0 where everything passed as the plan asked, else 1. */
export function verdictExit(result: VerdictReport): 0 | 1 {
  if (result.session !== null) return result.session.verdict === 'DONE' ? 0 : 1;
  return result.scenarios.every(({ verdict }) => verdict.startsWith('PASS-')) ? 0 : 1;
}
