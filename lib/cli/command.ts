import type { Readable } from 'node:stream';

/** One flag of a command. `placeholder` names the value in the help text; a flag without one is boolean. */
export interface OptionSpec {
  readonly description: string;
  readonly short?: string;
  readonly placeholder?: string;
  /** May be given more than once; a value may also hold several, separated by commas, when `commas` is set. */
  readonly multiple?: boolean;
  readonly commas?: boolean;
  readonly choices?: readonly string[];
  /** Not shown in help and completion. */
  readonly hidden?: boolean;
}

export interface Example {
  readonly command: string;
  readonly what: string;
}

/** The values of a command line after parsing: strings (or lists of them) and true, by the flag's long name. */
export interface ParsedArgs {
  readonly positionals: string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): string[];
  /** The flags with their values in the order of the command line, where that order says which belong together. */
  readonly ordered: readonly { readonly name: string; readonly value: string }[];
}

/** What a command may touch of the process: tests hand in their own. */
export interface Io {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly outIsTTY: boolean;
  readonly errIsTTY: boolean;
  readonly columns: number;
  /** Colour wanted on stdout: a terminal, FORCE_COLOR, and neither NO_COLOR nor --no-color. */
  readonly color: boolean;
}

/** 0 done or clean, 1 problems found or work only partly done, 2 wrong usage or internal error. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as shown in the usage line, for example `[file | directory | glob | -]…`. */
  readonly arguments?: string;
  /** The number of positional arguments that are accepted: [least, most]. Default [0, 0]. */
  readonly arity?: readonly [number, number];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly Example[];
  /** More paragraphs for --help, already wrapped. */
  readonly details?: string;
  run(args: ParsedArgs, io: Io): Promise<ExitCode>;
}
