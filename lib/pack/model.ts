import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import { linesOf, type Line } from '../document/lines.js';
import { parseDocument, type Document } from '../document/parse.js';
import { Source } from '../document/source.js';
import type { Text } from '../document/text.js';
import { resolveInside } from './entries.js';
import { readFrontmatter, type Frontmatter } from './frontmatter.js';
import { MANIFEST_PATHS } from './manifests.js';
import type { PackTree } from './tree.js';

/** A text file of a pack; parsed when somebody asks. */
export class PackFile {
  private parsed: Document | undefined;
  private flat: readonly Line[] | undefined;

  constructor(
    /** Below the pack, with `/`. */
    readonly path: string,
    readonly source: Source,
  ) {}

  get markdown(): boolean {
    return /\.(?:md|markdown)$/i.test(this.path);
  }

  get document(): Document {
    return (this.parsed ??= parseDocument(this.source));
  }

  /** What a reader sees, line by line; block quotes, HTML and table headers are left out. */
  get lines(): readonly Line[] {
    return (this.flat ??= linesOf(this.document.blocks));
  }

  /** The visible texts of prose, headings and table cells; code blocks are left out. */
  *texts(): Generator<Text> {
    for (const line of this.lines) {
      if (line.kind === 'code') continue;
      if (line.kind === 'row') yield* line.row.cells;
      else yield line.text;
    }
  }
}

export interface Skill {
  /** The skill's directory below the pack; `.` for a pack that is one skill. */
  readonly dir: string;
  readonly main: PackFile;
  readonly front: Frontmatter;
  /** Every file and link of the skill, SKILL.md included, below the pack. */
  readonly paths: readonly string[];
  /** Its Markdown files, SKILL.md first. */
  readonly markdown: readonly PackFile[];
}

/** A skill pack: one skill or several, and the manifests of the agents that have one. */
export class Pack {
  readonly skills: readonly Skill[];
  readonly manifests: readonly PackFile[];
  private readonly files = new Map<string, PackFile | undefined>();

  /**
   * @param dirs the skills' directories below the pack
   * @param manifests false where only the skills are of interest
   */
  constructor(
    readonly tree: PackTree,
    dirs: readonly string[],
    manifests = true,
  ) {
    this.skills = dirs.map((dir) => this.skill(dir)).filter((skill) => skill !== undefined);
    this.manifests = manifests
      ? MANIFEST_PATHS.map((path) => this.file(path)).filter((file) => file !== undefined)
      : [];
  }

  /** A text file, links inside the pack followed. Undefined where there is none, or it is no UTF-8 text. */
  file(path: string): PackFile | undefined {
    if (!this.files.has(path)) this.files.set(path, this.open(path));
    return this.files.get(path);
  }

  private open(path: string): PackFile | undefined {
    const led = resolveInside(this.tree, path);
    const bytes = typeof led === 'string' ? undefined : this.tree.read(led.path);
    if (bytes === undefined) return undefined;
    const buffer = Buffer.from(bytes);
    const main = posix.basename(path) === 'SKILL.md';
    if (!main && (!isUtf8(buffer) || buffer.includes(0))) return undefined;
    return new PackFile(path, new Source(path, buffer.toString('utf8')));
  }

  /** Where a path leads, links followed: what stands there, or why nothing does. */
  leads(path: string): 'file' | 'dir' | 'other' | 'leaves' | 'dangles' | 'circles' {
    const led = resolveInside(this.tree, path);
    if (typeof led === 'string') return led;
    const kind = led.path === '.' ? 'dir' : this.tree.get(led.path)?.kind;
    return kind === 'file' || kind === 'dir' ? kind : 'other';
  }

  private skill(dir: string): Skill | undefined {
    const path = dir === '.' ? 'SKILL.md' : `${dir}/SKILL.md`;
    const main = this.file(path);
    if (main === undefined) return undefined;
    const paths = this.tree.below(dir);
    const others = paths.filter((other) => other !== path && /\.(?:md|markdown)$/i.test(other));
    const markdown = [main, ...others.map((other) => this.file(other)).filter((file) => file !== undefined)];
    return { dir, main, front: readFrontmatter(main.source), paths, markdown };
  }
}

/** A path below a skill, as the skill's own files write it. */
export function inSkill(skill: Pick<Skill, 'dir'>, path: string): string {
  return skill.dir === '.' ? path : path.slice(skill.dir.length + 1);
}
