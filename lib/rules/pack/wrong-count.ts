import { linesOf } from '../../document/lines.js';
import type { Block } from '../../document/blocks.js';
import type { Text } from '../../document/text.js';
import { inSkill, type PackFile, type Skill } from '../../pack/model.js';
import { inWords, NUMBER, numberOf } from '../../pack/support.js';
import { packRule, type PackFinding } from '../rule.js';

/** "the eight references", "contains eight reference files". */
const FILES = new RegExp(
  `\\b(?:all|its|has|have|contains?|ships?|bundles?|includes?|holds?|provides?|read|the|these|with)\\s+(?:the\\s+)?(${NUMBER})\\s+(references|reference (?:files|documents|guides)|scripts|assets|templates)(?!\\s+(?:above|below|that|which|for|from|in|per|each|on|to|of|you|about|needed|or))\\b`,
  'gi',
);
/** "Answer these three questions:" before a list. */
const LEAD_IN = new RegExp(`\\b(${NUMBER})\\s+(?:[a-z][\\w-]{0,30}\\s+){0,2}([a-z][\\w-]{1,30}s):\\s*$`, 'i');
const HEADING = new RegExp(`^(?:the\\s+)?(${NUMBER})\\s+(?:[a-z][\\w-]{0,30}\\s+){0,2}([a-z][\\w-]{1,30}s)$`, 'i');
/** The number is a bound, a selection, or a measure. */
const BOUND =
  /\b(?:at least|at most|up to|no more than|more than|fewer than|less than|about|around|roughly|over|under|top|first|last|next|other|any|every|one of|some of|of|pick|choose|select|or more|or|to|minimum|maximum|than|version|step|phase|level|example|following format)\b/i;
const MEASURES =
  /^(?:seconds|minutes|hours|days|weeks|months|years|lines|characters|words|tokens|pixels|columns|times|bytes|points|spaces|sentences|paragraphs|steps|phases|stages|levels|runs|retries|attempts|rounds|iterations|passes|digits|letters|nodes|replicas)$/i;

export default packRule({
  id: 'DST620',
  name: 'wrong-count',
  severity: 'warning',
  summary: 'Prose states a count that is not the count of what it speaks of.',
  why: `"Walk all eight references" where nine stand: the agent ticks off eight and is done. Which one it left out is anybody's
guess, and usually it is the one that was added last, for a failure that somebody had just met.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Answer these ⟦three questions:

- Which model?
- Which faults?
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Answer these two questions:

- Which model?
- Which faults?

Write at least three scenarios:

- a partition
- a crash
`,
  },
  check(pack, report) {
    for (const skill of pack.skills)
      for (const file of skill.markdown) {
        files(skill, file, report);
        lists(file, report);
      }
  },
});

type Report = (finding: PackFinding) => void;

/** Counts of the skill's own directories, where the number stands for all files in one. */
function files(skill: Skill, file: PackFile, report: Report): void {
  for (const text of file.texts())
    for (const match of text.value.matchAll(FILES)) {
      const stated = numberOf(match[1] ?? '') ?? 0;
      const noun = (match[2] ?? '').toLowerCase();
      const directory = noun.startsWith('reference') ? 'references' : noun;
      const there = skill.paths.filter(
        (path) => inSkill(skill, path).startsWith(`${directory}/`) && !/__init__|\.(?:txt|json)$/.test(path),
      );
      if (
        there.length === 0 ||
        there.length === stated ||
        stated < 3 ||
        BOUND.test(text.value.slice(Math.max(0, match.index - 12), match.index))
      )
        continue;
      const at = match.index + match[0].indexOf(match[1] ?? '', match[0].search(/\s/));
      say(
        file,
        text,
        at,
        match.index + match[0].length,
        `"${match[1] ?? ''} ${noun}", and ${directory}/ holds ${inWords(there.length)}`,
        report,
      );
    }
}

/** Counts before the one list of a part, and in headings over one table or list. */
function lists(file: PackFile, report: Report): void {
  const { blocks } = file.document;
  for (const [i, block] of blocks.entries()) {
    if (block.kind !== 'paragraph' && block.kind !== 'heading') continue;
    const text = block.kind === 'heading' ? block.text : block.text.lines().at(-1);
    const match = text === undefined ? null : (block.kind === 'heading' ? HEADING : LEAD_IN).exec(text.value.trim());
    if (text === undefined || match === null || MEASURES.test(match[2] ?? '')) continue;
    const start = text.value.length - text.value.trimStart().length + match.index + match[0].indexOf(match[1] ?? '');
    if (BOUND.test(text.value.slice(Math.max(0, start - 20), start)) || /\bor\b/i.test(match[0])) continue;
    const stated = numberOf(match[1] ?? '') ?? 0;
    const counted = countBelow(blocks, i, block.kind === 'heading');
    if (counted === undefined || counted === stated || stated < 2) continue;
    const end = start + match[0].trimEnd().length - match[0].indexOf(match[1] ?? '');
    say(file, text, start, end, `"${match[1] ?? ''} … ${match[2] ?? ''}", and ${inWords(counted)} stand below`, report);
  }
}

/** How many items or rows stand below, when there is exactly one list or table before the next heading. */
function countBelow(blocks: readonly Block[], from: number, heading: boolean): number | undefined {
  let found: Block | undefined;
  for (let i = from + 1; i < blocks.length && blocks[i]?.kind !== 'heading'; i++) {
    const block = blocks[i];
    if (block === undefined) break;
    if (block.kind === 'list' || block.kind === 'table') {
      if (found !== undefined) return undefined;
      // A lead-in stands right before its list.
      if (!heading && i !== from + 1) return undefined;
      found = block;
    } else if (block.kind === 'code' && heading) return undefined;
  }
  if (found === undefined) return undefined;
  const incomplete = linesOf([found]).some(
    (line) => line.kind === 'text' && /^(?:\.{3}|…|etc\b)/.test(line.text.value.trim()),
  );
  if (incomplete) return undefined;
  if (found.kind === 'table') return found.rows.length;
  return found.kind === 'list' ? found.items.length : undefined;
}

function say(file: PackFile, text: Text, start: number, end: number, what: string, report: Report): void {
  report({
    source: file.source,
    range: text.source(start, end),
    message: `the text says ${what}`,
    help: 'state the count that is there, or leave the number out',
    subject: `${file.path}/count/${text.value.slice(start, end).toLowerCase()}`,
  });
}
