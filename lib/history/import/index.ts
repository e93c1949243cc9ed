import type { Readable } from 'node:stream';
import { UserError } from '../../cli/errors.js';
import type { Operation } from '../operation.js';
import { open, readable } from '../lines.js';
import type { History } from '../read.js';

/** Turns the bytes of a foreign history into operations. @throws UserError with line numbers */
export type Importer = (
  chunks: AsyncIterable<Buffer>,
  name: string,
) => Promise<{ operations: readonly Operation[]; lines: Uint32Array; lineCount: number }>;

export interface Format {
  readonly summary: string;
  readonly load: () => Promise<Importer>;
}

/** Foreign formats that `check --from` understands. */
export const FORMATS: Readonly<Record<string, Format>> = {
  'jepsen-log': {
    summary: "Jepsen's log lines (process, type, operation, value)",
    load: async () => (await import('./jepsen-log.js')).jepsenLog,
  },
  'jepsen-edn': {
    summary: "Jepsen's history.edn",
    load: async () => (await import('./jepsen-edn.js')).jepsenEdn,
  },
  'porcupine-kv': {
    summary: 'the key-value test data of Porcupine',
    load: async () => (await import('./jepsen-edn.js')).porcupineKv,
  },
};

/** Reads a history in a foreign format, compressed or not. @throws UserError */
export async function importHistory(source: string | Readable, name: string, format: Format): Promise<History> {
  const load = await format.load();
  const { chunks, digest } = open(source, name);
  const read = await readable(name, () => load(chunks, name));
  if (read.operations.length === 0 && read.lineCount > 0)
    throw new UserError(`${name}: none of its ${read.lineCount} lines is an operation in the form that --from names`, {
      help: `it reads ${format.summary}; see docs/checkers.md`,
    });
  return { ...read, ...digest(), missing: [] };
}
