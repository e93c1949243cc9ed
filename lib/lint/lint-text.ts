import { Source } from '../document/source.js';
import type { DocumentKind } from '../rules/rule.js';
import { countsOf } from './coverage.js';
import { messageOf } from './messages.js';
import { hygieneOf } from '../hygiene/hygiene.js';
import type { FileResult, Message } from './result.js';
import { findingsOf, parseAs, type Parsed } from './run.js';
import { rulesBySettings, type FileSettings } from './settings.js';

export interface TextInput {
  /** As shown in the result. */
  readonly path: string;
  readonly text: string;
  readonly type: DocumentKind;
  /** The plan that a report is held against. */
  readonly beside?: Parsed['beside'];
  /** What the document could not be checked for. */
  readonly notes?: readonly string[];
}

/** Said once of a plan that has exit criteria: it is held to its own template, which lacked what the current one has. */
const OLDER =
  'this plan is of the older generation (exit criteria) and is held to its own rules; the current template has three budgets and §7.M.S in their place';

/** Checks one document's text. Pure: no file is read or written. With hygiene, `prepare` must have loaded its rules. */
export function lintText(input: TextInput, settings: FileSettings, excerpts = false): FileResult {
  const source = new Source(input.path, input.text);
  const parsed = parseAs(input.type, source, input.beside);
  const { on, off } = rulesBySettings(settings);
  const { found, suppressed } = findingsOf(parsed, on, settings.today, off);
  const own = found.map((finding) => messageOf(source, input.path, finding, settings, excerpts));
  const hygiene = settings.hygiene ? hygieneOf(input.path, input.text, excerpts) : undefined;
  const older = parsed.plan?.generation === 'older' ? [OLDER] : [];
  const notes = [...older, ...(input.notes ?? []), ...(hygiene?.skipped === undefined ? [] : [hygiene.skipped])];
  return {
    path: input.path,
    type: input.type,
    messages: hygiene === undefined ? own : [...own, ...hygiene.messages].sort(byPlace),
    ...(notes.length === 0 ? {} : { notes }),
    checked: countsOf(parsed),
    suppressed: { directives: suppressed, baseline: 0 },
    fixed: 0,
  };
}

function byPlace(a: Message, b: Message): number {
  return a.line - b.line || a.column - b.column;
}
