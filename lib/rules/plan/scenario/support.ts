import type { Range } from '../../../document/source.js';
import type { Text } from '../../../document/text.js';
import type { PlanIndex } from '../../../plan/index.js';
import type { Field, ModelBlock, Plan, Scenario } from '../../../plan/model.js';
import type { ClaimCategory } from '../../../vocabulary/claims.js';
import { isMissing, isPlaceholder } from '../support.js';

/** A piece of a value between full stops, semicolons and line breaks, with its place in the value. */
export interface Clause {
  /** Lower case, for matching. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const SENTENCE_END = /[;\n]|[.!?](?=\s|$)/g;
const CLAUSE_END = /[;,\n]|[.!?](?=\s|$)|\s(?:and|but)\s|\s[—–]\s|[()]/g;

/** The sentences of a value; soft line breaks do not end one, but a list item does where it starts a new line. */
export function sentences(value: string): Clause[] {
  return cut(value.replace(/\n(?=[a-z(`"'≤≥<>=+\d])/g, ' '), SENTENCE_END);
}

/** Smaller than sentences: commas, dashes, brackets, "and" and "but" end a piece, too. */
export function clauses(value: string): Clause[] {
  return cut(value.replace(/\n/g, ' '), CLAUSE_END);
}

function cut(value: string, ends: RegExp): Clause[] {
  const found: Clause[] = [];
  let start = 0;
  const close = (end: number): void => {
    let from = start;
    while (from < end && /\s/.test(value[from] ?? '')) from++;
    if (from < end) found.push({ text: value.slice(from, end).toLowerCase().trimEnd(), at: from, end });
  };
  for (const match of value.matchAll(ends)) {
    close(match.index);
    start = match.index + match[0].length;
  }
  close(value.length);
  return found;
}

/** A value as a message quotes it: one line, at most `most` characters. */
export function quoted(text: Text | string, most = 60): string {
  const value = (typeof text === 'string' ? text : text.value).replace(/\s+/g, ' ').trim();
  return `'${value.length > most ? `${value.slice(0, most - 1).trimEnd()}…` : value}'`;
}

/** The place of a field: its visible value, or its label where nothing is visible. */
export function placeOf(field: Field<string>): Range {
  return field.value.isBlank ? field.labelRange : field.value.visible;
}

/**
 * The field's value where there is something to judge: present, no placeholder and no filler (DST002 and DST157
 * report these).
 */
export function content<K extends string>(fields: readonly Field<K>[], key: K): Field<K> | undefined {
  const field = fields.find((one) => one.key === key);
  return field === undefined || isPlaceholder(field.value) || isMissing(field.value) ? undefined : field;
}

/** True for `none`, `no faults`, `N/A` and the like at the head of a value. */
export function saysNone(value: string): boolean {
  return /^\W*(?:none|no(?:\s+(?:external|injected|runtime|explicit|real|additional|planned))?\s+(?:faults?|nemesis|injection|perturbation)|nothing|nil|n\/?a|not\s+(?:applicable|needed|required)|without\s+(?:faults?|nemesis))(?![\w-])/i.test(
    value,
  );
}

/** A reason is judged by its first words. */
const MOST_REASON = 2000;

/** What stands behind the `none` at the head of a value, without marks; `none — the run is deterministic`. */
export function reasonBehind(value: string): string {
  return value
    .replace(/^[^\w]*(?:none|nothing|nil|n\/?a|not\s+\w+|no\s+\w+(?:\s+\w+)?)(?:\s+is\s+\w+)?/i, '')
    .replace(/^[\s.,:;()—–-]+/, '')
    .slice(0, MOST_REASON)
    .trimEnd();
}

/** True for a reason that says something: at least `least` words. */
export function isReason(text: string, least = 2): boolean {
  return (
    !isMissing(text) && !isPlaceholder(text) && text.split(/\s+/).filter((word) => /\w/.test(word)).length >= least
  );
}

/** True where a value only points to another scenario or block: `as in S01`, `same as S5/api`, `see §7.M of S2`. */
export function pointsElsewhere(value: string): boolean {
  return /(?:^|\W)(?:as|same as|see|like|identical to|cf\.?)\s+(?:(?:in|for|with|the|of|that of|scenario|block|arm)\s+)*(?:S\d|§\s?7)/i.test(
    value,
  );
}

/** A §7.M block that must hold, with the reason why. */
export interface DueBlock {
  readonly scenario: Scenario;
  readonly block: ModelBlock;
  /** `S4` or `S4/http`. */
  readonly owner: string;
  readonly categories: readonly ClaimCategory[];
}

/** Every §7.M block that a gated or surface claim demands and that does not say that it is not applicable. */
export function dueBlocks(plan: Plan, index: PlanIndex): readonly DueBlock[] {
  let due = DUE.get(plan);
  if (due === undefined) DUE.set(plan, (due = findDueBlocks(plan, index)));
  return due;
}

/** Several rules ask for the same plan's blocks, one after the other. */
const DUE = new WeakMap<Plan, readonly DueBlock[]>();

function findDueBlocks(plan: Plan, index: PlanIndex): DueBlock[] {
  return plan.scenarios.flatMap((scenario) => {
    const causes = [...index.gated(scenario), ...(plan.generation === 'current' ? index.surface(scenario) : [])];
    if (causes.length === 0) return [];
    const categories = [
      ...new Set(causes.flatMap(({ claim }) => (claim.category?.categories ?? []).map(({ name }) => name))),
    ];
    return scenario.models
      .filter((block) => block.notApplicable === undefined)
      .map((block) => ({ scenario, block, owner: ownerOf(scenario, block), categories }));
  });
}

function ownerOf(scenario: Scenario, block: ModelBlock): string {
  return block.arm === undefined ? scenario.id : `${scenario.id}/${block.arm}`;
}

const NEGATION =
  /\b(?:no|not|without|instead of|rather than|never|neither|nor|cannot|lacks?|unlike|other than|beyond)\b[^.;,:—]{0,30}$|n't\b[^.;,:—]{0,30}$/;

const DENIED_BEHIND = /^[^.;,:]{0,40}?\b(?:is|are|was|were|does|do)\s+(?:not|neither|never|no)\b/;

/** How a text, in lower case, speaks of something: not at all, only to deny it, or as its own. */
export function mention(text: string, words: readonly string[]): 'none' | 'denied' | 'named' {
  let found: 'none' | 'denied' = 'none';
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      if (at > 0 && /[\p{L}\d]/u.test(text[at - 1] ?? '')) continue;
      const before = text.slice(Math.max(0, at - 50), at);
      const behind = text.slice(at + word.length, at + word.length + 50);
      if (!NEGATION.test(before.slice(before.lastIndexOf(' but ') + 1)) && !DENIED_BEHIND.test(behind)) return 'named';
      found = 'denied';
    }
  }
  return found;
}

/** A decision that is put off, wherever it stands in a value. */
export const PUT_OFF =
  /\bto be (?:decided|determined|defined|specified|chosen|agreed|discussed|clarified|filled in|worked out)\b|\bdecided? later\b|\b(?:not|none)(?: yet)? (?:decided|chosen|defined|specified)\b|\bundecided\b|\b(?:TBD|TBA|TBC|FIXME)\b|\?\?\?|\blorem ipsum\b|\bnone yet\b|\bfill (?:this )?in later\b/i;

/** A release budget that gives none. */
export const DECLINED =
  /^\W*(?:none|not (?:provided|given|planned|defined|set|available|applicable|yet|required|needed|specified|decided|run)|no(?:\s+release)?\s+(?:budget|gate)|n\/?a|omitted|skipped|deferred|out of scope|unavailable|tbd)\b/i;
