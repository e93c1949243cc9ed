import { DOCUMENT_KINDS, type DocumentKind } from '../rules/rule.js';
import { defaultFormat, FORMAT_NAMES } from '../format/registry.js';
import { pairOutputs } from '../lint/outputs.js';
import { MODELS_WITH_NEEDS } from '../history/needs.js';
import type { LintOptions } from '../lint/options.js';
import type { Io, OptionSpec, ParsedArgs } from './command.js';
import { UserError } from './errors.js';

/** The flags of `lint`, and of `fix`, which is `lint --fix`. */
export const LINT_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  type: {
    placeholder: 'kind',
    choices: DOCUMENT_KINDS,
    description: 'what the documents are, instead of recognising it',
  },
  format: {
    short: 'f',
    placeholder: 'name',
    choices: FORMAT_NAMES,
    multiple: true,
    description: 'the form of the output',
  },
  output: { short: 'o', placeholder: 'file', multiple: true, description: 'where the --format before it goes' },
  quiet: { short: 'q', description: 'report errors only' },
  strict: { description: 'exit 1 on warnings, too' },
  'max-warnings': { placeholder: 'n', description: 'exit 1 when there are more warnings than this' },
  fix: { description: 'mend what can be mended without changing what the document means' },
  'dry-run': { description: 'with --fix: show what would change, and change nothing' },
  hygiene: { description: 'general Markdown rules (markdownlint) as well' },
  config: {
    short: 'c',
    placeholder: 'file',
    description: 'the configuration, instead of .dst-skills.yaml found upwards',
  },
  'no-config': { description: 'no configuration at all' },
  baseline: { placeholder: 'file', description: 'findings that are accepted for the time being' },
  'update-baseline': { description: 'take out of the baseline what is mended; make it where it does not exist' },
  'grow-baseline': { description: 'accept new findings into the baseline, too' },
  'files-from': { placeholder: 'list', description: 'a file with paths, one a line; - is standard input' },
  plan: { placeholder: 'file', description: 'the plan that reports and sessions are held against' },
  session: { placeholder: 'dir', description: 'a session directory to check as a whole' },
  recheck: {
    placeholder: 's',
    description:
      "seconds for running a session's built-in checkers again, large histories too (default 20, none over 48 MB)",
  },
  'no-recheck': { description: 'believe the checker records of sessions instead of running the checkers again' },
  model: {
    placeholder: 'name',
    choices: MODELS_WITH_NEEDS,
    description: 'the model of histories, where no checker.json beside them names it',
  },
  'stdin-filename': { placeholder: 'path', description: 'the path of the document on standard input' },
  'no-gitignore': { description: 'look into what .gitignore leaves out, too' },
  'ignore-unknown': { description: 'leave documents of unknown kind out, also where they are named' },
  cache: { description: 'check only what has changed since the last run with --cache' },
  'cache-location': { placeholder: 'folder', description: 'where results are kept; implies --cache' },
  threads: { placeholder: 'n', description: 'threads for many files, default 1; each takes some 40 MB more' },
  watch: { short: 'w', description: 'check again whenever a document changes, until interrupted' },
};

/** Reads the flags of `lint`. @throws UserError where they contradict each other. */
export function lintOptions(args: ParsedArgs, io: Io, alwaysFix = false): LintOptions {
  const fix = alwaysFix || args.flag('fix');
  const dry = args.flag('dry-run');
  if (dry && !fix) throw new UserError('--dry-run belongs to --fix: without it nothing is changed anyway');
  if (args.flag('no-config') && args.value('config') !== undefined)
    throw new UserError('--config and --no-config contradict each other');
  const recheck = count(args, 'recheck', 1);
  if (args.flag('no-recheck') && recheck !== undefined)
    throw new UserError('--recheck and --no-recheck contradict each other');
  const grow = args.flag('grow-baseline');
  const location = args.value('cache-location');
  return {
    paths: args.positionals,
    filesFrom: args.value('files-from'),
    plan: args.value('plan'),
    session: args.value('session'),
    model: args.value('model'),
    type: args.value('type') as DocumentKind | undefined,
    outputs: pairOutputs(args.ordered, defaultFormat(io.env, io.outIsTTY)),
    quiet: args.flag('quiet'),
    strict: args.flag('strict'),
    maxWarnings: count(args, 'max-warnings', 0),
    stdinFilename: args.value('stdin-filename'),
    gitignore: !args.flag('no-gitignore'),
    config: args.flag('no-config') ? null : args.value('config'),
    hygiene: args.flag('hygiene'),
    fix: !fix ? 'no' : dry ? 'show' : 'write',
    baseline: args.value('baseline'),
    updateBaseline: grow ? 'grow' : args.flag('update-baseline') ? 'shrink' : 'no',
    cache: location ?? args.flag('cache'),
    threads: count(args, 'threads', 1),
    recheck: args.flag('no-recheck') ? 'no' : (recheck ?? 'quick'),
    ignoreUnknown: args.flag('ignore-unknown'),
  };
}

function count(args: ParsedArgs, name: string, least: number): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new UserError(`--${name} got "${text}", expected a number from ${least} up`);
  return Number(text);
}
