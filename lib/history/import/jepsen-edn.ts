import { record } from '../canonical.js';
import type { Json } from '../operation.js';
import { Text } from './text.js';
import { EdnError, EdnReader } from './edn.js';
import { Pairing, type Event } from './events.js';
import type { Importer } from './index.js';

/**
 * Jepsen's history.edn: maps with :process, :type, :f, :value and, where they are there, :time (nanoseconds), :error, :key and
 * :node; one after the other, or all in one vector. Porcupine's key-value test data has the same form.
 */
export const jepsenEdn: Importer = async (chunks, name) => {
  const text = await Text.read(chunks, name);
  const pairing = new Pairing(name);
  const reader = new EdnReader(text.content);
  try {
    for (;;) {
      // All operations may stand in one vector.
      if (reader.enter()) continue;
      const line = text.lineAt(reader.nextOffset());
      const form = reader.next();
      if (form === undefined) break;
      const event = toEvent(form, line);
      if (typeof event === 'string') pairing.problem(line, event);
      else pairing.add(event);
    }
  } catch (error) {
    if (!(error instanceof EdnError)) throw error;
    const { line, column } = text.position(error.offset);
    pairing.problem(line, `not valid EDN: ${error.message}`, column);
  }
  return { ...pairing.finish(), lineCount: text.lineCount };
};

/** Porcupine's key-value data: get, put and append on string keys, where an absent key reads as "". */
export const porcupineKv: Importer = async (chunks, name) => {
  const { operations, ...rest } = await jepsenEdn(chunks, name);
  const absent = (value: Json): Json => (value === '' ? null : value);
  return {
    ...rest,
    operations: operations.map((op) => ({ ...op, input: absent(op.input), output: absent(op.output) })),
  };
};

function toEvent(form: Json, line: number): Event | string {
  const map = record(form);
  if (map === undefined) return 'expected a map with :process, :type and :f';
  const { process, type, f, value, key, time, error, node } = map;
  if (typeof process !== 'number' && typeof process !== 'string') return 'an operation without :process';
  if (type !== 'invoke' && type !== 'ok' && type !== 'fail' && type !== 'info')
    return `:type is ${JSON.stringify(type ?? null)}, expected :invoke, :ok, :fail or :info`;
  if (typeof f !== 'string') return 'an operation without :f';
  return {
    line,
    process,
    type,
    f,
    value: value ?? null,
    ...(key !== undefined && { key }),
    ...(typeof time === 'number' && { time }),
    ...(error !== undefined && { error }),
    ...(typeof node === 'string' && { node }),
  };
}
