import { refsIn } from '../../../document/ids.js';
import { groupLabel } from '../../../plan/hypotheses.js';
import { Text } from '../../../document/text.js';
import { sentencesOf } from '../../../plan/confidence.js';
import type { PlanIndex } from '../../../plan/index.js';
import type { Plan, Section } from '../../../plan/model.js';
import { sectionName } from '../../../plan/sections.js';
import { HYPOTHESIS_CATEGORIES, type ClaimCategory } from '../../../vocabulary/claims.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

const NOT_APPLICABLE = /\bn\/a\b|\bnot applicable\b|\bdoes not apply\b|\bdo not apply\b|\bno hypothes[ei]s\b|\bnone\b/i;

/** Which category of hypotheses an attack on such a claim belongs to. */
const BY_CLAIM: Readonly<Partial<Record<ClaimCategory, string>>> = {
  safety: 'correctness',
  isolation: 'correctness',
  ordering: 'correctness',
  membership: 'correctness',
  boundary: 'correctness',
  durability: 'durability',
  liveness: 'liveness',
  idempotency: 'idempotency/replay',
  'performance-SLO': 'performance/fairness',
  fairness: 'performance/fairness',
};

export default planRule({
  id: 'DST135',
  name: 'missing-failure-category',
  severity: 'error',
  summary: 'A category of failures is neither covered by a hypothesis nor declared N/A with a reason.',
  why: `The eight categories are where distributed systems have broken before. A plan that is silent about upgrades did not decide
against testing them, it forgot; "N/A, this is the first version with this log format" is a decision that a reviewer can check
and that turns false on a known day.`,
  examples: {
    failing: `## ⟦4. Failure-mode hypotheses⟧

H1. **Lost append** — correctness, durability and liveness: a crash during a partition takes an entry. Could falsify: C1

H2. **Double booking** — idempotency/replay, and a configuration that forgets ids. Could falsify: C3

Performance/fairness: N/A, no document promises figures.
`,
    passing: `## 4. Failure-mode hypotheses

H1. **Lost append** — correctness, durability and liveness: a crash during a partition takes an entry. Could falsify: C1

H2. **Double booking** — idempotency/replay, and a configuration that forgets ids. Could falsify: C3

### Upgrade / rollback

N/A — this version is the first with the current log format.

### Performance / fairness

Not applicable, because no document promises figures.
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('4');
    if (section === undefined || plan.hypotheses.length === 0) return;
    const covered = coveredByHypotheses(plan, index, section);
    const declared = declarations(section);
    const pointers = pointersIn(section, new Set(plan.hypotheses.flatMap((h) => (h.withdrawn ? [] : [h.id]))));
    for (const { name, words } of HYPOTHESIS_CATEGORIES) {
      if (covered.has(name)) continue;
      const mine = declared.filter(({ about }) => words.some((word) => about.includes(word)));
      if (mine.some(({ reason }) => reason)) continue;
      if (pointers.some(({ about }) => words.some((word) => about.includes(word)))) continue;
      const bare = mine[0];
      report({
        range: bare?.place.visible ?? section.heading.text.visible,
        message:
          bare === undefined
            ? `${sectionName('4')} neither covers ${name} nor declares it N/A`
            : `${name} is declared N/A without a reason`,
        help: `add a hypothesis on ${name}, or a line "${name}: N/A, because …"`,
        subject: `§4/${name}`,
      });
    }
  },
});

function coveredByHypotheses(plan: Plan, index: PlanIndex, section: Section): ReadonlySet<string> {
  const covered = new Set<string>();
  const headings = section.lines.flatMap((line) => (line.kind === 'heading' ? [line.text] : (groupLabel(line) ?? [])));
  let at = -1;
  for (const { idRange, text, title, falsifies, withdrawn } of plan.hypotheses) {
    // Both lists are in the order of the file; a hypothesis is about what the heading, or line in bold, above it names.
    while ((headings[at + 1]?.range.start ?? Infinity) < idRange.start) at++;
    if (withdrawn) continue;
    const says = `${headings[at]?.value ?? ''} ${title} ${text.value}`.toLowerCase();
    for (const { name, words } of HYPOTHESIS_CATEGORIES)
      if (!covered.has(name) && words.some((word) => says.includes(word))) covered.add(name);
    for (const ref of falsifies)
      for (const { name } of index.claims.get(ref.id)?.category?.categories ?? []) {
        const category = BY_CLAIM[name];
        if (category !== undefined) covered.add(category);
      }
  }
  return covered;
}

/** Labelled lines that send the reader to hypotheses: `**Liveness:** covered by H4`. */
function pointersIn(section: Section, known: ReadonlySet<string>): { about: string }[] {
  return section.lines.flatMap((line) => {
    const label = line.kind === 'text' ? groupLabel(line) : undefined;
    if (line.kind !== 'text' || label === undefined) return [];
    return refsIn(line.text, 'H', true).some(({ id }) => known.has(id)) ? [{ about: label.value.toLowerCase() }] : [];
  });
}

interface Declaration {
  /** Lower case: the sentence, or the heading above it. */
  readonly about: string;
  readonly reason: boolean;
  readonly place: Text;
}

/** Sentences that declare something not applicable, with the heading that they stand under. */
function declarations(section: Section): Declaration[] {
  const found: Declaration[] = [];
  let heading = '';
  let parts: Text[] = [];
  const close = (): void => {
    for (const sentence of sentencesOf(Text.join(parts, section.range.end))) {
      const match = NOT_APPLICABLE.exec(sentence.value);
      if (match === null) continue;
      const before = sentence.value.slice(0, match.index);
      const reason = `${before.split(/[:—–]/).slice(1).join(' ')} ${sentence.value.slice(match.index + match[0].length)}`;
      const says = reason.replace(/[^\p{L}\d{}]+/gu, ' ').trim();
      found.push({
        about: `${heading} ${before}`.toLowerCase(),
        reason: isPlaceholder(says) || (!isMissing(says) && says.split(' ').length >= 3),
        place: sentence,
      });
    }
    parts = [];
  };
  for (const line of section.lines) {
    if (line.kind === 'text') {
      if (line.start || line.itemStart) close();
      const label = groupLabel(line);
      if (label?.value.trim() === line.text.value.trim()) heading = label.value;
      parts.push(line.text);
      continue;
    }
    close();
    if (line.kind === 'heading') heading = line.text.value;
    else if (line.kind === 'row') parts.push(...line.row.cells);
  }
  close();
  return found;
}
