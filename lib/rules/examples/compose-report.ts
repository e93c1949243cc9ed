import { unmark, type Composed } from './compose.js';

interface Piece {
  readonly title: string;
  text: string;
}

/**
 * Puts an example, which is part of a report, into a base report that lints clean: each `##` section takes the place of
 * the base's section of that title, and lines before the first heading the place of the header fields of their labels.
 */
export function composeReport(base: string, example: string): Composed {
  const pieces = cut(base);
  for (const piece of cut(example)) {
    const old = pieces.find(({ title }) => title === piece.title);
    if (piece.title === '') replaceHead(pieces, piece.text);
    else if (old === undefined) pieces.push(piece);
    else old.text = `${piece.text.replace(/\n*$/, '')}\n\n`;
  }
  return unmark(pieces.map(({ text }) => text).join(''));
}

function cut(text: string): Piece[] {
  return text.split(/^(?=## )/m).map((part) => ({
    title: /^## (.*)$/m.exec(part.startsWith('## ') ? part : '')?.[1]?.replace(/[⟦⟧]/g, '') ?? '',
    text: part,
  }));
}

function replaceHead(pieces: readonly Piece[], text: string): void {
  const head = pieces[0];
  if (head === undefined) return;
  for (const line of text.split('\n')) {
    const label = /^⟦?\*\*⟦?([^:*⟧]+)/.exec(line)?.[1];
    const old = head.text
      .split('\n')
      .find((other) => (label === undefined ? /^# /.test(line) && /^# /.test(other) : other.startsWith(`**${label}`)));
    if (line.trim() !== '' && old !== undefined) head.text = head.text.replace(old, () => line);
  }
}
