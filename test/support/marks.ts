import { Source } from '../../lib/document/source.js';

const MARK = /⟦(DST\d{3})⟧/g;

/** A document without its marks ⟦DST203⟧, and the places where they stood, as `DST203@15:60`. */
export function marksIn(marked: string): { text: string; marks: string[] } {
  const text = marked.replace(MARK, '');
  const source = new Source('marked', text);
  const marks: string[] = [];
  let shift = 0;
  for (const match of marked.matchAll(MARK)) {
    const { line, column } = source.position(match.index - shift);
    marks.push(`${match[1] ?? ''}@${line}:${column}`);
    shift += match[0].length;
  }
  return { text, marks };
}
