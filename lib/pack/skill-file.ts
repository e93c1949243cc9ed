import { Source } from '../document/source.js';

/**
 * What the Agent Skills specification asks of a SKILL.md's frontmatter, as its reference validator has it, and what
 * single agents ask beyond it: for the installer, which has bytes and no need of places, and for the pack rules.
 */
export interface SkillFinding {
  /** `name`: without a good one the skill cannot be installed. `load`: some agent will not load it. `spec`: the rest. */
  readonly kind: 'name' | 'load' | 'spec';
  readonly code: string;
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface SkillFile {
  readonly name: string | null;
  readonly description: string | null;
  readonly findings: readonly SkillFinding[];
}

/** Reads the frontmatter of a SKILL.md and says what is wrong with it. Never throws on content. */
export async function readSkillFile(bytes: Uint8Array): Promise<SkillFile> {
  // YAML's parser is not loaded before somebody has a skill to read.
  const { readFrontmatter } = await import('./frontmatter.js');
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  const { name, description, findings } = readFrontmatter(new Source('SKILL.md', text));
  if (Buffer.from(text, 'utf8').equals(buffer)) return { name, description, findings };
  return {
    name,
    description,
    findings: [{ kind: 'load', code: 'encoding', message: 'is not UTF-8', line: 1 }, ...findings],
  };
}
