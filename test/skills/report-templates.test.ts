// The report and log templates of the executing skill say what the vocabulary says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { loadSchemas, validate } from '../../lib/evidence/schemas.js';
import { parseReport } from '../../lib/report/parse.js';
import { parseSessionLog } from '../../lib/session/log.js';
import { AUDIT_ITEMS, EVIDENCE_FILES } from '../../lib/vocabulary/evidence-files.js';
import {
  ADEQUACY_ASSESSMENT_COLUMNS,
  CONFIDENCE_PARTS,
  COVERAGE_COLUMNS,
  FINDING_FIELDS,
  FINDING_KINDS,
  REPORT_HEADER,
  REPORT_SECTIONS,
  RESULT_COLUMNS,
  SECONDARY_TAGS,
  SEVERITIES,
  SURFACE_COVERAGE_COLUMNS,
} from '../../lib/vocabulary/report.js';
import {
  ARTIFACT_COLUMNS,
  CAPABILITY_COLUMNS,
  LOG_HEADER,
  LOG_SECTIONS,
  LOG_VERDICT_COLUMNS,
  PRECONDITION_COLUMNS,
  TIMELINE_COLUMNS,
  TIMELINE_EVENTS,
  TOOLBOX_COLUMNS,
} from '../../lib/vocabulary/session.js';
import { ROOT } from '../support/run.js';

const SKILL = join(ROOT, 'skills', 'executing-distributed-system-tests');
const read = (...parts: string[]): string => readFileSync(join(SKILL, ...parts), 'utf8');
const reportText = read('assets', 'findings-report-template.md');
const logText = read('assets', 'session-log-template.md');
const report = parseReport(new Source('report.md', reportText));
const log = parseSessionLog(new Source('session-log.md', logText));

const header = (columns: readonly { label: string }[]): string => `\n| ${columns.map(({ label }) => label).join(' | ')} |\n`;

t.test('the report template has every header, section, column and field in its exact spelling', (t) => {
  t.strictSame(report.header.map(({ label }) => label), REPORT_HEADER.map(({ label }) => label));
  t.strictSame(report.sections.map(({ heading }) => heading.text.value), REPORT_SECTIONS.map(({ title }) => title));
  for (const columns of [RESULT_COLUMNS, COVERAGE_COLUMNS, SURFACE_COVERAGE_COLUMNS, ADEQUACY_ASSESSMENT_COLUMNS])
    t.ok(reportText.includes(header(columns)), header(columns));
  t.strictSame(report.findings[0]?.fields.map(({ label }) => label), FINDING_FIELDS.map(({ label }) => label));
  t.strictSame(report.confidence.map(({ label }) => label), CONFIDENCE_PARTS.map(({ label }) => label));
  for (const word of [...FINDING_KINDS, ...SECONDARY_TAGS, ...Object.keys(SEVERITIES)])
    t.ok(reportText.replace(/\s+/g, ' ').includes(word), word);
  t.end();
});

t.test('the green-but-broken check has the ten red flags and the fourteen weak oracles', (t) => {
  t.strictSame(report.audits[0]?.items.map(({ id }) => id), AUDIT_ITEMS.map(({ id }) => id));
  for (const { id, question } of AUDIT_ITEMS) t.ok(reportText.includes(`- [ ] ${id} ${question}: {{evidence}}`), id);
  const flags = read('references', 'green-but-broken-red-flags.md');
  for (const { id } of AUDIT_ITEMS) t.ok(flags.includes(`\n| ${id} | `), id);
  t.end();
});

t.test('the log template has every header, section and column in its exact spelling', (t) => {
  t.strictSame(log.header.map(({ label }) => label), LOG_HEADER.map(({ label }) => label));
  t.strictSame(log.sections.map(({ heading }) => heading.text.value), LOG_SECTIONS.map(({ title }) => title));
  for (const columns of [
    TOOLBOX_COLUMNS,
    CAPABILITY_COLUMNS,
    PRECONDITION_COLUMNS,
    TIMELINE_COLUMNS,
    LOG_VERDICT_COLUMNS,
    ARTIFACT_COLUMNS,
  ])
    t.ok(logText.includes(header(columns)), header(columns));
  for (const { label } of TIMELINE_EVENTS) t.ok(logText.includes(label), label);
  t.end();
});

t.test('the examples of evidence files obey their schemas', async (t) => {
  await loadSchemas();
  const text = read('references', 'evidence-files.md');
  for (const name of Object.values(EVIDENCE_FILES)) t.ok(text.includes(`\`${name}\``), name);
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  const schemas = { nemesis: '"epoch":', env: '"probes":', workload: '"seeds":', budget: '"planned":{"smoke', controls: '"positive":', audit: '"items":' } as const;
  for (const [name, mark] of Object.entries(schemas)) {
    const line = lines.find((one) => one.startsWith('{' + mark));
    t.ok(line, name);
    if (line !== undefined) t.strictSame(validate(name as keyof typeof schemas, JSON.parse(line)), [], name);
  }
});
