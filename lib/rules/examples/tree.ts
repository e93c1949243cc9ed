import { MemoryTree } from '../../pack/tree.js';
import { unmark } from './compose.js';

/** An example as a small file tree, with the places that it marked. */
export interface ComposedTree {
  readonly tree: MemoryTree;
  /** The directories with a SKILL.md. */
  readonly skills: readonly string[];
  /** `path:offset` of each ⟦, the byte order mark not counted. */
  readonly marks: readonly string[];
}

/**
 * Reads an example of a pack rule: `==> path <==` begins a file, `==> path -> target <==` is a symbolic link.
 * `⟦BOM⟧` at the beginning of a file stands for a byte order mark.
 */
export function composeTree(example: string): ComposedTree {
  const files = new Map<string, string | { readonly link: string }>();
  const marks: string[] = [];
  const parts = example.split(/^==> (.+) <==\n/m);
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const [path = '', link] = (parts[i] ?? '').split(' -> ');
    if (link !== undefined) {
      files.set(path, { link });
      continue;
    }
    const content = parts[i + 1] ?? '';
    const bom = content.startsWith('⟦BOM⟧');
    const { text, marks: own } = unmark(bom ? content.replace('⟦BOM⟧', '') : content);
    if (bom) marks.push(`${path}:0`);
    marks.push(...own.map((at) => `${path}:${at}`));
    // A file is separated from the next one by an empty line, which is no part of it.
    files.set(path, `${bom ? '\ufeff' : ''}${text.replace(/\n+$/, '\n')}`);
  }
  const skills = [...files.keys()].filter((path) => /(?:^|\/)SKILL\.md$/.test(path));
  return { tree: new MemoryTree(files), skills: skills.map((path) => path.replace(/\/?SKILL\.md$/, '') || '.'), marks };
}
