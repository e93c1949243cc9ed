import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { parseAs, runRules } from '../../lib/lint/run.js';
import { serializePlan } from '../../lib/plan/serialize.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const OLDER = readFileSync(join(ROOT, 'test', 'fixtures', 'plans', 'older-queue.md'), 'utf8');

/** Pieces that mean something to Markdown or to a plan, and some that should mean nothing. */
const FRAGMENTS = [
  '|', '\n', '\n\n', '**', '`', '```\n', '<!--', '-->', '## ', '### Scenario S', '#### §7.M', '§7.M.S', '- **', ':** ', 'C1', 'C7–C9',
  'C1-C99999', 'H', 'S1/api', 'not applicable', '{{', '}}', '\\', '> ', '    ', '\t', '\r', '\0', '\u200b', '\ufeff', '：', '😀',
  '\ud83d', '[', '](', '~~', '&#8203;', 'TBD', '| --- |', '1. ', '0x7f', '---\n', '===\n', '<details>',
]; // prettier-ignore

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 400 }),
  insert: fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 4 }),
});

t.test('no edit of a plan makes the parser or a rule fail, or report a place outside the file', (t) => {
  let findings = 0;
  fc.assert(
    fc.property(fc.constantFrom(BASE_PLAN, OLDER), fc.array(edit, { minLength: 1, maxLength: 8 }), (plan, edits) => {
      let text = plan;
      for (const { at, length, insert } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + insert.join('') + text.slice(start + length);
      }
      const source = new Source('plan.md', text);
      const parsed = parseAs('plan', source);
      for (const finding of runRules(parsed)) {
        findings++;
        for (const { start, end } of [finding.range, ...(finding.related ?? []).map(({ range }) => range)])
          if (!(start >= 0 && end >= start && end <= source.text.length))
            throw new Error(`${finding.rule.id} reports [${start}, ${end}) of ${source.text.length}`);
        if (finding.message.trim() === '' || /undefined|\[object/.test(finding.message))
          throw new Error(`${finding.rule.id} says ${JSON.stringify(finding.message)}`);
      }
      if (parsed.plan !== undefined) JSON.stringify(serializePlan(parsed.plan));
    }),
    { seed: 20, numRuns: 400 },
  );
  t.ok(findings > 400, `${findings} findings in 400 broken plans`);
  t.end();
});

t.test('any text at all is read as a plan without a failure', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 12 })), { maxLength: 60 }),
      (pieces) => {
        runRules(parseAs('plan', new Source('plan.md', pieces.join(''))));
      },
    ),
    { seed: 21, numRuns: 500 },
  );
  t.end();
});
