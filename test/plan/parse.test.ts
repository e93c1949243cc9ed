import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import type { Ref } from '../../lib/document/ids.js';
import type { Plan } from '../../lib/plan/model.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const plan = (text: string): Plan => parsePlan(new Source('plan.md', text));
const ids = (refs: readonly Ref[]): string[] =>
  refs.map((ref) => (ref.arm === undefined ? ref.id : `${ref.id}/${ref.arm}`));
const OLDER = readFileSync(join(ROOT, 'test', 'fixtures', 'plans', 'older-queue.md'), 'utf8');

t.test('a plan of the current generation is read whole', (t) => {
  const read = plan(BASE_PLAN);
  t.equal(read.generation, 'current');
  t.equal(read.mode, 'project-wide');
  t.equal(read.title?.slug, 'ledgerd-append-and-transfer');
  t.equal(read.sections.length, 16);
  t.strictSame(
    read.scenarios.map((scenario) => [scenario.id, ids(scenario.falsifies), ids(scenario.closes), ids(scenario.arms)]),
    [
      ['S1', ['C1'], ['H1'], []],
      ['S2', ['C2', 'C5'], ['H2', 'H5'], []],
      ['S3', ['C3'], ['H3'], []],
      ['S4', ['C4'], ['H4'], ['S4/grpc', 'S4/http', 'S4/export']],
    ],
  );
  t.strictSame(
    read.scenarios[3]?.models.map((block) => block.arm),
    ['grpc', 'http', 'export'],
  );
  t.end();
});

t.test('a plan of the older generation, as people write it, is read whole', (t) => {
  const read = plan(OLDER);
  t.equal(read.generation, 'older');
  t.strictSame(
    read.hypotheses.map((hypothesis) => [hypothesis.id, ids(hypothesis.falsifies)]),
    [
      ['H1', ['C1']],
      ['H2', ['C2', 'C5']],
      ['H3', ['C4', 'M3']],
      ['H4', ['C3']],
      ['H5', ['M1']],
      ['H6', ['C6']],
      ['H7', ['C7', 'C8']],
      ['H8', ['C9']],
    ],
    'list items and plain paragraphs, one of them the lazy continuation of a list',
  );
  t.strictSame(
    read.claims.map((claim) => [claim.id, claim.category?.categories.map(({ name }) => name), claim.withdrawn]),
    [
      ['C1', ['safety'], false],
      ['C2', ['safety'], false],
      ['C3', ['durability'], false],
      ['C4', ['liveness'], false],
      ['C5', ['safety', 'liveness'], false],
      ['C6', ['membership'], false],
      ['C7', ['ordering'], false],
      ['C8', ['ordering', 'idempotency'], false],
      ['C9', ['performance-SLO'], false],
      ['C10', ['operational'], false],
      ['C11', ['operational'], true],
    ],
    'compound, qualified, negated and struck-through rows',
  );
  t.strictSame(
    read.scenarios.map((scenario) => [scenario.id, scenario.models[0]?.model?.names.map(({ name }) => name)]),
    [
      ['S1', ['queue']],
      ['S2', ['membership-table']],
      ['S3', ['log']],
      ['S4', ['queue']],
      ['S5', undefined],
    ],
    '§7.M as a heading, a bare heading and aligned plain lines',
  );
  t.match(read.scenarios[4]?.models[0]?.notApplicable?.value, /not applicable/);
  t.equal(read.scenarios[3]?.models[0]?.notApplicable, undefined, '"not applicable" inside a field is about the field');
  t.strictSame(read.scenarios[1] && ids(read.scenarios[1].falsifies), ['C2', 'C4', 'C5', 'C6'], 'a range is expanded');
  t.strictSame(read.matrix.filter((row) => row.summary).length, 9);
  t.strictSame(
    read.techniques.map((technique) => technique.id),
    ['T1', 'T2', 'T3'],
  );
  t.equal(read.requirements[0]?.all, true);
  t.end();
});

t.test('every value knows where it stands', (t) => {
  const read = plan(OLDER);
  const at = (range: { start: number; end: number } | undefined): string =>
    range === undefined ? '' : read.source.text.slice(range.start, range.end);
  t.equal(at(read.claims[8]?.idRange), 'C9');
  t.equal(at(read.hypotheses[5]?.idRange), 'H6');
  t.equal(at(read.scenarios[0]?.idRange), 'S01');
  t.equal(at(read.scenarios[0]?.nameRange), 'committed_entries_stay_committed_under_partition');
  t.equal(at(read.scenarios[1]?.falsifies[1]?.range), 'C4–C6');
  t.equal(at(read.claims[8]?.statement.visible).slice(0, 22), 'The outbox of a peer h');
  t.end();
});

t.test('headings are recognised by number, by title, or by both a level too deep', (t) => {
  const keys = (text: string): string[] => plan(text).sections.map((section) => section.key);
  t.strictSame(keys('## §1b Claims under test\n'), ['1b']);
  t.strictSame(keys('## Sec. 1b -- Claims under test (from the docs)\n'), ['1b']);
  t.strictSame(keys('## Claims under test\n'), ['1b']);
  t.strictSame(keys('### 7b. Coverage adequacy argument\n'), ['7b']);
  t.strictSame(keys('7d. Confidence statement\n---\n'), ['7d']);
  t.strictSame(keys('## 5a. Summary\n\n## 5b. Detail\n'), ['5']);
  t.strictSame(keys('### 1. First step\n\n### 2. Second step\n'), [], 'a numbered list in headings is no section');
  t.end();
});
