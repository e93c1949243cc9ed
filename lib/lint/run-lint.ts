import { resolve } from 'node:path';
import type { ExitCode, Io } from '../cli/command.js';
import { UserError } from '../cli/errors.js';
import { VERSION } from '../cli/version.js';
import { FORMATS, WITH_EXCERPTS } from '../format/registry.js';
import type { DocumentKind } from '../rules/rule.js';
import { findTargets, type Target } from './find.js';
import { lintFiles, type Stdin } from './lint-files.js';
import type { FileProblem } from './result.js';
import { DEFAULT_SETTINGS } from './settings.js';
import { Tally } from './summary.js';

export interface LintOptions {
  /** Files, folders, globs; `-` is standard input. None: the working directory. */
  readonly paths: readonly string[];
  readonly type: DocumentKind | undefined;
  readonly outputs: readonly { readonly format: string; readonly file?: string }[];
  readonly quiet: boolean;
  readonly strict: boolean;
  readonly maxWarnings: string | undefined;
  readonly stdinFilename: string | undefined;
  readonly gitignore: boolean;
}

/** The whole of `dst-skills lint`: checks, prints, and says how it went. */
export async function runLint(options: LintOptions, io: Io): Promise<ExitCode> {
  const maxWarnings = readCount(options.maxWarnings);
  const context = { version: VERSION, color: io.color, columns: io.columns, cwd: io.cwd };
  const name = options.outputs[0]?.format ?? 'stylish';
  const create = await FORMATS[name]?.();
  if (create === undefined) throw new UserError(`unknown format "${name}"`);
  const formatter = create(context);
  io.out(formatter.begin?.() ?? '');
  const tally = new Tally();
  const onProblem = (problem: FileProblem): void => {
    tally.problems++;
    io.out(formatter.problem(problem));
  };
  const summary = lintFiles(
    {
      targets: await targetsOf(options, io, onProblem),
      type: options.type,
      settings: () => DEFAULT_SETTINGS,
      excerpts: WITH_EXCERPTS.has(name),
    },
    {
      file(result) {
        const messages = options.quiet
          ? result.messages.filter(({ severity }) => severity === 'error')
          : result.messages;
        io.out(formatter.file({ ...result, messages }));
      },
      problem: (problem) => io.out(formatter.problem(problem)),
    },
    tally,
  );
  if (summary.files === 0 && summary.problems === 0) {
    const looked = options.paths.length === 0 ? 'the working directory' : options.paths.join(', ');
    onProblem({
      path: looked,
      message: 'holds no document that can be checked',
      help: 'name a plan, or use --type plan',
    });
  }
  const total = tally.summary();
  io.out(formatter.end(total));
  if (total.problems > 0) return 2;
  const tooMany = maxWarnings !== undefined && total.warnings > maxWarnings;
  if (tooMany) io.err(`dst-skills: ${total.warnings} warnings, more than --max-warnings ${maxWarnings}\n`);
  return total.errors > 0 || tooMany || (options.strict && total.warnings > 0) ? 1 : 0;
}

async function targetsOf(
  options: LintOptions,
  io: Io,
  onProblem: (problem: FileProblem) => void,
): Promise<Iterable<Target | Stdin>> {
  const find = { cwd: io.cwd, gitignore: options.gitignore };
  if (!options.paths.includes('-'))
    return findTargets(options.paths.length === 0 ? ['.'] : options.paths, find, onProblem);
  if (options.paths.length > 1) throw new UserError('"-" (standard input) cannot be combined with other paths');
  const name = options.stdinFilename ?? '<stdin>';
  return [{ bytes: await readAll(io.stdin), path: resolve(io.cwd, name), shown: name, named: true }];
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UserError(`--max-warnings got "${text}", expected a number from 0 up`);
  return Number(text);
}
