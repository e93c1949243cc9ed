import { refsIn } from '../document/ids.js';
import type { Range } from '../document/source.js';
import type { Text } from '../document/text.js';
import {
  SESSION_VERDICT_ALIASES,
  VERDICT_ALIASES,
  VERDICTS,
  type SessionVerdict,
  type Verdict,
} from '../vocabulary/verdicts.js';

/** A verdict as a document spells it. */
export interface VerdictMention {
  readonly raw: string;
  readonly range: Range;
  /** Set where it is one of the ten, whatever its case. */
  readonly value: Verdict | undefined;
  /** The state that another spelling stands for. */
  readonly alias: Verdict | undefined;
  /** True where it is spelled exactly as the state is. */
  readonly exact: boolean;
}

export interface VerdictCell {
  readonly text: Text;
  readonly mentions: readonly VerdictMention[];
  /** What else stands in the cell. */
  readonly remark: string;
}

const BY_NAME = new Map<string, Verdict>(VERDICTS.map((verdict) => [verdict.toLowerCase(), verdict]));
/** A word or hyphenated words that can be a verdict. */
const CANDIDATE =
  /(?<![\w-])(?:pass(?:ed)?|fail(?:ed)?|inconclusive|partial|not[ -]?run|not[ -](?:executed|attempted)|flaky|skip(?:ped)?|blocked|smoke-pass|hardening-pass)(?:[-_–‑][a-z]+){0,4}(?![\w])/gi;
const BRACKETED =
  /^\s?\((smoke|hardening|reproducible|nondeterministic|non-deterministic|env|environment|surface|model)\)/i;

/** Reads every verdict that a cell names, in order. */
export function readVerdicts(text: Text): VerdictCell {
  const mentions: VerdictMention[] = [];
  const { value } = text;
  let rest = '';
  let behind = 0;
  CANDIDATE.lastIndex = 0;
  for (let match = CANDIDATE.exec(value); match !== null; match = CANDIDATE.exec(value)) {
    const at = match.index;
    // Inside a remark a word such as "failed" is prose; the verdict stands before it.
    if (mentions.length > 0 && !/^[\s,;/|&+*→>-]*(?:and|then)?\s*$/i.test(value.slice(behind, at))) continue;
    // What is struck through was withdrawn.
    if (text.isMarked('strike', at, at + match[0].length)) continue;
    const bracket = BRACKETED.exec(value.slice(at + match[0].length, at + match[0].length + 40));
    const raw = bracket === null ? match[0] : value.slice(at, at + match[0].length + bracket[0].length);
    const name = (bracket === null ? raw : `${match[0]}-${bracket[1] ?? ''}`).toLowerCase().replace(/[\s_–‑]+/g, '-');
    const verdict = BY_NAME.get(name);
    const alias = verdict === undefined ? VERDICT_ALIASES[name] : undefined;
    rest += value.slice(behind, at);
    behind = at + raw.length;
    mentions.push({ raw, range: text.source(at, behind), value: verdict, alias, exact: verdict === raw });
  }
  rest += value.slice(behind);
  return { text, mentions, remark: rest.replace(/^[\s,;:—–-]+|[\s,;]+$/g, '').trim() };
}

/** The scenario and arm ids of a cell: `S5/api`, and `/late-put` behind it for another arm of the same scenario. */
export interface ArmId {
  readonly id: string;
  readonly arm: string | undefined;
  readonly range: Range;
  /** Written without its scenario. */
  readonly shortened: boolean;
  /** What the id says besides the scenario: `Driver A`, `(durability variant)`. */
  readonly remark?: string;
}

/** `S1 Driver A`: an arm without a slash. */
const REMARK = /^\s*(?:[—–:-]\s*)?(?:((?:driver|variant|backend|leg|part)\s+[\w.-]{1,30})|\(([^()]{1,60})\))\s*$/i;

const SHORT_ARM = /(?:^|[,;+&]|\band\b)\s*`?\/([A-Za-z][\w.-]*)/g;

/** `previous` is the scenario to which a shortened arm id of a row of its own belongs. */
export function readArmIds(text: Text, previous: string | undefined): ArmId[] {
  const refs = refsIn(text, 'S', true);
  const [only] = refs;
  const behind = refs.length === 1 && only?.arm === undefined ? REMARK.exec(text.value.slice(only?.end)) : null;
  const remark = behind?.[1] ?? behind?.[2];
  const found: (ArmId & { at: number })[] = refs.map((ref) => ({
    id: ref.id,
    arm: ref.arm?.toLowerCase(),
    range: ref.range,
    shortened: false,
    at: ref.at,
    ...(remark === undefined ? {} : { remark }),
  }));
  const { value } = text;
  SHORT_ARM.lastIndex = 0;
  for (let match = SHORT_ARM.exec(value); match !== null; match = SHORT_ARM.exec(value)) {
    const at = match.index + match[0].lastIndexOf('/');
    const id = found.findLast((one) => one.at < at)?.id ?? previous;
    if (id === undefined) continue;
    const arm = (match[1] ?? '').toLowerCase();
    found.push({ id, arm, range: text.source(at, at + arm.length + 1), shortened: true, at });
  }
  if (found.length === 0 && previous !== undefined) {
    const word = /^[\s└├─↳>/-]*([A-Za-z][\w.-]*)\s*(?:\([^)]*\))?\s*$/.exec(value);
    const arm = word?.[1];
    if (arm !== undefined && word !== null) {
      const at = value.indexOf(arm);
      return [{ id: previous, arm: arm.toLowerCase(), range: text.source(at, at + arm.length), shortened: true }];
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ at: _, ...id }) => id);
}

/** `S5/api` as documents, directories and messages write it. */
export function armKey(id: string, arm: string | undefined): string {
  return arm === undefined ? id : `${id}/${arm}`;
}

export interface SessionVerdictMention {
  /** The rest of its sentence; undefined where nothing follows. */
  readonly behind?: string;
  readonly value: SessionVerdict | undefined;
  readonly raw: string;
  readonly range: Range;
}

const SESSION_WORD = /(?<![\w-])(done(?:[ _-]+with[ _-]+concerns)?|failed|fail|inconclusive|blocked)(?![\w-])/gi;

/**
 * The session verdict that a text names: behind a label that says so any spelling counts, elsewhere only one in
 * capitals.
 */
export function readSessionVerdict(text: Text, labelled: boolean): SessionVerdictMention | undefined {
  SESSION_WORD.lastIndex = 0;
  for (let match = SESSION_WORD.exec(text.value); match !== null; match = SESSION_WORD.exec(text.value)) {
    const raw = match[0];
    if (!labelled && (raw !== raw.toUpperCase() || isCount(text.value, match.index, raw.length))) continue;
    const name = raw.toLowerCase().replace(/[\s-]+/g, '_');
    const range = text.source(match.index, match.index + raw.length);
    const behind = text.value.slice(match.index + raw.length).split(/[.!;](?:\s|$)/)[0] ?? '';
    return { value: SESSION_VERDICT_ALIASES[name], raw, range, ...(/\S/.test(behind) ? { behind } : {}) };
  }
  return undefined;
}

/** "2 FAIL, 3 PASS" and "FAIL: 0" count rows and say nothing of the session. */
function isCount(value: string, at: number, length: number): boolean {
  return (
    /(?:\d|\bno|\bzero|\ba|\bone|\btwo|\bthree)[\s×x*]{1,3}$/i.test(value.slice(Math.max(0, at - 8), at)) ||
    /^\**\s*(?:[:=(]\s*)?\**\s*\d/.test(value.slice(at + length, at + length + 12))
  );
}
