import { resolve } from 'node:path';
import { PLAN_MODES, type PlanMode } from '../vocabulary/header.js';
import { FINDING_KINDS, SECONDARY_TAGS, SEVERITIES } from '../vocabulary/report.js';
import { BLAMES } from '../vocabulary/blocks.js';
import type { Session } from '../session/load.js';
import type { Command, Io, ParsedArgs } from './command.js';
import { UserError } from './errors.js';

/** What can be made, and the options that each understands. */
const KINDS = {
  plan: ['mode', 'sut', 'change', 'author', 'dir', 'output', 'bare'],
  session: ['dir', 'sut', 'commit', 'operator'],
  report: ['plan', 'output'],
  finding: ['scenario', 'plan', 'title', 'hypothesis', 'happened', 'severity', 'kind', 'tag', 'blame'],
} as const;
type Kind = keyof typeof KINDS;

const command: Command = {
  name: 'new',
  summary: 'start a plan, a session, a report or a finding with everything known filled in',
  arguments: 'plan <slug> | session <plan.md> | report <session dir> | finding [session dir]',
  arity: [1, 2],
  options: {
    mode: { placeholder: 'mode', choices: PLAN_MODES, description: 'plan: default by whether --change is given' },
    sut: { placeholder: 'text', description: "plan, session: name and version of the system (session: the plan's)" },
    change: { placeholder: 'rev | text', description: 'plan: commit, range or pull request; git tells the files' },
    author: { placeholder: 'text', description: 'plan: who writes it' },
    bare: { description: "plan: without the template's guidance comments" },
    dir: { placeholder: 'folder', description: 'plan, session: where it goes (testing-plans, test-sessions)' },
    output: { placeholder: 'file', short: 'o', description: 'plan, report: another file; - for standard output' },
    commit: { placeholder: 'text', description: 'session: commit and digest of what runs' },
    operator: { placeholder: 'text', description: 'session: who runs it' },
    plan: {
      placeholder: 'file',
      description: "report, finding: the plan, where the session's header does not lead to it",
    },
    scenario: { placeholder: 'id', short: 's', description: 'finding: scenario or arm, as in S1 or S5/api' },
    title: { placeholder: 'text', description: "finding: its title (default: the checker's first anomaly)" },
    hypothesis: {
      placeholder: 'id',
      multiple: true,
      commas: true,
      description: 'finding: default: what the scenario closes',
    },
    happened: { placeholder: 'text', description: 'finding: what a client observed, in words' },
    severity: { placeholder: 'level', choices: Object.keys(SEVERITIES), description: 'finding: its severity' },
    kind: { placeholder: 'kind', choices: FINDING_KINDS, description: 'finding: what triggers it' },
    tag: {
      placeholder: 'tag',
      multiple: true,
      commas: true,
      choices: SECONDARY_TAGS,
      description: 'finding: what else it touches',
    },
    blame: { placeholder: 'who', choices: BLAMES, description: 'finding: whose defect it is' },
  },
  examples: [
    {
      command: 'dst-skills new plan kv-lease-renewal --change main..HEAD --sut "kv 3.2" --author "storage team"',
      what: 'testing-plans/kv-lease-renewal.md, change-scoped, with the files that the change touches',
    },
    { command: 'dst-skills new plan kv --mode project-wide -o -', what: 'the whole template on standard output' },
    {
      command: 'dst-skills new session testing-plans/kv.md --commit 4f1e2d0 --operator ci',
      what: 'a row for each scenario and arm, all NOT-RUN',
    },
    {
      command: 'dst-skills new finding test-sessions/2026-03-14T09-00-00Z -s S3 --severity P0 --blame SUT',
      what: "findings/S3.md with checker, anomalies, seeds and k of n from the scenario's evidence",
    },
    {
      command: 'dst-skills new report test-sessions/2026-03-14T09-00-00Z',
      what: 'findings/report.md: verdicts and figures computed from the evidence',
    },
  ],
  details: `Everything comes from the templates that the skills ship. What is not known stays a {{placeholder}} that "dst-skills lint"
reports until it is filled. Nothing is overwritten: what is there already is an error. A session directory is named after
the time (UTC); a session without evidence gives a report that says BLOCKED.`,
  async run(args, io) {
    const [kind = '', given] = args.positionals;
    if (!isKind(kind)) {
      const { didYouMean } = await import('./nearest.js');
      const names = Object.keys(KINDS);
      throw new UserError(`new got "${kind}", expected one of ${names.join(', ')}.${didYouMean(kind, names)}`);
    }
    const allowed: readonly string[] = [...KINDS[kind], 'no-color'];
    const foreign = Object.keys(command.options).find((name) => args.flag(name) && !allowed.includes(name));
    if (foreign !== undefined)
      throw new UserError(`new ${kind} takes no --${foreign}`, {
        help: `it takes ${KINDS[kind].map((name) => `--${name}`).join(', ')}`,
      });
    if (given === undefined && kind !== 'finding')
      throw new UserError(`new ${kind} needs ${NEEDS[kind]}`, { help: 'run "dst-skills new --help" for examples' });
    await MAKE[kind](given ?? '', args, io);
    return 0;
  },
};
export default command;

const NEEDS: Record<Exclude<Kind, 'finding'>, string> = {
  plan: 'a name, such as kv-lease-renewal',
  session: 'the plan that it runs',
  report: 'the session directory',
};

function isKind(word: string): word is Kind {
  return Object.hasOwn(KINDS, word);
}

const MAKE: Record<Kind, (given: string, args: ParsedArgs, io: Io) => Promise<void>> = {
  plan: makePlan,
  session: makeSession,
  report: makeReport,
  finding: makeFinding,
};

async function makePlan(slug: string, args: ParsedArgs, io: Io): Promise<void> {
  const { checkSlug, isUnknownRange, planMode, planText } = await import('../scaffold/plan.js');
  checkSlug(slug);
  const output = args.value('output');
  const folder = resolve(io.cwd, args.value('dir') ?? 'testing-plans');
  const file = output === undefined || output === '-' ? resolve(folder, `${slug}.md`) : resolve(io.cwd, output);
  const request = {
    slug,
    mode: args.value('mode') as PlanMode | undefined,
    sut: args.value('sut'),
    change: args.value('change'),
    author: args.value('author'),
    now: new Date(),
    cwd: io.cwd,
    file,
    guidance: !args.flag('bare'),
  };
  const text = planText(request);
  if (request.mode === undefined)
    io.err(`${planMode(request)}, because ${request.change === undefined ? 'no --change is' : '--change is'} given\n`);
  if (request.change !== undefined && isUnknownRange(request.change, io.cwd))
    io.err(`git knows no range ${request.change} here: it stands in the plan as given, without the files\n`);
  await put(text, output === '-' ? undefined : file, io, 'take another name, or edit the plan that is there');
}

async function makeSession(plan: string, args: ParsedArgs, io: Io): Promise<void> {
  const { newSession } = await import('../scaffold/session.js');
  const directory = newSession({
    plan: resolve(io.cwd, plan),
    given: plan,
    parent: resolve(io.cwd, args.value('dir') ?? 'test-sessions'),
    now: new Date(),
    sut: args.value('sut'),
    commit: args.value('commit'),
    operator: args.value('operator'),
  });
  await say(directory, io);
}

async function makeReport(given: string, args: ParsedArgs, io: Io): Promise<void> {
  const { REPORT_FILE, reportText } = await import('../scaffold/report.js');
  const session = await load(given, args, io);
  const output = args.value('output');
  const file = output === undefined ? resolve(session.directory, REPORT_FILE) : resolve(io.cwd, output);
  const help = 'print what the evidence says now with -o -, or move the report away';
  await put(reportText(session), output === '-' ? undefined : file, io, help);
}

async function makeFinding(given: string, args: ParsedArgs, io: Io): Promise<void> {
  const { newFinding } = await import('../scaffold/finding.js');
  const key = args.value('scenario');
  if (key === undefined)
    throw new UserError('new finding needs --scenario', { help: 'name the scenario or arm: --scenario S3' });
  const session = await load(given, args, io);
  const list = (name: string): string | undefined => args.values(name).join(', ') || undefined;
  const fields = {
    hypothesis: list('hypothesis'),
    happened: args.value('happened'),
    severity: args.value('severity'),
    kind: args.value('kind'),
    tags: list('tag'),
    blame: args.value('blame'),
  };
  const { path, id } = newFinding(session, {
    key,
    title: args.value('title'),
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  });
  await say(path, io, id === undefined ? ': no finding' : `: ${id}`);
}

async function load(given: string, args: ParsedArgs, io: Io): Promise<Session> {
  const [{ findSession }, { loadSession }, { shownPath }] = await Promise.all([
    import('../evidence/recorder.js'),
    import('../session/load.js'),
    import('../lint/find.js'),
  ]);
  const plan = args.value('plan');
  const shownAs = (path: string): string => shownPath(path, io.cwd);
  const directory = findSession(io.cwd, given === '' ? undefined : given, io.env);
  return loadSession(directory, { shownAs, ...(plan === undefined ? {} : { plan: resolve(io.cwd, plan) }) });
}

async function put(text: string, file: string | undefined, io: Io, help: string): Promise<void> {
  if (file === undefined) {
    io.out(text);
    return;
  }
  const { createFile } = await import('../files/whole.js');
  createFile(file, text, help);
  await say(file, io);
}

async function say(path: string, io: Io, more = ''): Promise<void> {
  const { shownPath } = await import('../lint/find.js');
  io.out(`${shownPath(path, io.cwd)}${more}\n`);
}
