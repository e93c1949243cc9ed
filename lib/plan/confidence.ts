import { refsIn } from '../document/ids.js';
import { Text } from '../document/text.js';
import { CONFIDENCE_COLUMNS } from '../vocabulary/columns.js';
import type { Confidence, Section } from './model.js';
import { columnsOf, keyedRows } from './tables.js';

/** Abbreviations behind which a full stop ends no sentence. */
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|cf|vs|etc|no|approx|incl|al|sec|resp)|\b[A-Z]|§\d*)$/i;

/** Reads §7d. */
export function readConfidence(sections: readonly Section[]): Confidence | undefined {
  const section = sections[0];
  if (section === undefined) return undefined;
  const parts = sections.flatMap(({ lines }) => lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])));
  const prose = Text.join(parts, section.heading.range.end);
  const aspects = sections.flatMap(({ tables }) =>
    tables.flatMap((table) => {
      if (!columnsOf(table, CONFIDENCE_COLUMNS).has('confidence')) return [];
      return keyedRows(table, CONFIDENCE_COLUMNS).map(({ row, cell }) => {
        const claim = cell('claim');
        return {
          row,
          claims: claim === undefined ? [] : refsIn(claim, 'CM', true),
          aspect: cell('aspect'),
          confidence: cell('confidence'),
          reason: cell('reason'),
        };
      });
    }),
  );
  return { prose, sentences: sentencesOf(prose), aspects };
}

/** Cuts prose at full stops, question and exclamation marks that end a sentence. */
export function sentencesOf(text: Text): Text[] {
  const sentences: Text[] = [];
  const { value } = text;
  let start = 0;
  const end = /[.!?]["”’)\]]{0,3}(?=\s|$)/g;
  for (let match = end.exec(value); match !== null; match = end.exec(value)) {
    const upTo = value.slice(Math.max(start, match.index - 12), match.index);
    if (match[0].startsWith('.') && ABBREVIATION.test(upTo)) continue;
    const next = /\S/.exec(value.slice(end.lastIndex, end.lastIndex + 40))?.[0];
    if (next !== undefined && /[a-z]/.test(next)) continue;
    const sentence = text.slice(start, end.lastIndex).trim();
    if (!sentence.isBlank) sentences.push(sentence);
    start = end.lastIndex;
  }
  const rest = text.slice(start).trim();
  if (!rest.isBlank) sentences.push(rest);
  return sentences;
}
