import type { Text } from '../document/text.js';
import { CATEGORY_ALIASES, CLAIM_CATEGORIES, type ClaimCategory } from '../vocabulary/claims.js';
import type { CategoryCell } from './model.js';

const NAMES = new Map<string, ClaimCategory>(CLAIM_CATEGORIES.map((name) => [name.toLowerCase(), name]));
for (const [alias, name] of Object.entries(CATEGORY_ALIASES)) NAMES.set(alias, name);

/**
 * Reads a category cell: one or more categories joined by `/`, `,`, `+`, `;`, `&` or "and"; remarks in brackets
 * (`(queue example)`, `(negative)`) are passed over.
 */
export function readCategories(text: Text): CategoryCell {
  const categories: { name: ClaimCategory; range: { start: number; end: number } }[] = [];
  const unknown: { word: string; range: { start: number; end: number } }[] = [];
  for (const [start, end] of parts(text.value)) {
    const word = text.value.slice(start, end);
    const range = text.source(start, end);
    const name =
      NAMES.get(word.toLowerCase().replace(/[\s_]+/g, ' ')) ?? NAMES.get(word.toLowerCase().replace(/[\s_]+/g, '-'));
    if (name === undefined) unknown.push({ word, range });
    else if (!categories.some((category) => category.name === name)) categories.push({ name, range });
  }
  return { text, categories, unknown };
}

/** The stretches of a cell that are in the place of a category. */
function parts(value: string): [number, number][] {
  const found: [number, number][] = [];
  let depth = 0;
  let start = 0;
  const close = (end: number): void => {
    let from = start;
    let to = end;
    while (from < to && /[\s.:!*]/.test(value[from] ?? '')) from++;
    while (to > from && /[\s.:!*]/.test(value[to - 1] ?? '')) to--;
    if (to > from) found.push([from, to]);
  };
  for (let i = 0; i < value.length; i++) {
    const char = value[i] ?? '';
    if (char === '(' || char === '[') {
      if (depth++ === 0) close(i);
    } else if (char === ')' || char === ']') {
      if (depth > 0 && --depth === 0) start = i + 1;
    } else if (depth === 0 && (/[/,+;&|]/.test(char) || /^\sand\s/i.test(value.slice(i, i + 5)))) {
      close(i);
      start = /[/,+;&|]/.test(char) ? i + 1 : i + 4;
      i = start - 1;
    }
  }
  if (depth === 0) close(value.length);
  return found;
}
