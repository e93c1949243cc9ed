import type { Command } from './command.js';

/** A command's name, one-line summary (for the overview, which must load nothing), and how to load it. */
export interface CommandEntry {
  readonly summary: string;
  readonly group: 'Linting' | 'Working with evidence' | 'Installing' | 'Hooks and shell';
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the overview. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  lint: {
    summary: 'check test plans, reports and session logs',
    group: 'Linting',
    load: async () => (await import('./lint.js')).default,
  },
  fix: {
    summary: 'mend what can be mended safely, report the rest',
    group: 'Linting',
    load: async () => (await import('./fix.js')).default,
  },
  rules: {
    summary: 'list the rules',
    group: 'Linting',
    load: async () => (await import('./rules.js')).default,
  },
  explain: {
    summary: 'explain a rule, with an example',
    group: 'Linting',
    load: async () => (await import('./explain.js')).default,
  },
  model: {
    summary: 'print what a test plan says as JSON, with the place of every value',
    group: 'Working with evidence',
    load: async () => (await import('./model.js')).default,
  },
  new: {
    summary: 'start a plan, a session, a report or a finding with everything known filled in',
    group: 'Working with evidence',
    load: async () => (await import('./new.js')).default,
  },
  record: {
    summary: 'write evidence while a run goes: events, landing readings, artifacts, checker results',
    group: 'Working with evidence',
    load: async () => (await import('./record.js')).default,
  },
  verdict: {
    summary: 'compute the verdict that the evidence gives, and what a better one needs',
    group: 'Working with evidence',
    load: async () => (await import('./verdict.js')).default,
  },
  view: {
    summary: 'make a page for reviewers of a plan, a report or a session',
    group: 'Working with evidence',
    load: async () => (await import('./view.js')).default,
  },
  check: {
    summary: 'check an operation history: linearizability and other guarantees',
    group: 'Working with evidence',
    load: async () => (await import('./check.js')).default,
  },
  reduce: {
    summary: 'find a smaller history that still violates',
    group: 'Working with evidence',
    load: async () => (await import('./reduce.js')).default,
  },
  install: {
    summary: 'put the skills where the coding agents on this machine find them',
    group: 'Installing',
    load: async () => (await import('./install.js')).default,
  },
  update: {
    summary: 'fast-forward the pack and bring everything installed in line with it',
    group: 'Installing',
    load: async () => (await import('./update.js')).default,
  },
  uninstall: {
    summary: 'take away what install put there, and nothing else',
    group: 'Installing',
    load: async () => (await import('./uninstall.js')).default,
  },
  status: {
    summary: 'say what is installed where, from which commit, and how it is',
    group: 'Installing',
    load: async () => (await import('./status.js')).default,
  },
  verify: {
    summary: 'hold every installed file against the lock file or the receipt',
    group: 'Installing',
    load: async () => (await import('./verify.js')).default,
  },
  doctor: {
    summary: 'find what keeps a skill from its agent, and repair it',
    group: 'Installing',
    load: async () => (await import('./doctor.js')).default,
  },
  restore: {
    summary: 'put back exactly what the lock file or the receipt lists',
    group: 'Installing',
    load: async () => (await import('./restore.js')).default,
  },
  agents: {
    summary: 'list the coding agents and where they look for skills',
    group: 'Installing',
    load: async () => (await import('./agents.js')).default,
  },
  hook: {
    summary: 'check staged plans and reports at every commit',
    group: 'Hooks and shell',
    load: async () => (await import('./hook.js')).default,
  },
  completion: {
    summary: 'print the completion script of a shell',
    group: 'Hooks and shell',
    load: async () => (await import('./completion.js')).default,
  },
};
