import type { CreateFormatter } from './formatter.js';

/** Every format; each is loaded when it is asked for. */
export const FORMATS: Readonly<Record<string, () => Promise<CreateFormatter>>> = {
  stylish: async () => (await import('./stylish.js')).stylish,
  json: async () => (await import('./json.js')).json,
  sarif: async () => (await import('./sarif.js')).sarif,
  github: async () => (await import('./github.js')).github,
  gitlab: async () => (await import('./gitlab.js')).gitlab,
  junit: async () => (await import('./junit.js')).junit,
  compact: async () => (await import('./compact.js')).compact,
  markdown: async () => (await import('./markdown.js')).markdown,
  agent: async () => (await import('./agent.js')).agent,
};

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** Formats that show the line of a finding, and so need it in the results. */
export const WITH_EXCERPTS: ReadonlySet<string> = new Set(['stylish', 'agent']);

/** Environment variables by which coding agents make themselves known to the programs that they run. */
export const AGENT_VARIABLES: readonly string[] = [
  'AI_AGENT',
  'AMP_CURRENT_THREAD_ID',
  'AUGMENT_AGENT',
  'CLAUDECODE',
  'CLAUDE_CODE',
  'CLINE_ACTIVE',
  'CODEX_CI',
  'CODEX_SANDBOX',
  'CODEX_THREAD_ID',
  'COPILOT_CLI',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'GOOSE_TERMINAL',
  'OPENCODE',
  'OPENCODE_CLIENT',
  'ROO_ACTIVE',
];

/** The format where none was asked for: for agents where one runs us and nobody watches a terminal. */
export function defaultFormat(env: NodeJS.ProcessEnv, outIsTTY: boolean): string {
  const byAgent = AGENT_VARIABLES.some((name) => (env[name] ?? '') !== '' && env[name] !== '0');
  return byAgent && !outIsTTY ? 'agent' : 'stylish';
}
