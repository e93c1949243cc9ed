import type { Json } from '../operation.js';
import { eachLine } from '../lines.js';
import { EdnError, EdnReader } from './edn.js';
import { Pairing, type Event } from './events.js';
import type { Importer } from './index.js';

/** Process, type and the colon of the operation's name; a terminal or an editor may have made spaces of the tabs. */
const OPERATION = /(\S+)\s+:(invoke|ok|fail|info)\s+(?=:)/;

/**
 * Jepsen's log: `INFO  jepsen.util - 4	:invoke	:write	1`, with process, type, operation, value and, where there is
 * one, the error. Lines that are no operation are passed over.
 */
export const jepsenLog: Importer = async (chunks, name) => {
  const pairing = new Pairing(name);
  let lineCount = 0;
  await eachLine(chunks, name, (text, line) => {
    if (text.trim() !== '') lineCount++;
    try {
      const event = parse(text, line);
      if (event !== undefined) pairing.add(event);
    } catch (error) {
      if (!(error instanceof EdnError)) throw error;
      pairing.problem(line, `the value is not EDN: ${error.message}`);
    }
  });
  return { ...pairing.finish(), lineCount };
};

function parse(text: string, line: number): Event | undefined {
  const found = OPERATION.exec(text);
  if (found === null) return undefined;
  const process = found[1] ?? '';
  const type = found[2] as Event['type'];
  const rest = text.slice(found.index + found[0].length);
  const reader = new EdnReader(rest);
  const f = reader.next();
  if (typeof f !== 'string') return undefined;
  const value = reader.next() ?? null;
  const more = reader.next();
  // A failure's reason stands in the place of the value, or behind it.
  const reason: Json = more ?? (isKeyword(rest, value) ? value : null);
  const bad = type === 'fail' || type === 'info';
  return { line, type, f, value, process: toProcess(process), ...(bad && { error: reason }) };
}

function isKeyword(text: string, value: Json): boolean {
  return typeof value === 'string' && text.includes(`:${value}`);
}

/** `4` or `:nemesis`. */
function toProcess(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text.replace(':', '');
}
