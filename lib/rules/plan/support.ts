import type { Ref } from '../../document/ids.js';
import type { Range } from '../../document/source.js';
import type { Text } from '../../document/text.js';
import type { PlanIndex } from '../../plan/index.js';
import type { AdequacyRow, Claim, HeaderField, Plan, Scenario, Section } from '../../plan/model.js';
import type { HeaderKey } from '../../vocabulary/header.js';
import type { SectionKey } from '../../vocabulary/sections.js';

/** Words that stand in the place of a value and say that there is none yet; DST002 reports them. */
const PLACEHOLDER = /\{\{|^\W*(?:tbd|tba|todo|fixme|xxx+|tk+|placeholder)\b|\blorem ipsum\b|^<[^<>]{1,80}>$/i;
const DOTS = /^[\s.…]*$/;
/** Characters; the longest filler that the pattern knows is shorter. */
const MOST_FILLER = 80;
const PLACEHOLDERS = new WeakMap<Text, boolean>();
/** Values that fill a cell and say nothing. */
const FILLER =
  /^(?:[\s\-–—_*?!.,/\\|~]*|n\/?a|n\.a\.|nil|null|see (?:above|below|there)|(?:as|same as|like) (?:above|before|below)|as (?:usual|appropriate|needed|required|necessary|applicable)|ditto|idem|same|none yet|not yet|nothing yet|later|soon|pending|to be (?:decided|defined|determined|done|added|written|filled in)(?: later)?|unknown yet|to do|some(?:thing)?|stuff|various|foo|bar|test|etc)[\s.!?]*$/i;

function valueOf(text: Text | string | undefined): string {
  return (typeof text === 'string' ? text : (text?.value ?? '')).trim();
}

/** True for what DST002 (unfilled-placeholder) reports: other rules treat such a value as present. */
export function isPlaceholder(text: Text | string | undefined): boolean {
  if (text === undefined || typeof text === 'string') return standsInPlace(valueOf(text));
  // Many rules ask this of the same value.
  let known = PLACEHOLDERS.get(text);
  if (known === undefined) PLACEHOLDERS.set(text, (known = standsInPlace(valueOf(text))));
  return known;
}

/** Dots are looked at in short values only: the pattern would walk through a long run of them many times. */
function standsInPlace(value: string): boolean {
  if (PLACEHOLDER.test(value)) return true;
  return value.length < MOST_FILLER && /\.\.|…/.test(value) && DOTS.test(value);
}

/**
 * True for a value that is absent, blank or filler (`-`, `???`, `n/a`, `see above`, `none yet`); not for a
 * placeholder, which has a rule of its own. A plain `none` is an answer in many fields and is not filler.
 */
export function isMissing(text: Text | string | undefined): boolean {
  const value = valueOf(text);
  // Filler is short; the pattern need not walk through a paragraph to find that out.
  return value.length < MOST_FILLER && FILLER.test(value) && !isPlaceholder(text);
}

/** `C1`, `C1 and C2`, `C1, C2 and C3`; past `most`, `C1, C2, C3 and 4 more`. */
export function idList(ids: readonly string[], most = 6): string {
  const shown = ids.length > most ? [...ids.slice(0, most), `${ids.length - most} more`] : ids;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** The references of a list by where they stand: a range such as `C7–C9` is one place with three ids. */
export function byPlace(refs: readonly Ref[]): Ref[][] {
  const places = new Map<number, Ref[]>();
  for (const ref of refs) {
    const list = places.get(ref.at);
    if (list === undefined) places.set(ref.at, [ref]);
    else list.push(ref);
  }
  return [...places.values()];
}

const TAKES_BACK =
  /\b(?:tbd|tba|to be (?:decided|defined|determined|done|confirmed|discussed|agreed|chosen)|undecided|unless|maybe|perhaps|probably|presumably|i think|not (?:yet|final|sure|decided|certain|really)|yet to|or rather|in theory|(?:decided?|defined?|chosen|determined?|filled in) later|or (?:so|whatever)|if (?:possible|time (?:allows|permits)))\b|^\W*(?:later|eventually)\b|\?/i;

/** True where what follows a valid value takes it back: `executed (not yet)`, `project-wide, to be decided`. */
export function takesBack(rest: string): boolean {
  return TAKES_BACK.test(rest);
}

/** Where to report what a plan's head lacks: its title, else the beginning of the file. */
export function headPlace(plan: Plan): Range {
  return plan.title?.range ?? { start: 0, end: Math.min(1, plan.source.text.length) };
}

/** The first header field of that key. */
export function headerField(plan: Plan, key: HeaderKey): HeaderField | undefined {
  return plan.header.find((field) => field.key === key);
}

/** The visible heading of a section that the plan has, else of its last section, else the plan's head. */
export function sectionPlace(plan: Plan, index: PlanIndex, key: SectionKey): Range {
  const section = index.sections.get(key) ?? plan.sections.at(-1);
  return section?.heading.text.visible ?? headPlace(plan);
}

/** True where a section's heading is followed by nothing that a reader sees, or by filler only. */
export function isEmptySection(section: Section): boolean {
  return section.lines.every((line) => {
    if (line.kind === 'code') return line.block.content.trim() === '';
    if (line.kind === 'row') return line.row.cells.every((cell) => isMissing(cell));
    return line.kind === 'heading' || isMissing(line.text);
  });
}

/** Every section of that key, as the text lines of its prose. */
function proseOf(plan: Plan, key: SectionKey): Text[] {
  return plan.sections
    .filter((section) => section.key === key)
    .flatMap((section) => section.lines.flatMap((line) => (line.kind === 'text' ? [line.text] : [])));
}

/** Claims and hypotheses that a matrix row gives the verdict `covered`: existing tests take care of them. */
export function coveredIds(plan: Plan): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const row of plan.matrix)
    if (row.verdict?.value === 'covered') for (const ref of [...row.claims, ...row.hypotheses]) ids.add(ref.id);
  return ids;
}

/** True where an adequacy row says that there is no scenario because the claim promises nothing that could be broken. */
export function isNegativeClaim(row: AdequacyRow, claim: Claim | undefined): boolean {
  const cell = row.scenarioText?.value ?? '';
  if (row.scenarios.length > 0 || !/^\W*(?:none|no\b|n\/?a\b|not\b|—|–|-)/i.test(cell)) return false;
  const negative = /\bnegative\b/i;
  return negative.test(cell) || negative.test(claim?.category?.text.value ?? '') || negative.test(row.claimText.value);
}

/** The claims that a scenario falsifies and the hypotheses that it closes, by id. */
export function namedBy(scenario: Scenario): ReadonlySet<string> {
  return new Set([...scenario.falsifies, ...scenario.closes].map(({ id }) => id));
}

/**
 * True where the prose of a section answers in place of a table: a sentence of it matches `states` and is not taken
 * back, or is a placeholder, which DST002 reports.
 */
export function answersInProse(plan: Plan, key: SectionKey, states: RegExp): boolean {
  return proseOf(plan, key)
    .map((text) => text.value)
    .join(' ')
    .split(/[.!]\s/)
    .some(
      (sentence) =>
        isPlaceholder(sentence) ||
        (states.test(sentence) && !takesBack(sentence) && !/\b(?:yet|so far)\b/i.test(sentence)),
    );
}
