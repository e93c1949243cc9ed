import { CONTROL_KINDS, HISTORY_CLOCKS, READING_KINDS, READING_SOURCES } from '../vocabulary/evidence-files.js';
import type { OptionSpec } from './command.js';

export const RESULTS = ['valid', 'invalid', 'unknown'] as const;

/** What can be recorded: the flags that belong to it beside --session and --scenario, and how it is written. */
export const WHAT = {
  event: { usage: '--event <text> [--note <text>]', makes: 'a row of the timeline', flags: ['event', 'note'] },
  tool: {
    usage: '<name> --where <path> --what <text> [--used-by <ids>]',
    makes: "a row of the log's toolbox",
    flags: ['where', 'what', 'used-by'],
  },
  precondition: {
    usage: '<text> --how <command> --result <text>',
    makes: "a row of the log's preconditions",
    flags: ['how', 'result'],
  },
  probe: {
    usage: '<capability> --run <command> --expect <text>, or --command --rc --expect --got for one that you ran',
    makes: "a probe in env.json of the scenarios named (default: all), and the log's capability row",
    flags: ['run', 'command', 'rc', 'expect', 'expect-rc', 'got', 'optional', 'version', 'limit'],
  },
  env: {
    usage:
      '--sut <file> | --sut-digest <hash> --commit <text> --dirty | --clean --history-clock <whose> [--tool <name=version>]',
    makes: 'what ran and on what, in env.json of the scenarios named (default: all)',
    flags: ['sut', 'sut-digest', 'commit', 'dirty', 'clean', 'history-clock', 'tool', 'supersede'],
  },
  control: {
    usage: `${CONTROL_KINDS.join(' | ')} --what <text> --evidence <dir>`,
    makes: 'a control in controls.json; its result is read from its own evidence',
    flags: ['what', 'evidence', 'supersede'],
  },
  landing: {
    usage:
      '--epoch <name> and what is known: --start, --kind --name --source --before --after, --end, --heal …, or --from <file>; [--supersede --note <why>]',
    makes: 'a line of nemesis.jsonl, or all lines of a file that a harness wrote in its form',
    flags: [
      ...[
        'from',
        'epoch',
        'nemesis',
        'mechanism',
        'target',
        'scope',
        'start',
        'observed',
        'end',
        'injector-rc',
        'kind',
      ],
      ...['name', 'source', 'before', 'after', 'expect', 'at', 'heal', 'heal-at', 'planned', 'supersede', 'note'],
    ],
  },
  artifact: {
    usage: '<file>… [--what <text>] [--producer <command>] [--parent <path>]',
    makes: "the files' hashes, in the manifest and the log",
    flags: ['what', 'producer', 'parent'],
  },
  checker: {
    usage:
      '--name <text> --version <text> --result <answer> [--anomalies <file>] [--program <file>] [--command <text>] …',
    makes: 'checker.json for a checker that is not built in',
    flags: [
      ...['name', 'version', 'model', 'result', 'reason', 'consumed', 'excluded', 'anomaly', 'exit', 'known-good'],
      ...['known-bad', 'program', 'anomalies', 'command', 'supersede'],
    ],
  },
  rerun: {
    usage: '--seed <value> --result <answer> [--evidence <dir>]',
    makes: 'a line of reruns.jsonl',
    flags: ['seed', 'result', 'evidence'],
  },
  workload: {
    usage: '--seed <value>… --generator <text> [--rate <n>] [--reach <name=hits>]',
    makes: 'workload.json, with the outcomes as the history has them',
    flags: ['seed', 'generator', 'rate', 'reach', 'supersede'],
  },
  budget: {
    usage: '[--met <dimension=n>] [--planned <tier:dimension=n>]',
    makes: "budget.json: the plan's tiers, and what was met, counted from the artifacts",
    flags: ['met', 'planned', 'supersede'],
  },
  audit: {
    usage: '--closed <id=evidence>… --open <id=evidence>…',
    makes: 'answers of the green-but-broken check in audit.json',
    flags: ['closed', 'open', 'supersede'],
  },
  seal: { usage: '', makes: 'verdict.json and manifest.json, of one scenario or of all that ran', flags: [] },
} as const satisfies Readonly<Record<string, { usage: string; makes: string; flags: readonly string[] }>>;
export type What = keyof typeof WHAT;

export const RECORD_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  session: { placeholder: 'dir', description: 'the session (default: $DST_SESSION, or the one that you are in)' },
  scenario: {
    placeholder: 'id',
    short: 's',
    multiple: true,
    commas: true,
    description: 'scenario or arm: S1, S5/api; control-<name> and rerun-<name> have evidence of their own',
  },
  event: { placeholder: 'text', description: 'event: start, fault injected, landing, healed, oracle, end, …' },
  note: { placeholder: 'text', description: 'event: what there is to say; landing: why older lines are superseded' },
  where: { placeholder: 'path', description: 'tool: where it is' },
  'used-by': { placeholder: 'ids', description: 'tool: the scenarios that use it' },
  how: { placeholder: 'command', description: 'precondition: how it was checked' },
  run: { placeholder: 'command', description: 'probe: a shell command; its output and exit status are recorded' },
  limit: { placeholder: 's', description: 'probe: seconds after which --run is ended (default 60)' },
  command: {
    placeholder: 'text',
    description: 'probe: the command that you ran yourself; checker: the one that judges again',
  },
  rc: { placeholder: 'n', description: 'probe: its exit status' },
  got: { placeholder: 'text', description: 'probe: what it gave' },
  'expect-rc': { placeholder: 'n', description: 'probe: the exit status of a command that must fail (default 0)' },
  optional: { description: 'probe: only other scenarios need it' },
  sut: { placeholder: 'file', description: 'env: the program that runs, for its digest' },
  'sut-digest': { placeholder: 'hash', description: 'env: the digest of an image or package' },
  commit: { placeholder: 'text', description: "env: the system's commit" },
  dirty: { description: 'env: it was built from a changed work tree' },
  clean: { description: 'env: it was built from a clean work tree' },
  'history-clock': { placeholder: 'whose', choices: HISTORY_CLOCKS, description: 'env: the clock of the history' },
  tool: { placeholder: 'name=version', multiple: true, description: 'env: the version of the system or of a tool' },
  from: {
    placeholder: 'file',
    description: 'landing: JSON Lines, each a line of nemesis.jsonl; all are recorded or none (- is standard input)',
  },
  epoch: { placeholder: 'name', description: 'landing: the fault window, as fault_epoch in the history names it' },
  nemesis: { placeholder: 'name', description: 'landing: what is injected' },
  mechanism: { placeholder: 'text', description: 'landing: how' },
  target: { placeholder: 'node', multiple: true, commas: true, description: 'landing: where' },
  scope: { placeholder: 'text', description: 'landing: network namespace, host, process' },
  start: { placeholder: 'ns | now', description: "landing: the window's start, on the history's clock" },
  observed: { placeholder: 'ns | now', description: 'landing: when the effect was first seen' },
  end: { placeholder: 'ns | now', description: "landing: the window's end" },
  'injector-rc': { placeholder: 'n', description: "landing: the injector's exit status" },
  kind: { placeholder: 'kind', choices: READING_KINDS, description: 'landing: kind of the reading' },
  name: { placeholder: 'text', description: "landing: the signal's name; checker: its name" },
  source: { placeholder: 'who', choices: READING_SOURCES, description: 'landing: who was read' },
  before: { placeholder: 'value', description: 'landing: the reading before the fault' },
  after: { placeholder: 'value', description: 'landing: the reading inside the window' },
  expect: {
    placeholder: 'text',
    description: 'landing: rises, falls or changes; probe: text that its output must hold',
  },
  at: { placeholder: 'ns | now', description: 'landing: when the reading inside the window was taken' },
  heal: { placeholder: 'text', description: 'landing: how the heal was verified' },
  'heal-at': { placeholder: 'ns | now', description: 'landing: when it was healed' },
  producer: { placeholder: 'text', description: 'artifact: the command that made it' },
  parent: { placeholder: 'path', multiple: true, description: 'artifact: a file of the session that it was made from' },
  what: {
    placeholder: 'text',
    description: 'artifact, tool: what it is; control: what was weakened or aimed at nothing',
  },
  version: { placeholder: 'text', description: 'checker, probe: the version' },
  model: { placeholder: 'name', description: 'checker: the model it judged; none for checks of the surface alone' },
  result: { placeholder: 'answer', description: `checker, rerun: ${RESULTS.join(', ')}; precondition: what was found` },
  reason: { placeholder: 'text', description: 'checker: why the answer is unknown' },
  consumed: { placeholder: 'n', description: 'checker: operations that it consumed (default: all not excluded)' },
  excluded: { placeholder: 'reason=n', multiple: true, description: 'checker: operations that it left out' },
  anomaly: { placeholder: 'text', multiple: true, description: 'checker: what it found' },
  anomalies: {
    placeholder: 'file',
    description:
      'checker: its anomalies from a file: JSON (a list, or the program\'s output with a list "anomalies"), JSON Lines, or a line each (- is standard input)',
  },
  exit: { placeholder: 'n', description: 'checker: its exit status (default: 0 for valid, else 1)' },
  'known-good': { placeholder: 'answer', choices: RESULTS, description: 'checker: its answer on a good history' },
  'known-bad': { placeholder: 'answer', choices: RESULTS, description: 'checker: its answer on a bad history' },
  program: { placeholder: 'file', description: 'checker: the program, for its digest and for who judges again' },
  seed: { placeholder: 'value', multiple: true, description: 'rerun, workload: the seed' },
  evidence: { placeholder: 'path', description: 'rerun, control: where its evidence is, from the session' },
  generator: { placeholder: 'text', description: 'workload: what generates the operations' },
  rate: { placeholder: 'n', description: 'workload: operations a second, as asked for' },
  reach: {
    placeholder: 'name=hits',
    multiple: true,
    description: 'workload: a state that it must reach, and how often it did',
  },
  met: {
    placeholder: 'name=n',
    multiple: true,
    commas: true,
    description: 'budget: a figure that no artifact shows: nodes=5',
  },
  planned: {
    placeholder: 'tier:name=n',
    multiple: true,
    commas: true,
    description:
      'budget: a figure of the plan that is not read from its words; landing: name=value of the fault as planned',
  },
  closed: {
    placeholder: 'id=evidence',
    multiple: true,
    description: 'audit: an item that is in order, and what shows it',
  },
  open: { placeholder: 'id=evidence', multiple: true, description: 'audit: an item that is not' },
  supersede: {
    description:
      'checker, env, control, workload, budget, audit: keep the older record beside the new one; landing: the older lines of these windows',
  },
};
