import { DOCUMENT_KINDS, type DocumentKind } from '../rules/rule.js';
import { FORMAT_NAMES } from '../format/registry.js';
import type { Command } from './command.js';

const command: Command = {
  name: 'lint',
  summary: 'Check test plans, reports and session logs',
  arguments: '[file | directory | glob | -]…',
  arity: [0, Infinity],
  options: {
    type: {
      placeholder: 'kind',
      choices: DOCUMENT_KINDS,
      description: 'what the documents are, instead of recognising it',
    },
    format: { short: 'f', placeholder: 'name', choices: FORMAT_NAMES, description: 'the form of the output' },
    quiet: { short: 'q', description: 'report errors only' },
    strict: { description: 'exit 1 on warnings, too' },
    'max-warnings': { placeholder: 'n', description: 'exit 1 when there are more warnings than this' },
    'stdin-filename': { placeholder: 'path', description: 'the path of the document on standard input' },
    'no-gitignore': { description: 'look into what .gitignore leaves out, too' },
  },
  examples: [
    { command: 'dst-skills lint testing-plans/', what: 'check every plan in a folder' },
    { command: 'dst-skills lint --format json plan.md', what: 'one JSON document on stdout' },
    { command: 'git show :plan.md | dst-skills lint --stdin-filename plan.md -', what: 'check what is staged' },
  ],
  async run(args, io) {
    const { runLint } = await import('../lint/run-lint.js');
    return runLint(
      {
        paths: args.positionals,
        type: args.value('type') as DocumentKind | undefined,
        outputs: [{ format: args.value('format') ?? 'stylish' }],
        quiet: args.flag('quiet'),
        strict: args.flag('strict'),
        maxWarnings: args.value('max-warnings'),
        stdinFilename: args.value('stdin-filename'),
        gitignore: !args.flag('no-gitignore'),
      },
      io,
    );
  },
};
export default command;
