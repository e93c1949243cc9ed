import type { CheckerRequest } from '../evidence/recorder.js';
import type { AuditAnswer, Figures, NemesisLine, Probe } from '../evidence/types.js';
import { AUDIT_ITEMS, TIERS, type BudgetTier } from '../vocabulary/evidence-files.js';
import type { Json } from '../history/operation.js';
import type { ParsedArgs } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';
import { RESULTS, type What } from './record-options.js';

/** A flag's value that the record cannot do without. @throws UserError */
export function need(args: ParsedArgs, name: string, what: What): string {
  const value = args.value(name);
  if (value === undefined)
    throw new UserError(`record ${what} needs --${name}`, { help: 'run "dst-skills record --help"' });
  return value;
}

/** A number where it is one, else the text. */
export function literal(text: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text;
}

/** A checker's answer. @throws UserError */
export function resultOf(args: ParsedArgs, what: What): (typeof RESULTS)[number] {
  const text = need(args, 'result', what);
  const known = RESULTS.find((result) => result === text);
  if (known === undefined)
    throw new UserError(`--result got "${text}", expected one of ${RESULTS.join(', ')}.${didYouMean(text, RESULTS)}`);
  return known;
}

function time(args: ParsedArgs, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  // The wall clock in nanoseconds, for histories that are stamped with it.
  if (text === 'now') return Date.now() * 1e6;
  if (!/^\d{1,19}$/.test(text)) throw new UserError(`--${name} got "${text}", expected nanoseconds or "now"`);
  return Number(text);
}

/** A whole number. @throws UserError */
export function count(args: ParsedArgs, name: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UserError(`--${name} got "${text}", expected a whole number`);
  return Number(text);
}

/** `name=value` pairs of a flag that may come several times. @throws UserError */
function pairs(args: ParsedArgs, flag: string, form: string): [name: string, value: string][] {
  return args.values(flag).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1) throw new UserError(`--${flag} got "${pair}", expected ${form}`);
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}

function figure(flag: string, pair: string, text: string): number {
  if (!/^\d{1,15}(?:\.\d+)?$/.test(text)) throw new UserError(`--${flag} got "${pair}=${text}", expected a number`);
  return Number(text);
}

/** The line of nemesis.jsonl that the flags give. @throws UserError */
export function landingLine(args: ParsedArgs): NemesisLine {
  const line: Record<string, unknown> = { epoch: need(args, 'epoch', 'landing') };
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) line[name] = value;
  };
  for (const name of ['nemesis', 'mechanism', 'scope']) put(name, args.value(name));
  if (args.values('target').length > 0) put('target', args.values('target'));
  const planned = pairs(args, 'planned', 'name=value').map(([name, value]) => [name, literal(value)] as const);
  if (planned.length > 0) put('planned', Object.fromEntries(planned));
  put('start_ts', time(args, 'start'));
  put('observed_ts', time(args, 'observed'));
  put('end_ts', time(args, 'end'));
  put('injector_rc', count(args, 'injector-rc'));
  if (['kind', 'before', 'after', 'source', 'name'].some((name) => args.flag(name))) {
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

/** @param more anomalies that a file gave, see `anomaliesIn`. @throws UserError */
export function checkerRequest(args: ParsedArgs, more: readonly Json[] = []): CheckerRequest {
  const result = resultOf(args, 'checker');
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
    anomalies: [...args.values('anomaly'), ...more],
    exit: count(args, 'exit') ?? (result === 'valid' ? 0 : 1),
    knownGood: args.value('known-good') ?? 'not run',
    knownBad: args.value('known-bad') ?? 'not run',
    program: args.value('program'),
    command: args.value('command'),
    supersede: args.flag('supersede'),
  };
}

/**
 * The anomalies of a checker's output: a JSON list; a JSON object with a list `anomalies` or `violations`; JSON Lines;
 * else a line of text each. Words become an anomaly each, objects stay as they are.
 * @throws UserError where JSON begins and does not hold a list
 */
export function anomaliesIn(text: string, file: string): readonly Json[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const [first = ''] = lines;
  if (!/^\s*[[{]/.test(first)) return lines.map((line) => line.trim());
  const whole = parsed(lines.join('\n'));
  if (Array.isArray(whole)) return whole as Json[];
  if (typeof whole === 'object' && whole !== null) {
    const { anomalies, violations } = whole as Readonly<Record<string, unknown>>;
    const list = anomalies ?? violations;
    if (Array.isArray(list)) return list as Json[];
    // One object on one line is JSON Lines of one anomaly.
    if (lines.length === 1) return [whole as Json];
    throw new UserError(`${file} has no list "anomalies"`, { help: 'give a list, or an object that has one' });
  }
  return lines.map((line, i) => {
    const value = parsed(line);
    if (value === undefined)
      throw new UserError(`${file}:${i + 1}: is no JSON`, {
        help: 'one JSON document, JSON Lines, or a line of text for each anomaly',
      });
    return value as Json;
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The answers of `audit`. @throws UserError on an id that is no item, or an item both open and closed */
export function auditAnswers(args: ParsedArgs): Readonly<Record<string, AuditAnswer>> {
  const answers: Record<string, AuditAnswer> = {};
  const ids = AUDIT_ITEMS.map(({ id }) => id);
  for (const flag of ['closed', 'open'] as const)
    for (const [name, evidence] of pairs(args, flag, 'id=evidence, such as R1="nft drops 0 to 307 inside E1"')) {
      const id = name.toUpperCase();
      if (!ids.includes(id))
        throw new UserError(`--${flag} got "${name}", expected R1 to R10 or W1 to W14.${didYouMean(id, ids)}`);
      if (answers[id] !== undefined) throw new UserError(`${id} is answered twice`);
      answers[id] = { open: flag === 'open', evidence };
    }
  if (Object.keys(answers).length === 0)
    throw new UserError('record audit needs --closed or --open', {
      help: 'R1 to R10 and W1 to W14 are worded in green-but-broken-red-flags.md of the executing skill',
    });
  return answers;
}

/** `--met nodes=5`. @throws UserError */
export function metFigures(args: ParsedArgs): Figures {
  return Object.fromEntries(pairs(args, 'met', 'name=number').map(([name, text]) => [name, figure('met', name, text)]));
}

/** `--planned hardening:nodes=5`. @throws UserError */
export function plannedTiers(args: ParsedArgs): Partial<Record<BudgetTier, Figures>> {
  const found: Partial<Record<BudgetTier, Record<string, number>>> = {};
  for (const [path, text] of pairs(args, 'planned', 'tier:name=number')) {
    const [tier, name] = path.split(':');
    const known = TIERS.find((one) => one === tier);
    if (known === undefined || name === undefined || name === '')
      throw new UserError(`--planned got "${path}", expected one of ${TIERS.join(', ')}, a colon and a name`);
    (found[known] ??= {})[name] = figure('planned', path, text);
  }
  return found;
}

/** `--reach "leader changed=4"`. @throws UserError */
export function reachList(args: ParsedArgs): { name: string; hits: number }[] {
  return args.values('reach').map((pair) => {
    const at = pair.lastIndexOf('=');
    const hits = pair.slice(at + 1).trim();
    if (at < 1 || !/^\d{1,15}$/.test(hits)) throw new UserError(`--reach got "${pair}", expected name=number of hits`);
    return { name: pair.slice(0, at).trim(), hits: Number(hits) };
  });
}

/** `--tool etcd=3.4.23`. @throws UserError */
export function versionsOf(args: ParsedArgs): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs(args, 'tool', 'name=version'));
}

/** What was given of a probe that somebody ran. @throws UserError */
export function probeByHand(args: ParsedArgs, capability: string): Probe {
  const rc = count(args, 'rc');
  if (rc === undefined)
    throw new UserError('record probe needs --rc with --command: the exit status', {
      help: 'or let it run: --run <command>',
    });
  return judged(args, { capability, command: need(args, 'command', 'probe'), rc, got: need(args, 'got', 'probe') });
}

/** A probe with its verdict: it passed where it ended as expected and gave what was expected. */
export function judged(
  args: ParsedArgs,
  { capability, command, rc, got }: { capability: string; command: string; rc: number | null; got: string },
): Probe {
  const expect = need(args, 'expect', 'probe');
  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
  const passed = rc === (count(args, 'expect-rc') ?? 0) && flat(got).includes(flat(expect));
  const required = args.flag('optional') ? { required: false } : {};
  return { capability, ...required, command, rc, functional_test: { expect, got }, passed };
}
