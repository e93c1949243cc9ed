import { normaliseLabel } from '../document/labels.js';
import type { Text } from '../document/text.js';
import type { Field } from './model.js';

const PATTERNS = new WeakMap<ReadonlyMap<string, unknown>, RegExp>();
const BARE_PATTERNS: typeof PATTERNS = new WeakMap();

/** A label at the beginning or behind the end of a sentence, with a colon or a dash behind it unless it may be bare. */
function patternOf(labels: ReadonlyMap<string, unknown>, bare: boolean): RegExp {
  const patterns = bare ? BARE_PATTERNS : PATTERNS;
  let pattern = patterns.get(labels);
  if (pattern === undefined) {
    const names = [...labels.keys()]
      .sort((a, b) => b.length - a.length)
      .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
    pattern = new RegExp(
      `(?<=^|[.;,!?|·•]\\s{1,3})[^\\p{L}\\p{N}]{0,4}(${names.join('|')})(?:\\s?\\([^()]{1,40}\\))?(?:\\s?[:：]|\\s[—–](?=\\s)|\\s-{1,2}(?=\\s)${bare ? '|(?=\\s)' : ''})\\s*`,
      'giu',
    );
    patterns.set(labels, pattern);
  }
  return pattern;
}

/**
 * The labelled values of one paragraph: "**More:** … **Less:** …", "Plan: p.md. Commit: 4f1e2d0." Where labels stand
 * a line each, `readFields` reads them; here one after another may share a line. With `bare`, a label may do without its
 * colon: "Catches lost acknowledgements."
 */
export function readInlineFields<K extends string>(
  text: Text,
  labels: ReadonlyMap<string, K>,
  bare = false,
): Field<K>[] {
  const found = [...text.value.matchAll(patternOf(labels, bare))];
  return found.flatMap((match, i): Field<K>[] => {
    const name = match[1] ?? '';
    const key = labels.get(normaliseLabel(name));
    if (key === undefined) return [];
    const at = match.index + match[0].indexOf(name);
    const value = text.slice(match.index + match[0].length, found[i + 1]?.index).trim();
    // The full stop that parts it from the next label is no part of a value.
    const end = /[.;,|·•]$/.test(value.value) && i + 1 < found.length ? value.value.length - 1 : undefined;
    const label = text.slice(at, at + name.length);
    return [{ key, label: name, labelRange: label.visible, value: value.slice(0, end).trim(), codes: [] }];
  });
}
