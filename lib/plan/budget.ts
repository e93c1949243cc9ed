import { budgetUnit, NUMBER_WORDS, type BudgetDimension, type BudgetUnit } from '../vocabulary/budgets.js';

/** One figure of a budget: `20 minutes`, `60 leader kills`, `seeds: 5`. */
export interface Figure {
  readonly dimension: BudgetDimension;
  /** Figures of one kind are comparable: nodes with nodes, operations with operations. */
  readonly kind: string;
  /** In the kind's base unit: seconds, or a count. */
  readonly amount: number;
  /** As written, with its unit. */
  readonly raw: string;
  readonly at: number;
  readonly end: number;
}

export interface Budget {
  readonly figures: readonly Figure[];
  /** Any figure at all, known unit or not. */
  readonly hasNumber: boolean;
}

interface Token {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly number: number | undefined;
}

/** Also `1,5 h`, as it is written where the comma is the decimal sign. */
const TOKEN =
  /\d+,\d{1,2}(?=\s?(?:h|hours?|min\w*|m|s|sec\w*|d|days?)\b)|\d{1,3}(?:[,_]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.{2,3}|[A-Za-z]+(?:'[A-Za-z]+)?|[^\sA-Za-z\d]/g;
/** Words that end the noun behind a number. */
const STOP =
  /^(?:per|of|in|with|at|on|each|every|for|over|from|to|by|while|and|or|then|plus|across|against|until|after|before|within|during|through|the|is|are)$/;
/** Words before a duration that make it a period, a delay or a limit, and no length of the run. */
const PERIOD =
  /^(?:every|each|within|timeout|timeouts|interval|intervals|after|by|lasting|of|delay|delays|pause|pauses|down|period|lease|p\d+|under|below|latency|settle|skew|ttl)$/;
const SMALL = /^(?:an?|no|half|single)$/i;
const MULTIPLIERS: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, million: 1e6, bn: 1e9, hundred: 100 };

/** Budgets that were read last: several rules look at the same few values of a scenario. */
const LAST = new Map<string, Budget>();
const MOST_KEPT = 64;

/** Reads the figures of a budget; rates (`200 ops/s`) and periods (`every 10 s`) are none. Linear in its length. */
export function readBudget(value: string): Budget {
  const known = LAST.get(value);
  if (known !== undefined) return known;
  if (LAST.size >= MOST_KEPT) LAST.clear();
  const budget = figuresOf(value);
  LAST.set(value, budget);
  return budget;
}

function figuresOf(value: string): Budget {
  const tokens = tokenise(value);
  const figures: Figure[] = [];
  let hasNumber = false;
  let named = -1;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.number === undefined) continue;
    // "an hour", "no faults", "half an hour": small words are numbers only directly before a unit.
    const spelled = !/^\d/.test(token.text);
    hasNumber ||= !spelled;
    const found = unitBehind(tokens, i) ?? (spelled ? undefined : unitBefore(tokens, i));
    if (found === undefined || (SMALL.test(token.text) && found.last > i + (/^half/i.test(token.text) ? 2 : 1)))
      continue;
    if (/^an?$/i.test(token.text) && found.unit.dimension !== 'duration') continue;
    hasNumber = true;
    const { unit, last, amount } = found;
    if (isPeriod(tokens, i, unit) || isRate(tokens, last)) continue;
    const first = Math.min(i, found.first);
    i = Math.max(last, i);
    // "3 seeds (1, 2, 3)": which they are, once more.
    if (first === named) continue;
    named = last;
    const at = tokens[first]?.at ?? token.at;
    const end = tokens[i]?.end ?? token.end;
    figures.push({ dimension: unit.dimension, kind: unit.kind, amount, raw: value.slice(at, end), at, end });
  }
  if (/\bovernight\b/i.test(value) && !figures.some(({ dimension }) => dimension === 'duration')) {
    const at = value.search(/overnight/i);
    figures.push({ dimension: 'duration', kind: 'duration', amount: 28_800, raw: 'overnight', at, end: at + 9 });
    hasNumber = true;
  }
  return { figures, hasNumber };
}

function tokenise(value: string): Token[] {
  const tokens: Token[] = [];
  for (const match of value.matchAll(TOKEN)) {
    const [text] = match;
    const at = match.index;
    const number = /^\d/.test(text)
      ? Number(/,\d{1,2}$/.test(text) ? text.replace(',', '.') : text.replace(/[,_]/g, ''))
      : NUMBER_WORDS.get(text.toLowerCase());
    const last = tokens.at(-1);
    // `10 000` is one number.
    if (
      last?.number !== undefined &&
      /^\d{3}$/.test(text) &&
      /^\d{1,3}(?: \d{3})*$/.test(last.text) &&
      at === last.end + 1
    )
      tokens[tokens.length - 1] = {
        text: `${last.text} ${text}`,
        at: last.at,
        end: at + text.length,
        number: last.number * 1000 + Number(text),
      };
    else tokens.push({ text, at, end: at + text.length, number });
  }
  return tokens;
}

interface Found {
  readonly unit: BudgetUnit;
  readonly first: number;
  readonly last: number;
  readonly amount: number;
}

/** The unit in the words behind a number: a duration directly behind it, else the last thing that is counted. */
function unitBehind(tokens: readonly Token[], i: number): Found | undefined {
  let factor = 1;
  let found: Found | undefined;
  const base = tokens[i]?.number ?? 0;
  for (let j = i + 1, words = 0; j < Math.min(tokens.length, i + 12) && words < 6; j++) {
    const token = tokens[j];
    if (token === undefined) break;
    const word = token.text.toLowerCase();
    if (words === 0 && factor === 1) {
      const multiplier = word === 'm' && token.text === 'M' ? 1e6 : MULTIPLIERS[word];
      if (multiplier !== undefined) {
        factor = multiplier;
        continue;
      }
      if (/^(?:x|×|-|\+|~|an?)$/.test(word)) continue;
    }
    if (word === '-' || word === '`') continue;
    if ((token.number !== undefined && !/^(?:single|half)$/.test(word)) || !/^[a-z]/.test(word) || STOP.test(word))
      break;
    const unit = budgetUnit(word);
    if (unit !== undefined && (unit.dimension !== 'duration' || words === 0))
      found = { unit, first: i, last: j, amount: base * factor * unit.scale };
    // A plural is the noun that is counted: what follows in "40 clients read" is no part of it.
    if (found?.last === j && (unit?.dimension === 'duration' || /[^s]s$/.test(word))) break;
    words++;
  }
  return found;
}

/** `nodes: 5`, `seeds = 3`, `seed 42` (one seed), `seeds 1–5` (five), `seeds {7, 11, 13}` (three). */
function unitBefore(tokens: readonly Token[], i: number): Found | undefined {
  let j = i - 1;
  while (j > i - 6 && j >= 0 && /^[:=#([{≥~>×x]$/i.test(tokens[j]?.text ?? '')) j--;
  const unit = budgetUnit(tokens[j]?.text.toLowerCase() ?? '');
  if (unit === undefined || (j === i - 1 && unit.kind !== 'seeds')) return undefined;
  const until = /^(?:–|-|…|\.{2,3}|to)$/.test(tokens[i + 1]?.text ?? '') ? tokens[i + 2] : undefined;
  const from = tokens[i]?.number ?? 0;
  if (unit.kind === 'seeds' && until?.number !== undefined && until.number > from)
    return { unit, first: j, last: i + 2, amount: until.number - from + 1 };
  const listed = unit.kind === 'seeds' ? listFrom(tokens, i) : [];
  if (listed.length > 1) return { unit, first: j, last: listed.at(-1) ?? i, amount: listed.length };
  const named = unit.kind === 'seeds' && /^seed$/i.test(tokens[j]?.text ?? '');
  return { unit, first: j, last: i, amount: named ? 1 : from * unit.scale };
}

/** Where the numbers of a list stand that begins there: `7, 11 and 13`. One with a noun behind it is of the next figure. */
function listFrom(tokens: readonly Token[], i: number): number[] {
  const found = [i];
  for (let at = i + 1; /^(?:,|\/|;|and|&)$/.test(tokens[at]?.text ?? ''); at++) {
    const next = /^(?:and|&)$/.test(tokens[at + 1]?.text ?? '') ? at + 2 : at + 1;
    const noun = tokens[next + 1]?.text ?? '';
    if (!/^\d+$/.test(tokens[next]?.text ?? '') || (/^[A-Za-z]/.test(noun) && noun !== 'and') || /^[x×*]$/.test(noun))
      break;
    found.push(next);
    at = next;
  }
  return found;
}

function isPeriod(tokens: readonly Token[], i: number, unit: BudgetUnit): boolean {
  if (unit.dimension !== 'duration') return false;
  let j = i - 1;
  while (j > i - 6 && j >= 0 && /^[~≤<:=(]$/.test(tokens[j]?.text ?? '')) j--;
  const before = tokens[j]?.text.toLowerCase() ?? '';
  if (before === 'of') return !/^(?:duration|runs?|repeats?|soak|total|length|time)$/i.test(tokens[j - 1]?.text ?? '');
  return PERIOD.test(before) && j === i - 1;
}

/** `/s`, `per minute`, `every 10 s` behind the unit. */
function isRate(tokens: readonly Token[], last: number): boolean {
  const next = tokens[last + 1]?.text.toLowerCase();
  if (next === 'every' || next === 'each') return true;
  if (next !== '/' && next !== 'per') return false;
  return budgetUnit(tokens[last + 2]?.text.toLowerCase() ?? '')?.dimension === 'duration';
}
