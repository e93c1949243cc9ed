import type { DocumentKind } from '../rules/rule.js';
import type { Output } from './outputs.js';

/** All that a run of `lint` is told. */
export interface LintOptions {
  /** Files, folders, globs; `-` is standard input. None: the working directory. */
  readonly paths: readonly string[];
  /** A file with paths, one a line; `-` is standard input. */
  readonly filesFrom: string | undefined;
  /** The plan that reports and sessions are held against, instead of the one that they name. */
  readonly plan: string | undefined;
  /** A session directory that is checked beside what the paths name. */
  readonly session: string | undefined;
  /** The model of histories, where no checker.json beside them names it. */
  readonly model: string | undefined;
  readonly type: DocumentKind | undefined;
  readonly outputs: readonly Output[];
  readonly quiet: boolean;
  readonly strict: boolean;
  readonly maxWarnings: number | undefined;
  readonly stdinFilename: string | undefined;
  readonly gitignore: boolean;
  /** A configuration file instead of the one that would be found; null for none at all. */
  readonly config: string | undefined | null;
  readonly hygiene: boolean;
  readonly fix: 'no' | 'write' | 'show';
  readonly baseline: string | undefined;
  readonly updateBaseline: 'no' | 'shrink' | 'grow';
  /** True for the default folder, else the folder. */
  readonly cache: boolean | string;
  readonly threads: number | undefined;
  /** How long the built-in checkers of sessions are run again, in seconds for each session; with a number, large histories too. */
  readonly recheck: 'quick' | 'no' | number;
  /** Documents of unknown kind are left out, also where they were named and where nothing else is left. */
  readonly ignoreUnknown: boolean;
  /** Documents that do not come from files, instead of `paths`: paths relative to the working directory. */
  readonly documents?: Iterable<{ readonly path: string; readonly bytes: Buffer }>;
}

/** A run without any flag. */
export const PLAIN_LINT: LintOptions = {
  paths: [],
  filesFrom: undefined,
  plan: undefined,
  session: undefined,
  model: undefined,
  type: undefined,
  outputs: [{ format: 'stylish' }],
  quiet: false,
  strict: false,
  maxWarnings: undefined,
  stdinFilename: undefined,
  gitignore: true,
  config: undefined,
  hygiene: false,
  fix: 'no',
  baseline: undefined,
  updateBaseline: 'no',
  cache: false,
  threads: undefined,
  recheck: 'quick',
  ignoreUnknown: false,
};
