import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { parseAs, runRules, type Parsed } from '../../lib/lint/run.js';
import { PlanIndex } from '../../lib/plan/index.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { serializePlan } from '../../lib/plan/serialize.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const fixture = (...path: string[]): string => readFileSync(join(ROOT, 'test', 'fixtures', ...path), 'utf8');
const PLANS = [BASE_PLAN, fixture('plans', 'older-queue.md')];
const REPORTS = ['ledger-stale-read.md', 'ledger-in-a-hurry.md', 'findings-as-a-table.md'].map((name) =>
  fixture('reports', name),
);
const plan = parsePlan(new Source('plan.md', BASE_PLAN));
const BESIDE = { plan, index: new PlanIndex(plan) };

/** Pieces that mean something to Markdown, to a plan or to a report, and some that should mean nothing. */
const FRAGMENTS = [
  '|', '\n', '\n\n', '**', '`', '```\n', '<!--', '-->', '## ', '### Scenario S', '#### §7.M', '§7.M.S', '- **', ':** ', 'C1', 'C7–C9',
  'C1-C99999', 'H', 'S1/api', 'not applicable', '{{', '}}', '\\', '> ', '    ', '\t', '\r', '\0', '\u200b', '\ufeff', '：', '😀',
  '\ud83d', '[', '](', '~~', '&#8203;', 'TBD', '| --- |', '1. ', '0x7f', '---\n', '===\n', '<details>',
  'PASS-hardening', 'PASS', 'NOT-RUN', 'FAIL-reproducible', '4 of 5 re-runs', '0 → 7', '480 consumed', '### Finding F1: ', '- [x] R1 ', '- [ ] W3: ',
  '/api, /http', '**Session verdict: DONE**', '{2000}', '→', '%',
]; // prettier-ignore

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 400 }),
  insert: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 4 }),
});

const parsed = (kind: 'plan' | 'report', text: string): Parsed =>
  parseAs(kind, new Source(`${kind}.md`, text), kind === 'report' ? BESIDE : undefined);

/** Runs all rules, and holds what they report to what a reader may expect of it; how many findings there were. */
function sound(document: Parsed): number {
  const findings = runRules(document);
  for (const finding of findings) {
    const { length } = document.source.text;
    const places = [
      { range: finding.range, length },
      ...(finding.related ?? []).map(({ range, source }) => ({ range, length: source?.text.length ?? length })),
    ];
    for (const { range, length: end } of places)
      if (!(range.start >= 0 && range.end >= range.start && range.end <= end))
        throw new Error(`${finding.rule.id} reports [${range.start}, ${range.end}) of ${end}`);
    if (finding.message.trim() === '' || /undefined|\[object|NaN/.test(finding.message))
      throw new Error(`${finding.rule.id} says ${JSON.stringify(finding.message)}`);
  }
  return findings.length;
}

for (const [kind, texts] of [
  ['plan', PLANS],
  ['report', REPORTS],
] as const) {
  t.test(`no edit of a ${kind} makes the parser or a rule fail, or report a place outside the file`, (t) => {
    let findings = 0;
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 }), (original, edits) => {
        let text = original;
        for (const { at, length, insert } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + insert.join('') + text.slice(start + length);
        }
        const document = parsed(kind, text);
        findings += sound(document);
        if (document.plan !== undefined) JSON.stringify(serializePlan(document.plan));
      }),
      { seed: 20, numRuns: 400 },
    );
    t.ok(findings > 400, `${findings} findings in 400 broken documents`);
    t.end();
  });

  t.test(`any text at all is read as a ${kind} without a failure`, (t) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 12 })), { maxLength: 60 }),
        (pieces) => void sound(parsed(kind, pieces.join(''))),
      ),
      { seed: 21, numRuns: 500 },
    );
    t.end();
  });
}
