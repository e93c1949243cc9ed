import type { Text } from './text.js';

/** Spellings of a label, made alike: lower case, one space, no marks at the end, no bracketed remark. */
export function normaliseLabel(label: string): string {
  let normal = NORMAL.get(label);
  if (normal !== undefined) return normal;
  if (NORMAL.size >= MOST_KEPT) NORMAL.clear();
  normal = normalised(label);
  NORMAL.set(label, normal);
  return normal;
}

/** A document has a few dozen different labels, each of them many times. */
const NORMAL = new Map<string, string>();
const MOST_KEPT = 1024;

function normalised(label: string): string {
  let text = label.toLowerCase();
  const bracket = text.search(/[([]/);
  if (bracket > 0) text = text.slice(0, bracket);
  return text
    .replace(/[\s_]+/g, ' ')
    .replace(/^[§\s*:.–—-]+/, '')
    .replace(/[\s*:.?–—-]+$/, '');
}

export interface LabelledLine {
  /** The label as written, without its colon. */
  readonly label: string;
  /** What stands behind the label on the same line. */
  readonly rest: Text;
  readonly bold: boolean;
  /** The label itself, as a text with a place. */
  readonly at: Text;
}

/** Longest label that is looked for; a longer run before a colon is prose. */
const MAX_LABEL = 70;

/**
 * Splits `**Label:** rest`, `**Label**: rest`, `Label: rest` and `Label    rest` behind a bold label.
 * Undefined when the line does not begin with a label.
 */
export function splitLabel(line: Text): LabelledLine | undefined {
  const { value } = line;
  const lead = value.length - value.trimStart().length;
  const strong = line.marks.find((mark) => mark.kind === 'strong' && mark.start <= lead && mark.end > lead);
  if (strong !== undefined) {
    const inside = value.slice(lead, strong.end);
    const colon = inside.indexOf(':');
    // `**Label: value**` has its colon inside; `**Label:**` and `**Label**:` end with it.
    const cut = colon === -1 ? strong.end : lead + colon;
    if (cut - lead > MAX_LABEL) return undefined;
    const label = value.slice(lead, cut);
    let rest = cut;
    // `**Label:** x`, `**Label**: x`, `**Label.** x`; the point of `./path` belongs to the value.
    while (rest < cut + 8 && /^(?:[\s:]|\.(?=\s|$))/.test(value.slice(rest, rest + 2))) rest++;
    return { label: label.trim(), rest: line.slice(rest), bold: true, at: line.slice(lead, cut) };
  }
  const colon = value.slice(0, MAX_LABEL + lead).indexOf(':');
  if (colon <= lead) return undefined;
  const label = value.slice(lead, colon);
  return { label: label.trim(), rest: line.slice(colon + 1), bold: false, at: line.slice(lead, colon) };
}

/** A lookup from every spelling of a label to its key. */
export function labelIndex<K extends string>(
  specs: readonly { readonly key: K; readonly label: string; readonly aliases: readonly string[] }[],
): ReadonlyMap<string, K> {
  const index = new Map<string, K>();
  for (const spec of specs) for (const name of [spec.label, ...spec.aliases]) index.set(normaliseLabel(name), spec.key);
  return index;
}
