import { GLOBAL_OPTIONS } from './args.js';
import type { Command, OptionSpec } from './command.js';
import { COMMANDS } from './registry.js';

/** The overview that `dst-skills --help` prints. */
export function overview(version: string): string {
  const groups = new Map<string, string[]>();
  const width = Math.max(0, ...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const lines = groups.get(entry.group) ?? [];
    lines.push(`  ${name.padEnd(width)}${entry.summary}`);
    groups.set(entry.group, lines);
  }
  const blocks = [...groups].map(([group, lines]) => `${group}\n${lines.join('\n')}`);
  return `dst-skills ${version}: test plans and reports for distributed systems that can be trusted

Usage: dst-skills <command> [arguments]

${blocks.join('\n\n')}

Run "dst-skills <command> --help" for a command's options and examples.
Exit codes: 0 done or clean, 1 problems found, 2 wrong usage or internal error.
`;
}

/** A command's own help: usage, options and examples, all from its table. */
export function commandHelp(command: Command): string {
  const rows: [string, string][] = [];
  for (const [name, spec] of Object.entries({ ...command.options, ...GLOBAL_OPTIONS }))
    if (spec.hidden !== true) rows.push([flagColumn(name, spec), describe(spec)]);
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  const options = rows.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
  const examples = command.examples.map((example) => `  ${example.command}\n      ${example.what}`);
  return `${command.summary}

Usage: ${`dst-skills ${command.name} [options] ${command.arguments ?? ''}`.trimEnd()}
${command.details === undefined ? '' : `\n${command.details.trim()}\n`}
Options
${options.join('\n')}

Examples
${examples.join('\n')}
`;
}

function flagColumn(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '    ' : `-${spec.short}, `;
  return `${short}--${name}${spec.placeholder === undefined ? '' : ` <${spec.placeholder}>`}`;
}

function describe(spec: OptionSpec): string {
  const choices = spec.choices === undefined ? '' : ` (${spec.choices.join(' | ')})`;
  const repeat = spec.multiple ? ' (repeatable)' : '';
  return `${spec.description}${choices}${repeat}`;
}
