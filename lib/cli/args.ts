import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command, OptionSpec, ParsedArgs } from './command.js';
import { UserError } from './errors.js';
import { didYouMean } from './nearest.js';

/** Flags that every command understands. */
export const GLOBAL_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  help: { short: 'h', description: 'show this help' },
  'no-color': { description: 'no colour in the output (also: NO_COLOR=1)' },
};

/**
 * Parses the words behind a command's name by its option table.
 * @throws UserError with the nearest flag's name on an unknown flag, a missing or unwanted value, a value
 *   outside `choices`, or a wrong number of positional arguments.
 */
export function parseCommandArgs(command: Command, argv: readonly string[]): ParsedArgs {
  const specs: Record<string, OptionSpec> = { ...GLOBAL_OPTIONS, ...command.options };
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, spec] of Object.entries(specs)) {
    options[name] = { type: spec.placeholder === undefined ? 'boolean' : 'string', multiple: true };
    if (spec.short !== undefined) options[name].short = spec.short;
  }
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const found = new Map<string, string[]>();
  const positionals: string[] = [];
  const ordered: { name: string; value: string }[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (spec === undefined) {
      const names = Object.keys(specs).map((name) => `--${name}`);
      throw new UserError(`unknown option ${token.rawName}.${didYouMean(token.rawName, names)}`, {
        help: `run "dst-skills ${command.name} --help" for the options of ${command.name}`,
      });
    }
    const values = valuesOf(token.rawName, spec, token.value, command);
    found.set(token.name, [...(found.get(token.name) ?? []), ...values]);
    for (const value of values) ordered.push({ name: token.name, value });
  }
  const [least, most] = command.arity ?? [0, 0];
  if (!found.has('help') && (positionals.length < least || positionals.length > most))
    throw new UserError(arityMessage(command, positionals, least, most), {
      help: `usage: dst-skills ${command.name} ${command.arguments ?? ''}`.trimEnd(),
    });
  return {
    positionals,
    flag: (name) => found.has(name),
    value: (name) => found.get(name)?.at(-1),
    values: (name) => found.get(name) ?? [],
    ordered,
  };
}

function valuesOf(raw: string, spec: OptionSpec, value: string | undefined, command: Command): string[] {
  const help = `run "dst-skills ${command.name} --help" for the options of ${command.name}`;
  if (spec.placeholder === undefined) {
    if (value !== undefined) throw new UserError(`${raw} takes no value, got "${value}"`, { help });
    return ['true'];
  }
  if (value === undefined || value === '') throw new UserError(`${raw} needs a value: ${spec.placeholder}`, { help });
  const list = spec.commas ? value.split(',').filter((part) => part !== '') : [value];
  for (const one of list) {
    if (spec.choices !== undefined && !spec.choices.includes(one))
      throw new UserError(
        `${raw} got "${one}", expected one of ${spec.choices.join(', ')}.${didYouMean(one, spec.choices)}`,
        { help },
      );
  }
  return list;
}

function arityMessage(command: Command, got: string[], least: number, most: number): string {
  if (most === 0) return `${command.name} takes no arguments, got "${got[0] ?? ''}"`;
  if (got.length < least) return `${command.name} needs ${least === 1 ? 'an argument' : `${least} arguments`}`;
  return `${command.name} takes at most ${most} argument${most === 1 ? '' : 's'}, got ${got.length}`;
}
