import type { CreateFormatter } from './formatter.js';

/** Every format; each is loaded when it is asked for. */
export const FORMATS: Readonly<Record<string, () => Promise<CreateFormatter>>> = {
  stylish: async () => (await import('./stylish.js')).stylish,
  json: async () => (await import('./json.js')).json,
};

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

/** Formats that show the line of a finding, and so need it in the results. */
export const WITH_EXCERPTS: ReadonlySet<string> = new Set(['stylish', 'agent', 'gitlab', 'sarif', 'codeclimate']);
