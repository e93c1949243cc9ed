import { Source } from '../document/source.js';
import type { DocumentKind } from '../rules/rule.js';
import { countsOf } from './coverage.js';
import { messageOf } from './messages.js';
import type { FileResult } from './result.js';
import { parseAs, runRules } from './run.js';
import { activeRules, type FileSettings } from './settings.js';

export interface TextInput {
  /** As shown in the result. */
  readonly path: string;
  readonly text: string;
  readonly type: DocumentKind;
}

/** Checks one document's text. Pure: no file is read or written. */
export function lintText(input: TextInput, settings: FileSettings, excerpts = false): FileResult {
  const source = new Source(input.path, input.text);
  const parsed = parseAs(input.type, source);
  const found = runRules(parsed, activeRules(settings));
  return {
    path: input.path,
    type: input.type,
    messages: found.map((finding) => messageOf(source, input.path, finding, settings, excerpts)),
    checked: countsOf(parsed),
    suppressed: { directives: 0, baseline: 0 },
    fixed: 0,
  };
}
