import { unmark } from './compose.js';

/** An example of a history's rule, with what is known of its run. */
export interface ComposedHistory {
  /** The text of history.jsonl. */
  readonly text: string;
  /** `line:column` of each mark. */
  readonly marks: readonly string[];
  /** The lines of nemesis.jsonl; undefined where there is none. */
  readonly nemesis: readonly string[] | undefined;
  readonly model: string | undefined;
  readonly categories: readonly string[];
}

/**
 * Reads an example of a history's rule: lines of history.jsonl. Before them may stand `model: register` and
 * `claims: safety, durability`, and `==> nemesis.jsonl <==` with the fault windows, then `==> history.jsonl <==`.
 */
export function composeHistory(example: string): ComposedHistory {
  const head = /^(?:(?:model|claims): .*\n)*/.exec(example)?.[0] ?? '';
  const model = /^model: (.*)$/m.exec(head)?.[1];
  const claims = /^claims: (.*)$/m.exec(head)?.[1];
  const files = new Map<string, string>();
  const [first = '', ...parts] = example.slice(head.length).split(/^==> (.+) <==\n/m);
  if (parts.length === 0) files.set('history.jsonl', first);
  for (let i = 0; i + 1 < parts.length; i += 2) files.set(parts[i] ?? '', parts[i + 1] ?? '');
  const { text, marks } = unmark(files.get('history.jsonl') ?? '');
  return {
    text,
    marks: marks.map((at) => {
      const start = text.lastIndexOf('\n', at - 1) + 1;
      return `${text.slice(0, start).split('\n').length}:${at - start + 1}`;
    }),
    nemesis: files
      .get('nemesis.jsonl')
      ?.split('\n')
      .filter((line) => line !== ''),
    model,
    categories: claims?.split(', ') ?? [],
  };
}
