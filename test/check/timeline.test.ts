import t from 'tap';
import type { CheckRecord } from '../../lib/check/record.js';
import { toText } from '../../lib/check/report.js';
import { toHtml, toSvg } from '../../lib/check/timeline.js';
import { history, type Line } from '../support/history.js';

const LINES: Line[] = [
  ['<w>', 'write', 'a & "b"', null, 0, 10],
  [2, 'read', null, null, 5, null],
  [10, 'read', null, '\u0007', 20, 30],
];

function recordOf(lines: readonly Line[], more: Partial<CheckRecord> = {}): CheckRecord {
  const operations = history(lines, { node_seen: 'n1', fault_epoch: 'split' });
  const ops = operations.map((op) => op.op_id);
  return {
    checker: 'linearizability',
    version: '0',
    digest: '',
    model: 'register',
    args: { from: null, options: {}, timeout_s: 60, memory_mb: 1 },
    input: { file: 'h.jsonl', sha256: null, bytes: null, lines: lines.length },
    ops_total: lines.length,
    ops_consumed: lines.length,
    ops_excluded: {},
    indeterminate: 0,
    partitions: 1,
    result: 'invalid',
    reason: null,
    anomalies: [
      {
        type: 'G1c',
        message: 'a cycle',
        ops: ops.slice(0, 1),
        edges: [{ from: 1, to: 3, kind: 'wr', why: '3 read what 1 wrote' }],
      },
    ],
    witness:
      lines.length === 0 ? null : { ops, operations: operations.map((operation, i) => ({ line: i + 1, operation })) },
    witness_file: null,
    history_findings: [],
    exit_code: 1,
    duration_ms: 1,
    self_test: { known_good: 'valid', known_bad: 'invalid', passed: true, cases: 2 },
    source: '',
    cannot_detect: [],
    details: {},
    ...more,
  };
}

/** Tags opened and not closed; enough of a parser for what we write. */
function unclosed(svg: string): string[] {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (self !== '/' && name !== undefined) open.push(name);
  }
  return open;
}

t.test('the picture has a row for each process, a bar for each operation, and is well-formed', (t) => {
  const svg = toSvg(recordOf(LINES)) ?? '';
  t.same(unclosed(svg), []);
  t.equal(svg.match(/<text[^>]*>process /g)?.length, 3);
  t.equal(svg.match(/rx="3"/g)?.length, 3);
  t.match(svg, /stroke-dasharray/, 'an unknown outcome stays open');
  t.match(svg, /stroke="#c0271d"/, 'what contradicts is red');
  t.match(svg, /fault split/, 'the fault epoch is shaded');
  t.match(svg, /marker-end="url\(#arrow\)".*>wr</, 'a dependency is an arrow');
  t.end();
});

t.test('values of the system under test cannot break out of the picture', (t) => {
  const svg = toSvg(recordOf(LINES)) ?? '';
  t.match(svg, /process &lt;w&gt;/);
  t.match(svg, /a &amp; /);
  t.notMatch(svg, /\u0007/);
  const page = toHtml(recordOf([['p', 'write', '</pre><script>alert(1)</script>', null, 0, 1]]));
  t.notMatch(page, /<script/);
  t.end();
});

t.test('without operations to show there is no picture, and the page says so', (t) => {
  t.equal(toSvg(recordOf([])), undefined);
  t.match(toHtml(recordOf([])), /There is no witness to show/);
  t.end();
});

t.test('the text names edges, exclusions and what was not decided', (t) => {
  const text = toText(
    recordOf(LINES, { ops_excluded: { 'op_type "x" is not one of model register': 2 }, reason: '1 of 2 left' }),
  );
  t.match(text, /1 -wr-> 3: 3 read what 1 wrote/);
  t.match(text, /excluded: 2 \(op_type "x"/);
  t.match(text, /note: 1 of 2 left/);
  t.match(toText(recordOf([], { result: 'unknown', reason: 'too hard', anomalies: [] })), /^unknown: .* too hard/);
  t.end();
});
