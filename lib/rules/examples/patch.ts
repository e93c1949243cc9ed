/** A change of a file of a session: a line of it is replaced, or text is put behind its end. */
export interface Patch {
  readonly file: string;
  readonly changes: readonly { readonly old: string; readonly next: string }[];
}

/**
 * Reads the example of a session's rule: the path of a file on a line of its own, then `- old` and `+ new` lines as in a
 * diff, where the old text is any part of a line. A `+` without a `-` before it is put at the end of the file. Each file
 * that is named is one in which the rule reports (failing) or does not (passing).
 */
export function readPatch(example: string): Patch[] {
  const patches: { file: string; changes: { old: string; next: string }[] }[] = [];
  let old: string | undefined;
  for (const line of example.split('\n')) {
    const patch = patches.at(-1);
    if (line.startsWith('- ')) old = line.slice(2);
    else if (line.startsWith('+ ') && patch !== undefined) {
      patch.changes.push({ old: old ?? '', next: line.slice(2) });
      old = undefined;
    } else if (line.trim() !== '') patches.push({ file: line.trim(), changes: [] });
  }
  return patches;
}

/** A file's text with a patch applied. @throws Error where the old text is not in it */
export function applyPatch(text: string, { file, changes }: Patch): string {
  return changes.reduce((current, { old, next }) => {
    if (old === '') return `${current}${next}\n`;
    if (!current.includes(old)) throw new Error(`${file} has no "${old}"`);
    return current.replace(old, () => next);
  }, text);
}
