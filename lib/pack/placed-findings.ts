import type { Range, Source } from '../document/source.js';
import type { SkillFinding } from './skill-file.js';

/** A finding with its place in the source. */
export interface PlacedFinding extends SkillFinding {
  readonly range: Range;
  readonly help?: string;
}

/** Gathers what is wrong with a frontmatter. */
export class PlacedFindings {
  private readonly findings: PlacedFinding[] = [];
  /** Where the YAML begins in the source. */
  base = 0;

  constructor(private readonly source: Source) {}

  /** The first line, for what is about the whole. */
  get first(): Range {
    return { start: 0, end: this.source.lineEnd(0) };
  }

  /** The range in the source of one in the YAML. */
  at(start: number, end: number): Range {
    return { start: this.base + start, end: this.base + Math.max(start, end) };
  }

  add(kind: SkillFinding['kind'], code: string, range: Range, message: string, help?: string): void {
    const { line } = this.source.position(range.start);
    this.findings.push({ kind, code, message, line, range, ...(help === undefined ? {} : { help }) });
  }

  inOrder(): readonly PlacedFinding[] {
    return this.findings.sort((a, b) => a.range.start - b.range.start);
  }
}
