import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { laidOut, mustBeThere } from '../evidence/folder.js';
import * as landings from '../evidence/landings.js';
import * as recorder from '../evidence/recorder.js';
import * as records from '../evidence/records.js';
import { excerptAround, runProbe } from '../evidence/run-probe.js';
import { seal } from '../evidence/seal.js';
import type { NemesisLine, Probe } from '../evidence/types.js';
import { shownPath } from '../lint/find.js';
import { hashFile } from '../session/files.js';
import { planOfSession } from '../session/load.js';
import { CONTROL_KINDS } from '../vocabulary/evidence-files.js';
import type { ExitCode, Io, ParsedArgs } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';
import { WHAT, type What } from './record-options.js';
import * as requests from './record-requests.js';

/** One call of `record`: reads what its flags say and has it written. */
export class Recording {
  private readonly session: string;

  /** @throws UserError where there is no session */
  constructor(
    private readonly what: What,
    private readonly words: readonly string[],
    private readonly args: ParsedArgs,
    private readonly io: Io,
  ) {
    this.session = recorder.findSession(io.cwd, args.value('session'), io.env);
  }

  private get word(): string {
    return this.words[0] ?? '';
  }

  perform(): ExitCode | Promise<ExitCode> {
    switch (this.what) {
      case 'event':
        return this.event();
      case 'tool':
      case 'precondition':
        return this.row();
      case 'probe':
        return this.probe();
      case 'env':
        return this.env();
      case 'control':
        return this.control();
      case 'artifact':
        return this.artifact();
      case 'workload':
      case 'budget':
      case 'audit':
        return this.counted(this.what);
      case 'seal':
        return this.seal();
      default:
        return this.line(this.what);
    }
  }

  private need(name: string): string {
    return requests.need(this.args, name, this.what);
  }

  private say(text: string): ExitCode {
    this.io.out(`${text}\n`);
    return 0;
  }

  /** The scenarios and arms that were named. @throws UserError where none was, or there is no such one */
  private keys(byDefault: 'all' | 'none' = 'none'): string[] {
    const named = this.args.values('scenario');
    if (named.length === 0) {
      const all = byDefault === 'all' ? laidOut(this.session) : [];
      if (all.length > 0) return all;
      this.need('scenario');
    }
    for (const key of named) mustBeThere(this.session, key);
    return [...new Set(named)];
  }

  private key(): string {
    const [key = '', ...more] = this.keys();
    if (more.length > 0)
      throw new UserError(`record ${this.what} is about one scenario or arm, got ${1 + more.length}`);
    return key;
  }

  private event(): ExitCode {
    const scenario = this.args.value('scenario') === undefined ? '' : this.eventKey();
    const event = this.need('event');
    const note = this.args.value('note') ?? '';
    const time = recorder.recordEvent(this.session, { scenario, event, note });
    return this.say(`${time} ${scenario} ${event}`);
  }

  /** An event may be of a scenario as a whole, also where it has arms. */
  private eventKey(): string {
    const [named = '', ...more] = this.args.values('scenario');
    return more.length === 0 && laidOut(this.session).some((key) => key.startsWith(`${named}/`)) ? named : this.key();
  }

  private row(): ExitCode {
    const cells =
      this.what === 'tool'
        ? [this.word, this.need('where'), this.need('what'), this.args.value('used-by') ?? '']
        : [this.word, this.need('how'), this.need('result')];
    recorder.recordRow(this.session, this.what === 'tool' ? 'toolbox' : 'preconditions', cells);
    return this.say(cells.join('  '));
  }

  private async probe(): Promise<ExitCode> {
    const { args, io } = this;
    const keys = this.keys('all');
    const expect = this.need('expect');
    const run = args.value('run');
    let probe: Probe;
    if (run === undefined) probe = requests.probeByHand(args, this.word);
    else {
      if (['command', 'rc', 'got'].some((name) => args.flag(name)))
        throw new UserError('--run records command, status and output itself: leave --command, --rc and --got out');
      const { rc, output } = await runProbe(run, io.cwd, requests.count(args, 'limit') ?? 60);
      const judged = requests.judged(args, { capability: this.word, command: run, rc, got: output });
      probe = { ...judged, functional_test: { expect, got: excerptAround(output, expect) } };
    }
    for (const key of keys) await records.recordProbe(this.session, key, probe);
    const { got } = probe.functional_test;
    const said = `probe: ${probe.command}; expected ${expect}; status ${probe.rc ?? 'none'}, got ${got}`;
    const present = probe.passed ? 'yes' : 'no';
    recorder.recordRow(this.session, 'capabilities', [this.word, present, args.value('version') ?? '', said]);
    this.say(`${this.word}: ${probe.passed ? 'passed' : 'failed'} (status ${probe.rc ?? 'none'})  ${keys.join(', ')}`);
    if (!probe.passed) io.err(`expected ${expect}, got ${got === '' ? 'nothing' : got}\n`);
    return probe.passed ? 0 : 1;
  }

  private async env(): Promise<ExitCode> {
    const { args, io } = this;
    const keys = this.keys('all');
    if (args.flag('dirty') && args.flag('clean')) throw new UserError('--dirty and --clean contradict each other');
    const program = args.value('sut');
    const given = args.value('sut-digest');
    if (program !== undefined && given !== undefined)
      throw new UserError('--sut and --sut-digest contradict each other');
    const digest = program === undefined ? given : await hashFile(resolve(io.cwd, program));
    if (program !== undefined && digest === undefined) throw new UserError(`${program} cannot be read`);
    const request = {
      digest,
      commit: args.value('commit'),
      dirty: args.flag('dirty') ? true : args.flag('clean') ? false : undefined,
      historyClock: args.value('history-clock') as 'one-recorder' | undefined,
      versions: requests.versionsOf(args),
    };
    for (const key of keys) await records.recordEnv(this.session, key, request, args.flag('supersede'));
    return this.say(`env.json of ${keys.join(', ')}${digest === undefined ? '' : `  ${digest}`}`);
  }

  private async control(): Promise<ExitCode> {
    const kind = CONTROL_KINDS.find((one) => one === this.word);
    if (kind === undefined)
      throw new UserError(
        `record control got "${this.word}", expected ${CONTROL_KINDS.join(', ')}.${didYouMean(this.word, CONTROL_KINDS)}`,
      );
    const request = { kind, what: this.need('what'), evidence: this.need('evidence') };
    let code: ExitCode = 0;
    for (const key of this.keys()) {
      const { result, expected } = await records.recordControl(this.session, key, request, this.args.flag('supersede'));
      this.say(`${key} ${kind} control: ${result}`);
      if (result === expected) continue;
      code = 1;
      this.io.err(`expected "${expected}": mend harness or oracle before anything else counts\n`);
    }
    return code;
  }

  private async artifact(): Promise<ExitCode> {
    const { args, io } = this;
    const scenario = args.value('scenario') === undefined ? null : this.key();
    const entries = await recorder.recordArtifacts(this.session, io.cwd, {
      files: this.words,
      scenario,
      producer: args.value('producer') ?? 'session',
      parents: args.values('parent'),
      what: args.value('what') ?? '',
    });
    return this.say(entries.map(({ sha256, path }) => `${sha256}  ${path}`).join('\n'));
  }

  private async line(what: 'landing' | 'checker' | 'rerun'): Promise<ExitCode> {
    const { args, io } = this;
    const key = this.key();
    if (what === 'checker') {
      const file = args.value('anomalies');
      const anomalies = file === undefined ? [] : requests.anomaliesIn(await this.read(file), file);
      const path = await recorder.recordChecker(this.session, io.cwd, key, requests.checkerRequest(args, anomalies));
      return this.say(`wrote ${relative(io.cwd, path)}`);
    }
    if (what === 'landing' && args.flag('from')) return this.landings(key);
    if (what === 'landing') return this.putLandings(key, [requests.landingLine(args)], false);
    const result = requests.resultOf(args, what);
    if (args.values('seed').length > 1) throw new UserError('record rerun is about one re-run: give one --seed');
    const seed = requests.literal(this.need('seed'));
    await recorder.recordRerun(this.session, key, { seed, result, evidence: args.value('evidence') ?? null });
    return this.say(`${key} re-run with seed ${String(seed)}: ${result}`);
  }

  /** The text of a file, or of standard input. @throws UserError where it cannot be read */
  private async read(file: string): Promise<string> {
    try {
      return file === '-' ? await text(this.io.stdin) : readFileSync(resolve(this.io.cwd, file), 'utf8');
    } catch (error) {
      throw new UserError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The lines of a file, as a harness wrote them while it ran. */
  private async landings(key: string): Promise<ExitCode> {
    const file = this.need('from');
    const beside: readonly string[] = ['from', 'supersede', 'note'];
    const more = this.args.ordered.find(
      ({ name }) => !beside.includes(name) && WHAT.landing.flags.some((flag) => flag === name),
    );
    if (more !== undefined)
      throw new UserError(`--from and --${more.name} contradict each other`, {
        help: 'the lines of the file hold it all',
      });
    return this.putLandings(key, await landings.readLandings(await this.read(file), file), true);
  }

  /** Records lines of nemesis.jsonl, and says at once what they do not prove: it is evidence all the same. */
  private async putLandings(key: string, lines: readonly NemesisLine[], whole: boolean): Promise<ExitCode> {
    const { args, io, session } = this;
    const about = whole
      ? `${lines.length} lines of ${landings.epochsOf(lines).length} windows`
      : landings.epochsOf(lines).join();
    if (args.flag('supersede')) {
      const kept = await landings.supersedeLandings(session, key, lines, this.need('note'));
      this.say(`${key} ${about} recorded anew; what was said before is in ${kept}`);
    } else {
      if (args.flag('note')) throw new UserError('--note belongs to --supersede: why the older lines were wrong');
      await landings.recordLandings(session, key, lines);
      this.say(`${key} ${about} recorded`);
    }
    const doubts = await landings.unproven(session, key, lines, { whole });
    for (const doubt of doubts) io.err(`${key}: ${doubt}\n`);
    if (doubts.length > 0)
      io.err(
        'help: a reading that is no sign of the fault belongs in the log; a line that is wrong is put right by --supersede --note <why>, with all that is known of its window\n',
      );
    return 0;
  }

  private async counted(what: 'workload' | 'budget' | 'audit'): Promise<ExitCode> {
    const { args, session } = this;
    const supersede = args.flag('supersede');
    for (const key of this.keys()) {
      if (what === 'audit') {
        const answered = await records.recordAudit(session, key, requests.auditAnswers(args), supersede);
        this.say(`${key}: ${answered.length} of 24 items answered`);
      } else if (what === 'workload') {
        if (args.values('seed').length === 0) this.need('seed');
        const request = {
          seeds: args.values('seed').map(requests.literal),
          generator: this.need('generator'),
          rate: requests.count(args, 'rate'),
          reach: requests.reachList(args),
        };
        const { ok, fail, info } = await records.recordWorkload(session, key, request, supersede);
        this.say(`${key}: ${ok} ok, ${fail} failed, ${info} of unknown outcome`);
      } else {
        const plan = planOfSession(session);
        const request = { met: requests.metFigures(args), planned: requests.plannedTiers(args), plan };
        const { planned, met } = await records.recordBudget(session, key, request, supersede);
        for (const tier of ['smoke', 'hardening'] as const) this.say(`${key} ${tier}: ${shortOf(planned[tier], met)}`);
      }
    }
    return 0;
  }

  private async seal(): Promise<ExitCode> {
    const key = this.args.value('scenario') === undefined ? undefined : this.key();
    const sealed = await seal(this.session, key, (path) => shownPath(path, this.io.cwd));
    for (const { key, verdict, files } of sealed)
      this.say([key, verdict, `${files} files sealed`].filter(Boolean).join('  '));
    return 0;
  }
}

/** `met`, or each figure that falls short. */
function shortOf(planned: Readonly<Record<string, number>>, met: Readonly<Record<string, number>>): string {
  const short = Object.entries(planned)
    .filter(([name, wanted]) => (met[name] ?? 0) < wanted)
    .map(([name, wanted]) =>
      met[name] === undefined ? `${name} not given (--met ${name}=<n>)` : `${name} ${met[name]} of ${wanted}`,
    );
  return short.length === 0 ? 'met' : `not met: ${short.join(', ')}`;
}
