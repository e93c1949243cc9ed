import { basename } from 'node:path';
import type { DocumentKind } from '../rules/rule.js';
import { SECTIONS } from '../vocabulary/sections.js';

/** Kinds that have rules; the others are known by name and refused, because "clean" would mean "not looked at". */
export const LINTED_KINDS: ReadonlySet<DocumentKind> = new Set(['plan', 'report', 'session-log', 'finding']);

const PLAN_TITLE = /^#\s{1,8}test\s{1,8}plan\b/i;
const REPORT_TITLE = /^#\s{1,8}findings\b/i;
const SESSION_TITLE = /^#\s{1,8}(?:test\s{1,8})?session(?:\s{1,8}log)?\b/i;
const FINDING_TITLE = /^#{1,3}\s{1,8}finding\s{1,8}F\d/i;
const HEADING = /^#{1,3}\s{1,8}(.{1,120})/;
const SECTION_NUMBER = /^(?:§\s?)?(?:\d{1,2}[a-z]?)[.):]?\s{1,4}/i;
const TITLES = new Set(SECTIONS.flatMap(({ title, aliases }) => [title.toLowerCase(), ...aliases]));
/** Other documents have a heading "Scope" or "Scenarios", too: three of a plan's own make a plan. */
const SECTIONS_OF_A_PLAN = 3;

/** True for a SKILL.md and for the manifests of skill packs: these are checked together with the files beside them. */
export function isPackFile(path: string): boolean {
  return /(?:^|[\\/])(?:SKILL\.md|plugin\.json|marketplace\.json|gemini-extension\.json)$/.test(path);
}

/**
 * What a Markdown text is, by its title, else by its headings, else by where it stands. Undefined when it is none of
 * the documents that this package knows. Fenced code is no content, so a plan quoted in a guide makes no plan.
 */
export function classify(path: string, text: string): DocumentKind | undefined {
  const name = basename(path).toLowerCase();
  if (name === 'skill.md') return 'skill';
  const byContent = classifyText(text);
  if (byContent !== undefined) return byContent;
  if (name === 'session-log.md') return 'session-log';
  const folders = path.split(/[\\/]/).slice(0, -1);
  if (name === 'readme.md' || name === 'index.md') return undefined;
  if (folders.at(-1) === 'findings') return name === 'report.md' ? 'report' : 'finding';
  if (folders.includes('testing-plans')) return 'plan';
  return undefined;
}

function classifyText(text: string): DocumentKind | undefined {
  let fence = '';
  let comment = false;
  let sections = 0;
  for (const line of headLines(text)) {
    const opening = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== '') {
      if (opening?.startsWith(fence) === true && line.trim() === opening) fence = '';
      continue;
    }
    if (comment) {
      comment = !line.includes('-->');
      continue;
    }
    if (opening !== undefined) {
      fence = opening;
      continue;
    }
    if (/^ {0,3}<!--/.test(line)) {
      comment = !line.includes('-->');
      continue;
    }
    if (PLAN_TITLE.test(line)) return 'plan';
    if (REPORT_TITLE.test(line)) return 'report';
    if (SESSION_TITLE.test(line)) return 'session-log';
    if (FINDING_TITLE.test(line)) return 'finding';
    const heading = HEADING.exec(line)?.[1];
    if (heading === undefined || !isPlanSection(heading)) continue;
    sections++;
    if (sections >= SECTIONS_OF_A_PLAN) return 'plan';
  }
  // A setext title has its underline behind it.
  const setext = /^\ufeff?\s{0,20}(test plan|findings)\b[^\n]{0,200}\r?\n={3,}/i.exec(text)?.[1];
  return setext === undefined ? undefined : /^test/i.test(setext) ? 'plan' : 'report';
}

function isPlanSection(heading: string): boolean {
  const numbered = SECTION_NUMBER.exec(heading)?.[0] ?? '';
  const title = heading
    .slice(numbered.length)
    .replace(/[([*_#].*$/, '')
    .trim()
    .toLowerCase();
  return TITLES.has(title) && (numbered !== '' || title.includes(' '));
}

/** The lines of a text, as far as one needs to read to know what it is. */
function* headLines(text: string): Generator<string> {
  const limit = Math.min(text.length, 200_000);
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < limit;) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield text.slice(start, Math.min(end, start + 400)).replace(/\r$/, '');
    start = end + 1;
  }
}
