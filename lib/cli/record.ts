import { relative } from 'node:path';
import { READING_KINDS, READING_SOURCES } from '../vocabulary/evidence-files.js';
import type * as Recorder from '../evidence/recorder.js';
import type { NemesisLine } from '../evidence/types.js';
import type { Command, Io, ParsedArgs } from './command.js';
import { UserError } from './errors.js';

const WHAT = ['event', 'landing', 'artifact', 'checker', 'rerun', 'seal'] as const;
const RESULTS = ['valid', 'invalid', 'unknown'] as const;

const command: Command = {
  name: 'record',
  summary: 'write evidence while a run goes: events, landing readings, artifacts, checker results',
  arguments: `${WHAT.join(' | ')} [file]`,
  arity: [1, 2],
  options: {
    session: { placeholder: 'dir', description: 'the session (default: $DST_SESSION, or the one that you are in)' },
    scenario: { placeholder: 'id', short: 's', description: 'scenario or arm: S1, S5/api' },
    event: { placeholder: 'text', description: 'event: start, fault injected, landing, healed, oracle, end, …' },
    note: { placeholder: 'text', description: 'event: what there is to say' },
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
    expect: { placeholder: 'text', description: 'landing: rises, falls or changes' },
    at: { placeholder: 'ns | now', description: 'landing: when the reading inside the window was taken' },
    heal: { placeholder: 'text', description: 'landing: how the heal was verified' },
    'heal-at': { placeholder: 'ns | now', description: 'landing: when it was healed' },
    producer: { placeholder: 'text', description: 'artifact: the command that made it' },
    parent: {
      placeholder: 'path',
      multiple: true,
      description: 'artifact: a file of the session that it was made from',
    },
    what: { placeholder: 'text', description: 'artifact: what it is' },
    version: { placeholder: 'text', description: 'checker: its version' },
    model: { placeholder: 'name', description: 'checker: the model it judged; none for checks of the surface alone' },
    result: { placeholder: 'answer', choices: RESULTS, description: 'checker, rerun: its answer' },
    reason: { placeholder: 'text', description: 'checker: why the answer is unknown' },
    consumed: { placeholder: 'n', description: 'checker: operations that it consumed (default: all not excluded)' },
    excluded: { placeholder: 'reason=n', multiple: true, description: 'checker: operations that it left out' },
    anomaly: { placeholder: 'text', multiple: true, description: 'checker: what it found' },
    exit: { placeholder: 'n', description: 'checker: its exit status (default: 0 for valid, else 1)' },
    'known-good': { placeholder: 'answer', choices: RESULTS, description: 'checker: its answer on a good history' },
    'known-bad': { placeholder: 'answer', choices: RESULTS, description: 'checker: its answer on a bad history' },
    program: { placeholder: 'file', description: 'checker: the program, for its digest' },
    supersede: { description: 'checker: keep the older record beside this one' },
    seed: { placeholder: 'value', description: 'rerun: the seed' },
    evidence: { placeholder: 'path', description: 'rerun: where its record is, from the session' },
  },
  examples: [
    { command: 'dst-skills record event -s S1 --event "fault injected" --note "kill -9 n1"', what: 'a timeline row' },
    {
      command: 'dst-skills record landing -s S1 --epoch E1 --nemesis kill --start 60000000000',
      what: 'a fault window begins; times are on the clock of the history',
    },
    {
      command:
        'dst-skills record landing -s S1 --epoch E1 --kind counter --name "nft drops" --source victim --before 0 --after 307 --expect rises',
      what: 'a reading of the thing perturbed',
    },
    { command: 'dst-skills record artifact logs/n1.log -s S1 --what "log of n1"', what: 'a file with its hash' },
    { command: 'dst-skills record seal', what: 'verdict.json and manifest.json of everything that ran' },
  ],
  details: `Append-only: lines are added, recorded files are never overwritten. Safe under kill and parallel use: a line is one
write that is on disk before the command returns, and the log's tables are made from the journal (logs/record.jsonl).`,
  async run(args, io) {
    const [what = '', file] = args.positionals;
    if (!(WHAT as readonly string[]).includes(what)) {
      const { didYouMean } = await import('./nearest.js');
      throw new UserError(`record got "${what}", expected one of ${WHAT.join(', ')}.${didYouMean(what, WHAT)}`);
    }
    if ((file === undefined) === (what === 'artifact'))
      throw new UserError(
        what === 'artifact' ? 'record artifact needs a file' : `record ${what} takes no file, got "${file ?? ''}"`,
      );
    const recorder = await import('../evidence/recorder.js');
    const session = recorder.findSession(io.cwd, args.value('session'), io.env);
    io.out(await perform(what as (typeof WHAT)[number], file ?? '', session, args, io, recorder));
    return 0;
  },
};
export default command;

async function perform(
  what: (typeof WHAT)[number],
  file: string,
  session: string,
  args: ParsedArgs,
  io: Io,
  recorder: typeof Recorder,
): Promise<string> {
  const scenario = args.value('scenario');
  switch (what) {
    case 'event': {
      const event = need(args, 'event', what);
      const time = recorder.recordEvent(session, { scenario: scenario ?? '', event, note: args.value('note') ?? '' });
      return `${time} ${scenario ?? ''} ${event}\n`;
    }
    case 'landing': {
      const line = landingLine(args);
      await recorder.recordLanding(session, need(args, 'scenario', what), line);
      return `${scenario ?? ''} ${String(line.epoch)} recorded\n`;
    }
    case 'rerun': {
      const result = need(args, 'result', what) as (typeof RESULTS)[number];
      const seed = literal(need(args, 'seed', what));
      const evidence = args.value('evidence') ?? null;
      await recorder.recordRerun(session, need(args, 'scenario', what), { seed, result, evidence });
      return `${scenario ?? ''} re-run with seed ${String(seed)}: ${result}\n`;
    }
    case 'artifact': {
      const entry = await recorder.recordArtifact(session, io.cwd, {
        file,
        scenario: scenario ?? null,
        producer: args.value('producer') ?? 'session',
        parents: args.values('parent'),
        what: args.value('what') ?? '',
      });
      return `${entry.sha256}  ${entry.path}\n`;
    }
    case 'checker': {
      const path = await recorder.recordChecker(session, io.cwd, need(args, 'scenario', what), checkerRequest(args));
      return `wrote ${relative(io.cwd, path)}\n`;
    }
    default: {
      const [{ seal }, { shownPath }] = await Promise.all([import('../evidence/seal.js'), import('../lint/find.js')]);
      const sealed = await seal(session, scenario, (path) => shownPath(path, io.cwd));
      return sealed.map(({ key, verdict, files }) => `${key}  ${verdict}  ${files} files sealed\n`).join('');
    }
  }
}

function need(args: ParsedArgs, name: string, what: string): string {
  const value = args.value(name);
  if (value === undefined)
    throw new UserError(`record ${what} needs --${name}`, { help: 'run "dst-skills record --help"' });
  return value;
}

/** A number where it is one, else the text. */
function literal(text: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function time(args: ParsedArgs, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  // The wall clock in nanoseconds, for histories that are stamped with it.
  if (text === 'now') return Date.now() * 1e6;
  if (!/^\d{1,19}$/.test(text)) throw new UserError(`--${name} got "${text}", expected nanoseconds or "now"`);
  return Number(text);
}

function count(args: ParsedArgs, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UserError(`--${name} got "${text}", expected a whole number`);
  return Number(text);
}

function landingLine(args: ParsedArgs): NemesisLine {
  const line: Record<string, unknown> = { epoch: need(args, 'epoch', 'landing') };
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) line[name] = value;
  };
  for (const name of ['nemesis', 'mechanism', 'scope']) put(name, args.value(name));
  if (args.values('target').length > 0) put('target', args.values('target'));
  put('start_ts', time(args, 'start'));
  put('observed_ts', time(args, 'observed'));
  put('end_ts', time(args, 'end'));
  put('injector_rc', count(args, 'injector-rc'));
  if (args.flag('kind') || args.flag('before') || args.flag('after')) {
    const reading: Record<string, unknown> = {
      kind: need(args, 'kind', 'landing'),
      name: need(args, 'name', 'landing'),
      source: need(args, 'source', 'landing'),
      before: literal(need(args, 'before', 'landing')),
      after: literal(need(args, 'after', 'landing')),
    };
    if (args.value('expect') !== undefined) reading['expect'] = args.value('expect');
    const at = time(args, 'at');
    if (at !== undefined) reading['ts'] = at;
    put('landing', [reading]);
  }
  if (args.flag('heal')) {
    const ts = time(args, 'heal-at');
    if (ts === undefined) throw new UserError('--heal needs --heal-at: when it was healed');
    put('heal', { ts, verified_by: args.value('heal') });
  }
  return line as unknown as NemesisLine;
}

function checkerRequest(args: ParsedArgs): Recorder.CheckerRequest {
  const result = need(args, 'result', 'checker') as (typeof RESULTS)[number];
  const excluded: Record<string, number> = {};
  for (const pair of args.values('excluded')) {
    const match = /^(.+)=(\d{1,15})$/.exec(pair);
    if (match === null) throw new UserError(`--excluded got "${pair}", expected reason=number`);
    excluded[match[1] ?? ''] = Number(match[2]);
  }
  return {
    checker: need(args, 'name', 'checker'),
    version: need(args, 'version', 'checker'),
    model: args.value('model') ?? null,
    result,
    reason: args.value('reason') ?? null,
    consumed: count(args, 'consumed'),
    excluded,
    anomalies: args.values('anomaly'),
    exit: count(args, 'exit') ?? (result === 'valid' ? 0 : 1),
    knownGood: args.value('known-good') ?? 'not run',
    knownBad: args.value('known-bad') ?? 'not run',
    program: args.value('program'),
    supersede: args.flag('supersede'),
  };
}
