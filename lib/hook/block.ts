/** The lines between which everything is ours. */
const BEGIN = '>>> dst-skills >>>';
const END = '<<< dst-skills <<<';

/** Our lines between marks that say whose they are, as comments that begin with `#`. */
export function markedBlock(lines: readonly string[], indent = ''): string {
  const all = [`# ${BEGIN} (written by "dst-skills hook install"; changes in here are lost)`, ...lines, `# ${END}`];
  return all.map((line) => `${indent}${line}\n`).join('');
}

/** A text with our block cut out; the same text where there is none. A block without its end is not ours to guess. */
export function withoutBlock(text: string): string {
  const lines = text.split(/(?<=\n)/);
  const from = lines.findIndex((line) => line.trim().startsWith(`# ${BEGIN}`));
  if (from === -1) return text;
  const length = lines.slice(from).findIndex((line) => line.trim() === `# ${END}`);
  if (length === -1) return text;
  return [...lines.slice(0, from), ...lines.slice(from + length + 1)].join('');
}

/** True where a text holds the whole of a block. */
export function hasBlock(text: string): boolean {
  return withoutBlock(text) !== text;
}
