/**
 * How the time to lint hostile text grows with its size: each shape at 1, 2, 4 and 8 times its length, in milliseconds
 * of one process, and the last figure over the first (8 is linear; more comes from garbage collection).
 *
 *   npm run bench:hostile
 */
import { Source } from '../lib/document/source.js';
import { parseAs, runRules } from '../lib/lint/run.js';

const HEAD = '# Test Plan: x\n\n## 7. Scenarios\n\n### Scenario S1: a\n\n';
const TABLE = '# Test Plan: x\n\n## 1b. Claims under test\n\n| ID | Claim |\n|---|---|\n';
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

for (const [name, make] of Object.entries(SHAPES)) {
  const times = SIZES.map((size) => {
    const source = new Source('plan.md', make(size));
    const start = performance.now();
    runRules(parseAs('plan', source));
    return performance.now() - start;
  });
  const growth = (times.at(-1) ?? NaN) / (times[0] ?? NaN);
  const shown = times.map((time) => time.toFixed(0).padStart(7)).join('');
  process.stdout.write(`${name.padEnd(16)}${shown}   x${growth.toFixed(1)}\n`);
}
