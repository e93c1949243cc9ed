import type { Comment } from '../document/inline.js';
import type { Document } from '../document/parse.js';
import type { Range, Source } from '../document/source.js';
import { findRule, ruleNames } from '../rules/registry.js';
import type { Rule } from '../rules/rule.js';
import type { Reported } from './run.js';

/** What a directive's first word may be, and what it covers. */
export const DIRECTIVES = {
  'dst-disable-next-line': 'next-line',
  'dst-disable-line': 'line',
  'dst-disable-file': 'file',
  'dst-disable': 'block',
  'dst-enable': 'enable',
} as const;
type Form = (typeof DIRECTIVES)[keyof typeof DIRECTIVES];

/** A comment such as `<!-- dst-disable-next-line DST151 until=2027-01-31 owner=storage -- measured elsewhere -->`. */
export interface Directive {
  readonly range: Range;
  /** The first word as written. */
  readonly keyword: string;
  /** Undefined for a word that is none of {@link DIRECTIVES}. */
  readonly form: Form | undefined;
  readonly names: readonly Name[];
  /** What stands behind ` -- `. */
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which the directive works; undefined where none is given. */
  readonly until: { readonly text: string; readonly range: Range; readonly valid: boolean } | undefined;
  readonly owner: string | undefined;
  /** Words of the form `key=value` whose key is not known. */
  readonly unknownOptions: readonly { readonly text: string; readonly range: Range }[];
  /** First line that it covers, counted from 0; where it ends depends on the rule: {@link Name.to}. */
  readonly from: number;
}

/** A rule that a directive names. */
export interface Name {
  readonly text: string;
  readonly range: Range;
  readonly rule: Rule | undefined;
  /** Line behind the last one that is covered, counted from 0. */
  readonly to: number;
}

/** A directive and what came of it. */
export interface DirectiveUse {
  readonly directive: Directive;
  /** Its last day is over. */
  readonly expired: boolean;
  /** Findings that it took away, by rule id. */
  readonly suppressed: ReadonlyMap<string, number>;
  /** Rules that did not run at all. */
  readonly off: ReadonlySet<string>;
  /** Every id and name that a directive may use. */
  readonly ruleNames: readonly string[];
}

/** Reads the directives of a document, in the order of the file. */
export function readDirectives(document: Document): Directive[] {
  const found: Directive[] = [];
  for (const comment of document.comments)
    if (comment.text.trimStart().startsWith('dst-')) {
      const directive = readDirective(comment, document.source);
      if (directive !== undefined) found.push(directive);
    }
  return endBlocks(found);
}

function readDirective(comment: Comment, source: Source): Directive | undefined {
  const start = comment.range.start + 4;
  const { text } = comment;
  const cut = reasonAt(text);
  const words: { text: string; range: Range }[] = [];
  for (const match of text.slice(0, cut).matchAll(/[^\s,]+/g))
    words.push({ text: match[0], range: { start: start + match.index, end: start + match.index + match[0].length } });
  const [keyword, ...rest] = words;
  // Other tools may have comments that begin with `dst-`, too.
  if (keyword === undefined || !/^dst-(?:dis|en)/.test(keyword.text)) return undefined;
  const form = Object.hasOwn(DIRECTIVES, keyword.text)
    ? DIRECTIVES[keyword.text as keyof typeof DIRECTIVES]
    : undefined;
  const options = rest.filter((word) => word.text.includes('='));
  const option = (key: string): { text: string; range: Range } | undefined => {
    const word = options.find(({ text: word }) => word.startsWith(`${key}=`));
    return word === undefined ? undefined : { text: word.text.slice(key.length + 1), range: word.range };
  };
  const until = option('until');
  const line = source.lineAt(comment.range.start);
  const [from, to] = linesOf(form, line, source.lineAt(comment.range.end - 1), source);
  return {
    range: comment.range,
    keyword: keyword.text,
    form,
    names: rest.filter((word) => !word.text.includes('=')).map((word) => ({ ...word, rule: findRule(word.text), to })),
    reason: text
      .slice(cut)
      .replace(/^\s*(?:--|—|–)/, '')
      .trim(),
    until: until === undefined ? undefined : { ...until, valid: isDay(until.text) },
    owner: option('owner')?.text,
    unknownOptions: options.filter((word) => !/^(?:until|owner)=/.test(word.text)),
    from,
  };
}

/** Offset of the ` -- ` (or dash) that begins the reason; the text's length where there is none. */
function reasonAt(text: string): number {
  const found = /\s(?:--|—|–)(?:\s|$)/.exec(text);
  return found === null ? text.length : found.index;
}

function linesOf(form: Form | undefined, line: number, last: number, source: Source): [number, number] {
  if (form === 'file') return [0, source.lineCount];
  if (form === 'line') return [line, last + 1];
  if (form === 'enable') return [line, line];
  if (form === 'block') return [line, source.lineCount];
  if (form !== 'next-line') return [0, 0];
  // Formatters put a blank line behind a comment: the next line is the next one with text.
  let next = last + 1;
  while (next < source.lineCount && source.lineText(next).trim() === '') next++;
  return [next, next + 1];
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Ends each block at the next `dst-enable` that names its rule or none; a block without one runs to the end. */
function endBlocks(directives: readonly Directive[]): Directive[] {
  let forAll = Infinity;
  const forRule = new Map<string, number>();
  const ended = [...directives];
  for (let i = ended.length - 1; i >= 0; i--) {
    const directive = ended[i];
    if (directive?.form === 'enable') {
      if (directive.names.length === 0) forAll = directive.from;
      for (const { rule } of directive.names) if (rule !== undefined) forRule.set(rule.id, directive.from);
    } else if (directive?.form === 'block') {
      const names = directive.names.map((name) => {
        const end = Math.min(forAll, forRule.get(name.rule?.id ?? '') ?? Infinity);
        return end === Infinity ? name : { ...name, to: end };
      });
      ended[i] = { ...directive, names };
    }
  }
  return ended;
}

/** True where the reason is a word that any directive could have. */
export function saysNothing(reason: string): boolean {
  const words = reason
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return (
    words.length < 8 ||
    /^(?:todo|fixme|tbd|because|reason|ignore|disable|false positive|not needed|n a)(?: this| it)?$/.test(words)
  );
}

export interface Applied {
  readonly kept: readonly Reported[];
  readonly uses: readonly DirectiveUse[];
  readonly suppressed: number;
}

interface Scope {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Takes away the findings that directives cover. A directive without a reason, an expired one, and one on a rule that
 * guards soundness take nothing away.
 * @param today `YYYY-MM-DD`, in UTC
 * @param off ids of the rules that did not run
 */
export function applyDirectives(
  found: readonly Reported[],
  directives: readonly Directive[],
  source: Source,
  today: string,
  off: ReadonlySet<string>,
): Applied {
  const lines = new Map<string, number>();
  const scopes = new Map<string, Scope[]>();
  for (const [at, directive] of directives.entries()) {
    if (!isEffective(directive, today)) continue;
    for (const { rule, to } of directive.names) {
      if (rule === undefined || rule.soundness === true) continue;
      const oneLine = directive.form === 'line' || directive.form === 'next-line';
      if (oneLine) for (let line = directive.from; line < to; line++) lines.set(`${rule.id}:${line}`, at);
      else push(scopes, `${rule.id}:${directive.form ?? ''}`, { at, from: directive.from, to });
    }
  }
  const used = directives.map(() => new Map<string, number>());
  const kept = found.filter(({ rule, range }) => {
    const line = source.lineAt(range.start);
    const at =
      lines.get(`${rule.id}:${line}`) ??
      scopeAt(scopes.get(`${rule.id}:block`), line) ??
      scopeAt(scopes.get(`${rule.id}:file`)?.slice(0, 1), line);
    const counts = at === undefined ? undefined : used[at];
    counts?.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
    return counts === undefined;
  });
  const names = ruleNames();
  const uses = directives.map((directive, i) => ({
    directive,
    expired: isExpired(directive, today),
    suppressed: used[i] ?? new Map<string, number>(),
    off,
    ruleNames: names,
  }));
  return { kept, uses, suppressed: found.length - kept.length };
}

function isEffective(directive: Directive, today: string): boolean {
  if (directive.form === undefined || directive.form === 'enable') return false;
  return !saysNothing(directive.reason) && directive.until?.valid !== false && !isExpired(directive, today);
}

function isExpired({ until }: Directive, today: string): boolean {
  return until?.valid === true && until.text < today;
}

/** The last scope that begins at or before the line reaches furthest, because blocks end at the same marks. */
function scopeAt(scopes: readonly Scope[] | undefined, line: number): number | undefined {
  if (scopes === undefined) return undefined;
  let low = 0;
  let high = scopes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scopes[middle]?.from ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  const scope = scopes[low - 1];
  return scope !== undefined && line < scope.to ? scope.at : undefined;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
