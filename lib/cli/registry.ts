import type { Command } from './command.js';

/** A command's name, one-line summary (for the overview, which must load nothing), and how to load it. */
export interface CommandEntry {
  readonly summary: string;
  readonly group: 'Linting' | 'Working with evidence' | 'Installing' | 'Hooks and shell';
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the overview. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  model: {
    summary: 'print what a test plan says as JSON, with the place of every value',
    group: 'Working with evidence',
    load: async () => (await import('./model.js')).default,
  },
};
