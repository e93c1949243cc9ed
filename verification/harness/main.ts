import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run, type Ran } from './command.js';
import { whyNoNamespaces } from './netns.js';
import { writeReport, type Narrative } from './report.js';
import { ROOT, type Session } from './session.js';

/** A program that runs the plan of a folder below verification/. */
export interface Program {
  /** The folder's name; the program is `npm run verify:<name>`. */
  readonly name: string;
  /** What it does, and what its statuses 0 and 1 say. */
  readonly about: string;
  /** Scenarios and arms that it can run, in this order. */
  readonly keys: readonly string[];
  /** Those of --short, and what that is, in words. */
  readonly short: { readonly keys: readonly string[]; readonly what: string };
  /** Debian packages that it needs. */
  readonly packages: readonly string[];
  /** Further options: what each is for, and what its value looks like. */
  readonly more?: Readonly<Record<string, { readonly what: string; readonly value: RegExp }>>;
}

/** What was asked for. */
export interface Asked {
  /** Fewer seeds and windows than the plan asks for. */
  readonly short: boolean;
  readonly keys: readonly string[];
  /** Where sessions go. */
  readonly out: string;
  readonly more: Readonly<Record<string, string | undefined>>;
}

const usage = ({ name, about, short, more = {} }: Program): string => `verify:${name} [options]

${about}
Needs root; packages that are missing are installed. Status 2: the run could not be made.

  --short       ${short.what}
  --only <ids>  these scenarios or arms alone, with commas between them
  --out <dir>   where sessions go (default: verification/${name}/sessions; with --short: a temporary directory)
${Object.entries(more)
  .map(([option, { what }]) => `  --${option.padEnd(11)} ${what}\n`)
  .join('')}`;

/** @throws Error with what is wrong with the options; @returns undefined where help is asked for */
function asked({ name, keys, short, more = {} }: Program): Asked | undefined {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean' },
      help: { type: 'boolean' },
      ...Object.fromEntries(['only', 'out', ...Object.keys(more)].map((key) => [key, { type: 'string' } as const])),
    },
  });
  const {
    short: isShort = false,
    help = false,
    only,
    out,
    ...rest
  } = values as Readonly<Record<string, string>> & {
    readonly short?: boolean;
    readonly help?: boolean;
  };
  if (help) return undefined;
  for (const [option, { value }] of Object.entries(more)) {
    const given = rest[option];
    if (given !== undefined && !value.test(given)) throw new Error(`--${option} does not take "${given}"`);
  }
  const named = only?.split(',').map((id) => id.trim());
  const below = (id: string): string[] => keys.filter((key) => key === id || key.startsWith(`${id}/`));
  const unknown = named?.filter((id) => below(id).length === 0) ?? [];
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is not executed here; there are ${keys.join(', ')}`);
  const chosen = named?.flatMap(below) ?? (isShort ? short.keys : keys);
  const usual = isShort ? join(tmpdir(), `dst-verify-${name}`) : join(ROOT, 'verification', name, 'sessions');
  return { short: isShort, keys: keys.filter((key) => chosen.includes(key)), out: resolve(out ?? usual), more: rest };
}

/**
 * Reads the options and sees to root, packages and namespaces. Where there is nothing to run the process ends here: with
 * status 0 after help, with 2 otherwise.
 */
export async function begin(program: Program): Promise<Asked> {
  const failed = (why: string): never => {
    process.stderr.write(why);
    return process.exit(2);
  };
  let wanted: Asked | undefined;
  try {
    wanted = asked(program);
  } catch (error) {
    return failed(`${error instanceof Error ? error.message : String(error)}\n\n${usage(program)}`);
  }
  if (wanted === undefined) {
    process.stdout.write(usage(program));
    return process.exit(0);
  }
  // Inside the run's namespace there is no way out: packages come before.
  if (process.env['DST_VERIFICATION_RUN'] === undefined) {
    if (process.getuid?.() !== 0)
      return failed(`verify:${program.name} makes network namespaces and needs root on Linux\n`);
    const install = join(ROOT, 'verification', 'harness', 'install.sh');
    const { rc, err } = await run(['bash', install, ...program.packages], { ms: 600_000 });
    if (rc !== 0) return failed(err);
    const why = await whyNoNamespaces();
    if (why !== undefined) return failed(`verify:${program.name} cannot run here: ${why}\n`);
  }
  process.chdir(ROOT);
  return wanted;
}

/** Rows of the log's check of preconditions that every run has, and where its state is new. */
export async function preconditions(session: Session, plan: string, fresh: readonly [string, string]): Promise<void> {
  const { rc } = await run([process.execPath, 'dist/dst-skills.cjs', 'lint', plan]);
  session.table('Preconditions check', [
    ['no leftovers of former runs', 'sweep of the harness at the start', 'none left'],
    [...fresh, 'made by the run'],
    ['the plan lints clean', `dst-skills lint ${relative(ROOT, plan)}`, rc === 0 ? 'yes' : 'NO'],
  ]);
}

type Verdicts = Awaited<ReturnType<Session['seal']>>;

/** Seals a session, writes its report and has it linted. @returns the linter's word */
export async function conclude(
  session: Session,
  narrative: (verdicts: Verdicts) => Narrative,
  say: (line: string) => void = () => undefined,
): Promise<Ran> {
  const verdicts = await session.seal();
  for (const { key, verdict } of verdicts) if (verdict !== '') say(`${key}: ${verdict}`);
  say(`session verdict: ${await writeReport(session.directory, narrative(verdicts))}`);
  const linted = await session.lint();
  say((linted.out + linted.err).trim());
  return linted;
}
