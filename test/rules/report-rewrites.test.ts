import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import type { Report } from '../../lib/report/model.js';
import { parseReport } from '../../lib/report/parse.js';
import { lintText, show } from '../support/lint.js';
import { ROOT } from '../support/run.js';
import { REPORT_REWRITES } from './report-rewrites.js';

/** Reports of the base plan that lint clean; rewriting them must change neither the findings nor what is read. */
const REPORTS = [
  join('lib', 'rules', 'examples', 'base-report.md'),
  join('test', 'fixtures', 'reports', 'ledger-stale-read.md'),
  join('test', 'fixtures', 'reports', 'ledger-public-template.md'),
];

/** What a report says, without its places and wording. */
function gist(report: Report): object {
  const ids = (refs: readonly { id: string; arm?: string }[]): string =>
    refs.map(({ id, arm }) => `${id}${arm === undefined ? '' : `/${arm.toLowerCase()}`}`).join();
  return {
    header: report.header.map(({ key }) => key),
    session: report.sessionVerdict?.value,
    sections: report.sections.map(({ key }) => key),
    results: report.results.map((entry) => [entry.key, entry.verdict?.value, entry.aggregate, entry.folded]),
    evidence: report.results.map(({ execution, landing, artifact }) =>
      [execution, landing, artifact].map((cell) => cell !== undefined && !cell.isBlank),
    ),
    anonymous: report.anonymousRows.length,
    findings: report.findings.map((finding) => [
      finding.id,
      finding.fields.map(({ key }) => key),
      ids(finding.scenarios),
    ]),
    coverage: report.coverage.map(({ hypotheses }) => ids(hypotheses)),
    surfaces: report.surfaces.map(({ refs, verdict }) => [ids(refs), verdict?.mentions.map(({ value }) => value)]),
    disclosures: report.disclosures
      .filter(({ scenarios }) => scenarios.length > 0)
      .map(({ scenarios }) => ids(scenarios)),
    adequacy: report.adequacy.map(({ claims, after }) => [ids(claims), after !== undefined]),
    confidence: report.confidence.map(({ key }) => key),
    audits: report.audits.map(({ keys, items }) => [keys, items.map(({ id, ticked }) => [id, ticked])]),
  };
}

t.ok(REPORT_REWRITES.length >= 40, `${REPORT_REWRITES.length} rewrites`);
t.equal(new Set(REPORT_REWRITES.map(({ name }) => name)).size, REPORT_REWRITES.length);
const done = new Set<string>();

for (const path of REPORTS) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const expected = gist(parseReport(new Source(path, text)));

  t.test(`${path} lints clean`, (t) => {
    t.strictSame(show(text, lintText(text, 'report')), []);
    t.end();
  });

  for (const { name, rewrite } of REPORT_REWRITES) {
    const rewritten = rewrite(text);
    if (rewritten === text) continue;
    done.add(name);
    t.test(`${path}: ${name} change nothing`, (t) => {
      t.strictSame(gist(parseReport(new Source(path, rewritten))), expected, 'the model');
      t.strictSame(show(rewritten, lintText(rewritten, 'report')), [], 'the findings');
      t.end();
    });
  }
}

t.strictSame(
  REPORT_REWRITES.filter(({ name }) => !done.has(name)).map(({ name }) => name),
  [],
  'every rewrite changes a report',
);
