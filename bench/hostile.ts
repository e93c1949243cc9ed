/**
 * How the time to lint hostile text grows with its size: each shape at 1, 2, 4 and 8 times its length, in milliseconds
 * of user time of one process, and the last figure over the first (8 is linear; more comes from garbage collection).
 *
 *   npm run bench:hostile
 */
import { Source } from '../lib/document/source.js';
import { parseAs, runRules } from '../lib/lint/run.js';

const HEAD = '# Test Plan: x\n\n## 7. Scenarios\n\n### Scenario S1: a\n\n';
const TABLE = '# Test Plan: x\n\n## 1b. Claims under test\n\n| ID | Claim |\n|---|---|\n';
const REPORT = '# Findings: x @ y\n\n';
const RESULTS = `${REPORT}## Scenario results\n\n| ID | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence |\n|---|---|---|---|---|\n`;
const SIZES = [1, 2, 4, 8];

/** A shape's text at a size. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  'one long line': (n) => 'C1 and '.repeat(1e5 * n),
  'open brackets': (n) => HEAD + '['.repeat(2e4 * n) + ']'.repeat(2e4 * n),
  'open links': (n) => HEAD + '[a]('.repeat(3e4 * n),
  emphasis: (n) => HEAD + '*a **b '.repeat(3e4 * n),
  underscores: (n) => HEAD + '_a_b'.repeat(3e4 * n),
  ampersands: (n) => HEAD + '&'.repeat(1e5 * n),
  'open comments': (n) => HEAD + '<!-- '.repeat(5e4 * n),
  'list levels': (n) => '- '.repeat(2e4 * n),
  'quote levels': (n) => '>'.repeat(2e4 * n),
  'table rows': (n) => TABLE + '| C1 | x |\n'.repeat(5e3 * n),
  'table columns': (n) => `|${'a|'.repeat(5e3 * n)}\n|${'-|'.repeat(5e3 * n)}\n|${'b|'.repeat(5e3 * n)}\n`,
  labels: (n) => HEAD + '- **Oracle:** x\n'.repeat(5e3 * n),
  'one long field': (n) => `${HEAD}- **Oracle:** x\n${'  C1 more *bold* and `code`\n'.repeat(5e3 * n)}`,
  hypotheses: (n) => `## 4. Failure-mode hypotheses\n\n${'H1. **t** — s\n   - Could falsify: C1\n'.repeat(2e3 * n)}`,
  sections: (n) => '# Test Plan: x\n\n' + '## 1b. Claims\n'.repeat(5e3 * n),
  ranges: (n) => `## 4. Failure-mode hypotheses\n\nH1. ${'C1–C500, '.repeat(200 * n)}`,
};

/** Shapes of reports. */
const REPORTS: typeof SHAPES = {
  'result rows': (n) => RESULTS + '| S1 | PASS | b | 480 consumed | 0 → 7 |\n'.repeat(5e3 * n),
  'other scenarios': (n) => RESULTS + rowsOf(2e3 * n),
  'one long cell': (n) => `${RESULTS}| S1 | PASS-hardening | b | ${'1 of 2 ops, seed 1; '.repeat(2e4 * n)} | d |\n`,
  'long landing': (n) => `${RESULTS}| S1 | PASS-hardening | b | c | ${'counter 0 -> 0, '.repeat(2e4 * n)} |\n`,
  'long verdict': (n) => `${RESULTS}| S1 | ${'PASS-'.repeat(4e4 * n)} | b | c | d |\n`,
  'arms in a row': (n) => `${RESULTS}| S1/a${', /b'.repeat(5e3 * n)} | PASS-smoke | b | c | d |\n`,
  findings: (n) => `${REPORT}## Findings\n\n${'### Finding F1: a\n\n- **Severity:** P9\n\n'.repeat(2e3 * n)}`,
  'paragraph findings': (n) => `${REPORT}## Findings\n\n${'F1. a in S2 after SUT\n\n'.repeat(2e3 * n)}`,
  'open boxes': (n) =>
    `${RESULTS}| S1 | PASS-hardening | b | c | d |\n\n## Green-but-broken check\n\n### S1\n\n${'- [ ] W3 x\n'.repeat(1e4 * n)}`,
  'long summary': (n) => `${REPORT}## Summary\n\n${'all scenarios and 3 of 4 scenarios '.repeat(2e4 * n)}\n`,
  promises: (n) => `${REPORT}## Summary\n\n${'it never lost what cannot be proven that '.repeat(1e4 * n)}\n`,
  'confidence labels': (n) => `${REPORT}## Confidence delta\n\n${'More: a. Less: b. '.repeat(1e4 * n)}\n`,
};

function rowsOf(count: number): string {
  return Array.from({ length: count }, (_, i) => `| S${i % 9999} | NOT-RUN | b | c | d |\n`).join('');
}

/** `report` or `plan`: the shapes of one kind only. */
const only = process.argv[2];
for (const [kind, name, make] of [
  ...Object.entries(SHAPES).map(([name, make]) => ['plan', name, make] as const),
  ...Object.entries(REPORTS).map(([name, make]) => ['report', name, make] as const),
]) {
  if (only !== undefined && only !== kind) continue;
  const times = SIZES.map((size) => {
    const source = new Source(`${kind}.md`, make(size));
    const start = process.cpuUsage();
    runRules(parseAs(kind, source));
    return process.cpuUsage(start).user / 1000;
  });
  const growth = (times.at(-1) ?? NaN) / (times[0] ?? NaN);
  const shown = times.map((time) => time.toFixed(0).padStart(7)).join('');
  process.stdout.write(`${kind.padEnd(7)} ${name.padEnd(20)}${shown}   x${growth.toFixed(1)}\n`);
}
