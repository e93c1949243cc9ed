import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { CHECKERS } from '../check/registry.js';
import { withLock } from '../evidence/journal.js';
import { createFile, replaceFile } from '../files/whole.js';
import type { CheckerRecordFile } from '../evidence/types.js';
import type { Json } from '../history/operation.js';
import type { ReportFinding } from '../report/model.js';
import type { Source } from '../document/source.js';
import type { Session } from '../session/load.js';
import type { ArmState, ScenarioState } from '../session/state.js';
import { EVIDENCE_FILES, IN_WORDS } from '../vocabulary/evidence-files.js';
import { FINDING_FIELDS, type FindingFieldKey } from '../vocabulary/report.js';
import { oneLine, Template } from './template.js';
import { evidenceLinks, rerunWords } from './words.js';

/** What a person adds to a finding; everything else comes from the evidence or stays a placeholder. */
export interface FindingRequest {
  /** Scenario or arm: `S3`, `S5/api`. */
  readonly key: string;
  readonly title: string | undefined;
  readonly fields: Partial<Record<FindingFieldKey, string>>;
}

/** The file of a scenario's or arm's findings, from the session. */
function findingFile(key: string): string {
  return `findings/${key.replace('/', '-')}.md`;
}

/** @throws UserError where the session has no such scenario or arm */
function armOf(session: Session, key: string): { state: ScenarioState; arm: ArmState } {
  const wanted = key.toLowerCase();
  for (const state of session.states)
    for (const arm of state.arms) if (arm.key.toLowerCase() === wanted) return { state, arm };
  const keys = session.states.flatMap(({ arms }) => arms.map((arm) => arm.key));
  throw new UserError(`the session has no scenario or arm "${key}"`, { help: `it has ${keys.join(', ')}` });
}

/** The next free number of a finding in report and finding files. */
export function nextFinding({ report, findingFiles }: Session): number {
  const all = [...(report?.findings ?? []), ...findingFiles.flatMap(({ findings }) => findings)];
  return 1 + Math.max(0, ...all.map(({ id }) => Number(/\d+/.exec(id ?? '')?.[0] ?? 0)));
}

/** A finding's block, with what the evidence knows: checker, anomalies, witness, seeds, k of n. */
export function findingBlock(session: Session, request: FindingRequest, number: number): string {
  const { state, arm } = armOf(session, request.key);
  const template = new Template('report').part('Findings');
  const known: Partial<Record<FindingFieldKey, string>> = { ...evidenceFields(session, state, arm), ...request.fields };
  const title = request.title ?? titleOf(arm);
  let block = template.slice(template.indexOf('### Finding F1:'));
  block = block.replace(/^### Finding F1: .*$/m, () => `### Finding F${number}: ${title ?? '{{title}}'}`);
  for (const { key, label } of FINDING_FIELDS) {
    const value = known[key];
    if (value !== undefined)
      block = block.replace(new RegExp(`^- \\*\\*${label}:\\*\\* .*$`, 'm'), () => `- **${label}:** ${oneLine(value)}`);
  }
  return `${block.trim()}\n`;
}

interface AnomalyRecord {
  readonly type?: string;
  readonly message?: string;
  readonly ops?: readonly Json[];
  readonly key?: Json;
}

/** Anomalies are objects of the built-in checkers, or words that `record checker` was given. */
function anomaliesOf({ evidence }: ArmState): AnomalyRecord[] {
  return (evidence?.checker?.value?.anomalies ?? []).map((anomaly) =>
    typeof anomaly === 'object' && anomaly !== null && !Array.isArray(anomaly)
      ? (anomaly as AnomalyRecord)
      : { message: typeof anomaly === 'string' ? anomaly : JSON.stringify(anomaly) },
  );
}

function titleOf(arm: ArmState): string | undefined {
  const anomaly = anomaliesOf(arm)[0];
  if (anomaly === undefined) return undefined;
  const key = anomaly.key === undefined ? '' : ` on key ${JSON.stringify(anomaly.key)}`;
  const type = anomaly.type === IN_WORDS ? undefined : anomaly.type;
  return `${type ?? oneLine(anomaly.message ?? '').slice(0, 80)}${key}`;
}

/** More anomalies than these are in the checker's record. */
const MOST_ANOMALIES = 3;

function evidenceFields(
  session: Session,
  { scenario }: ScenarioState,
  arm: ArmState,
): Partial<Record<FindingFieldKey, string>> {
  const record = arm.evidence?.checker?.value;
  const found: Partial<Record<FindingFieldKey, string>> = { scenario: arm.key };
  const closes = [...new Set(scenario?.closes.map(({ id }) => id) ?? [])];
  if (closes.length > 0) found.hypothesis = closes.join(', ');
  const history = arm.evidence?.historyFile ?? EVIDENCE_FILES.history;
  const links = evidenceLinks(session, arm.key, ['checker.json', history, 'nemesis.jsonl', 'reruns.jsonl']);
  if (links.length > 0) found.evidence = links.join(', ');
  if (record?.result !== 'invalid') return found;
  const anomalies = anomaliesOf(arm);
  const shown = anomalies
    .slice(0, MOST_ANOMALIES)
    .map(({ type, message = '', ops = [] }) => {
      const operations = ops.length === 0 ? '' : ` (operations ${ops.map(String).join(', ')})`;
      return `${type === undefined || type === IN_WORDS ? '' : `${type}: `}${message.replace(/[.\s]+$/, '')}${operations}`;
    })
    .join('; ');
  const more =
    anomalies.length > MOST_ANOMALIES ? `; ${anomalies.length - MOST_ANOMALIES} more in the checker's record` : '';
  const claims = [...new Set(scenario?.falsifies.map(({ id }) => id) ?? [])].join(', ');
  const against = claims === '' ? '' : ` against ${claims}`;
  found.happened = `${record.checker} ${record.version}${record.model === null ? '' : ` (model ${record.model})`} found the history invalid${against}: ${shown}${more}. {{in words: what a client observed, step by step}}`;
  const seeds = (arm.evidence?.workload?.value?.seeds ?? []).map((seed) => JSON.stringify(seed)).join(', ');
  const again = session.files.has(`evidence/${arm.key}/${history}`)
    ? `; the history is judged again ${judgedAgain(record, `evidence/${arm.key}/${history}`)}`
    : '';
  found.reproducer = `{{command that runs it again}}, ${seeds === '' ? 'seed {{seed}}' : `seeds ${seeds}`}: ${rerunWords(arm)}${again}`;
  return found;
}

/** How a history is judged again: by the command of its record, else by what is known of the program. */
function judgedAgain(record: CheckerRecordFile, history: string): string {
  const { command, program } = record;
  if (typeof command === 'string' && command !== '') return `by \`${command}\``;
  if (record.model !== null && Object.hasOwn(CHECKERS, record.checker))
    return `by \`${checkCommand(record, history)}\``;
  // Which arguments it takes, only its author knows.
  if (typeof program === 'string' && program !== '') return `by the program \`${program}\` over \`${history}\``;
  return `by \`{{command that runs ${record.checker} over ${history}}}\``;
}

/** The command that runs a built-in checker as it ran. */
function checkCommand(record: CheckerRecordFile, history: string): string {
  const { from, options } = record.args ?? {};
  const flags = Object.entries(options ?? {}).map(
    ([name, value]) => ` --option ${shellWord(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`,
  );
  const format = typeof from === 'string' ? ` --from ${from}` : '';
  return `npx dst-skills check ${history}${format} --model ${record.model ?? ''} --checker ${record.checker}${flags.join('')}`;
}

function shellWord(word: string): string {
  return /^[\w=:,./+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Writes a finding into `findings/<scenario>.md`, with the scenario's verdict; a further one gets a file of its own,
 * `findings/<scenario>-2.md`. Without a violation and without a title the file says that there is no finding, and the
 * first finding takes the place of these words.
 * @returns the file, absolute, and the finding's id where there is one
 */
export function newFinding(session: Session, request: FindingRequest): { path: string; id: string | undefined } {
  const { state, arm } = armOf(session, request.key);
  const first = join(session.directory, findingFile(arm.key));
  return withLock(session.directory, () => {
    const violated = arm.facts.checker?.result === 'invalid';
    const number = nextFinding(session);
    const wanted = violated || request.title !== undefined || Object.keys(request.fields).length > 0;
    const block = wanted ? findingBlock(session, request, number) : 'No finding.\n';
    const id = wanted ? `F${number}` : undefined;
    if (!wanted && existsSync(first))
      throw new UserError(`${first} is there already, and the evidence of ${arm.key} shows no violation to add to it`, {
        help: 'pass --title to add a finding that no checker found',
      });
    const nothing = existsSync(first) ? /\n*No finding\.\s*$/ : undefined;
    const text = nothing === undefined ? '' : readFileSync(first, 'utf8');
    if (nothing?.test(text) === true) {
      replaceFile(first, `${text.replace(nothing, '\n').trimEnd()}\n\n${block}`);
      return { path: first, id };
    }
    let path = first;
    for (let n = 2; existsSync(path); n++) path = first.replace(/\.md$/, `-${n}.md`);
    createFile(path, `${headOf(state, arm)}\n${block}`, 'run it again');
    return { path, id };
  });
}

function headOf(state: ScenarioState, arm: ArmState): string {
  const last = arm.decision.path.at(-1);
  const way = last === undefined ? '' : ` — node ${last.node} of the tree: ${last.question} ${last.answer}`;
  const missing = arm.decision.missing.map((what) => `- For a better verdict: ${what}\n`).join('');
  return `# ${arm.key}: ${state.scenario?.name ?? 'not in the plan'}\n\n**Verdict:** ${arm.decision.verdict}${way}\n${missing === '' ? '' : `\n${missing}`}`;
}

/** A finding's text as it stands in its file: from its heading to the next one of its level or above. */
export function blockOf(source: Source, finding: ReportFinding): string {
  const start = source.text.lastIndexOf('\n', finding.range.start) + 1;
  const rest = source.text.slice(start);
  const next = /\n#{1,3} /.exec(rest.slice(1));
  return `${(next === null ? rest : rest.slice(0, next.index + 1)).trim()}\n`;
}
