import type { Block } from '../../document/blocks.js';
import type { Text } from '../../document/text.js';
import { documentRule } from '../rule.js';

/**
 * Beginnings of the sentences by which plan templates instruct their author: those of the public
 * distributed-testing-skills template, then those of our own. Lower case, one space between words.
 */
const PHRASES = [
  'a self-contained one-pager (',
  'this is not the technique catalog (catalog is reference material)',
  'one paragraph — what does the change add / modify / remove',
  'a project-wide plan that tries to cover everything covers nothing well',
  'the spine of the plan. list every guarantee',
  'the two newest categories disambiguate',
  'untethered hypotheses produce ceremonial scenarios',
  'behaviors the implementation relies on for which no documented',
  'if §1c is empty, that itself is worth stating',
  'one paragraph each:',
  'how is multi-tenancy enforced?',
  'what is durable, when, with what fsync/replication contract?',
  'which protocol, quorum size, leadership?',
  'what ordering guarantee is exposed to clients?',
  'which rpcs / streams are in scope?',
  'number each so scenarios can link back',
  'if a category is genuinely n/a for the plan',
  'in project-wide mode group hypotheses by subsystem so',
  'one row per claim × hypothesis pair. sort by',
  'for very large systems (50+ claims or 100+ hypotheses), split',
  'for each chosen technique, state:',
  'what the executing skill needs on the test box to run this plan',
  'for each requirement, name the scenarios that depend on it so the',
  'name each scenario after the claim it falsifies, not its setup',
  'the skeleton is intentionally minimal: imports',
  'mandatory if any claim referenced in this scenario',
  'write §7.m: not applicable',
  'write §7.m.s: not applicable',
  'demonstrate that the chosen scenarios together would falsify the claim if it were violated. the form is',
  "what this plan does not falsify, and why that's acceptable. one row per",
  'if §7c is empty, that itself is the signal',
  'a one-paragraph plain-language statement of what a reviewer should believe',
  'this paragraph is what a stakeholder reads',
  'use conservative claims. phrase what the run would establish',
  'surface-coverage disclosure rule. if any boundary-style claim',
  'bullet list of explicit non-goals so reviewers know',
  'aspirational / long-tail / further investigation',
  'guidance comments like this one and',
  'at most 30 lines of prose: components, the data flow',
  'category is one of safety, liveness, durability, performance-slo',
  'a claim is falsifiable: who observes what',
  'behaviour that code, tests or callers rely on and no document promises',
  'judge by what the assertion can detect, never by the name',
  'all eight categories stay; each holds hypotheses',
  'verdict is covered, partial or not covered. gap kind is',
  "reference is a file of the skill's catalog",
  'one row per tool, privilege and topology that a scenario needs',
  'one scenario falsifies one claim under one kind of fault. name it after',
  'repeat this block for each arm',
  'one row per claim of 1b. threats are lettered',
  'if nothing is left, replace the table by a sentence',
  'one paragraph of four to eight sentences in conservative words',
  'whole subsystems or modes left out on purpose',
] as const;

export default documentRule({
  id: 'DST003',
  name: 'template-guidance-left-in',
  severity: 'error',
  summary: "The template's instructions to the author stand in the document as if they were content.",
  why: `Instructions read like statements: "cover data flow, durable state, trust boundaries" looks like an architectural
summary to whoever skims the plan, although it says nothing about this system. A section that still tells its author
what to write has not been written, and a gap in it is never seen.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

⟦Bullet list of explicit non-goals⟧ so reviewers know
where the holes are.

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

- The web console, because no test drives a browser.
`,
  },
  check(document, report) {
    const texts: Text[] = [];
    collect(document.blocks, texts);
    for (const text of texts) {
      const found = phraseIn(text.value);
      if (found === undefined) continue;
      const { at, length, phrase } = found;
      report({
        range: text.source(at, at + length),
        message: `the template's instruction "${text.value
          .slice(at, at + 40)
          .replace(/\s+/g, ' ')
          .trim()}…" was left in`,
        help: 'replace it by what is true of this system, or delete it',
        subject: `guidance/${phrase.slice(0, 30)}`,
      });
    }
  },
});

/** The phrases by their first word. */
const BY_WORD = new Map<string, string[]>();
for (const phrase of PHRASES) {
  const word = /^[a-z]+/.exec(phrase)?.[0] ?? phrase;
  BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), phrase]);
}
const SHORTEST = Math.min(...PHRASES.map((phrase) => phrase.length));
const SPACE = 1;
const WORD = 2;
const QUOTE = 3;
/** What a character is to the search: other (0), space, part of a word, or an opening quotation mark. */
const KIND = new Uint8Array(128);
for (const char of ' \t\n') KIND[char.charCodeAt(0)] = SPACE;
for (let code = 0; code < 128; code++) if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) KIND[code] = WORD;
for (const char of '"\'') KIND[char.charCodeAt(0)] = QUOTE;

/**
 * The first phrase that begins a clause of a text: at its start or behind punctuation, but not behind a quotation
 * mark, because words that somebody quotes are not the template's. One step a character: every paragraph of every
 * document comes through here.
 */
function phraseIn(value: string): { at: number; length: number; phrase: string } | undefined {
  let boundary = true;
  for (let at = 0; at <= value.length - SHORTEST; at++) {
    const code = value.charCodeAt(at);
    const kind = code < 128 ? KIND[code] : code === 0x201c || code === 0x2018 ? QUOTE : 0;
    if (kind === SPACE) continue;
    if (kind !== WORD) {
      boundary = kind !== QUOTE;
      continue;
    }
    let end = at + 1;
    while (end < value.length && KIND[value.charCodeAt(end)] === WORD) end++;
    if (boundary) {
      for (const phrase of BY_WORD.get(value.slice(at, end).toLowerCase()) ?? []) {
        const raw = value
          .slice(at, at + phrase.length)
          .toLowerCase()
          .replace(/\n/g, ' ')
          .replace(/\u2019/g, "'");
        if (raw === phrase) return { at, length: phrase.length, phrase };
      }
    }
    boundary = false;
    at = end - 1;
  }
  return undefined;
}

function collect(blocks: readonly Block[], into: Text[]): void {
  for (const block of blocks) {
    if (block.kind === 'paragraph' || block.kind === 'heading') into.push(block.text);
    else if (block.kind === 'list') for (const item of block.items) collect(item.blocks, into);
    else if (block.kind === 'table') for (const row of block.rows) into.push(...row.cells);
  }
}
