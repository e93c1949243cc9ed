import type { DocumentKind } from '../rules/rule.js';
import { addCounts } from './coverage.js';
import type { Counts, FileResult, Summary } from './result.js';

/** Adds results up as they come. */
export class Tally {
  private files = 0;
  private readonly types: Partial<Record<DocumentKind, number>> = {};
  private checked: Counts = {};
  private errors = 0;
  private warnings = 0;
  private fixable = 0;
  private fixed = 0;
  private byDirectives = 0;
  private byBaseline = 0;
  leftOut = 0;
  ignored = 0;
  problems = 0;
  staleBaseline = 0;

  add(result: FileResult): void {
    this.files++;
    this.types[result.type] = (this.types[result.type] ?? 0) + 1;
    this.checked = addCounts(this.checked, result.checked);
    this.fixed += result.fixed;
    this.byDirectives += result.suppressed.directives;
    this.byBaseline += result.suppressed.baseline;
    for (const message of result.messages) {
      if (message.severity === 'error') this.errors++;
      else this.warnings++;
      if (message.fix !== undefined) this.fixable++;
    }
  }

  summary(): Summary {
    return {
      files: this.files,
      types: this.types,
      checked: this.checked,
      errors: this.errors,
      warnings: this.warnings,
      fixable: this.fixable,
      fixed: this.fixed,
      suppressed: { directives: this.byDirectives, baseline: this.byBaseline },
      leftOut: this.leftOut,
      ignored: this.ignored,
      problems: this.problems,
      staleBaseline: this.staleBaseline,
    };
  }
}
