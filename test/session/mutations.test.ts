// A complete session is tampered with in more than a hundred ways, and every one is reported in the file, or in one of
// the files, where it shows.
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { lintSession } from '../../lib/lint/lint-session.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { QUICK } from '../../lib/session/recheck-budget.js';
import { completeSession } from '../support/session.js';

interface Mutation {
  readonly name: string;
  /** Files below the session in which a finding is expected; one of them is enough. */
  readonly at: readonly string[];
  apply(directory: string): void;
}

const REPORT = 'findings/report.md';
const LOG = 'session-log.md';
const KEYS = ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'];
const FAULTY = ['S1', 'S2', 'S3'];

function swap(directory: string, file: string, old: string | RegExp, next: string): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(old, next);
  if (changed === text) throw new Error(`${file} has no ${String(old)}`);
  writeFileSync(path, changed);
}

type Json = Record<string, unknown>;
function edit(directory: string, file: string, change: (value: Json) => void): void {
  const path = join(directory, file);
  const value = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change(value);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

const text = (
  name: string,
  file: string,
  old: string | RegExp,
  next: string,
  at: readonly string[] = [file],
): Mutation => ({
  name,
  at,
  apply: (directory) => swap(directory, file, old, next),
});
const json = (name: string, file: string, change: (value: Json) => void, at: readonly string[] = [file]): Mutation => ({
  name,
  at,
  apply: (directory) => edit(directory, file, change),
});
const sub = (value: unknown, ...path: (string | number)[]): Json =>
  path.reduce<Json>((current, step) => current[step as string] as Json, value as Json);
const row = (key: string): RegExp => new RegExp(`^\\| ${key} \\|.*\\n`, 'm');
const verdict = (key: string, from: string): RegExp => new RegExp(`(\\| ${key} \\|[^|]*\\| )${from}`);

const MUTATIONS: Mutation[] = [
  // Figures in prose.
  ...KEYS.flatMap((key): Mutation[] => [
    text(`${key}: consumed`, REPORT, new RegExp(`(\\| ${key} \\|.*?)(\\d+) consumed`), '$1470 consumed'),
    text(
      `${key}: recorded`,
      REPORT,
      new RegExp(`(\\| ${key} \\|.*?)(\\d+) operations recorded`),
      '$1999 operations recorded',
    ),
    text(`${key}: excluded`, REPORT, new RegExp(`(\\| ${key} \\|.*?)0 excluded`), '$17 excluded'),
    text(`${key}: indeterminate`, REPORT, new RegExp(`(\\| ${key} \\|.*?)(\\d+) indeterminate`), '$111 indeterminate'),
    text(`${key}: result`, REPORT, new RegExp(`(\\| ${key} \\|.*?); valid`), '$1; unknown'),
    text(`${key}: seeds`, REPORT, new RegExp(`(\\| ${key} \\|.*?)3 seeds`), '$15 seeds'),
    // Rows and verdicts.
    text(`${key}: row dropped`, REPORT, row(key), ''),
    text(`${key}: link to nothing`, REPORT, `evidence/${key}/verdict.json`, `evidence/${key}/verdict2.json`),
    text(`${key}: log row dropped`, LOG, new RegExp(`^\\| ${key} \\| (?:smoke|hardening).*\\n`, 'm'), ''),
    text(`${key}: oracle event dropped`, LOG, new RegExp(`^\\|[^|]*\\| ${key} \\| oracle.*\\n`, 'm'), ''),
    text(`${key}: start event dropped`, LOG, new RegExp(`^\\|[^|]*\\| ${key} \\| start.*\\n`, 'm'), ''),
    // Records.
    json(`${key}: checker result`, `evidence/${key}/checker.json`, (record) => void (record['result'] = 'invalid')),
    json(`${key}: checker total`, `evidence/${key}/checker.json`, (record) => void (record['ops_total'] = 100)),
    json(
      `${key}: checker input`,
      `evidence/${key}/checker.json`,
      (record) => void (sub(record, 'input')['sha256'] = 'f'.repeat(64)),
    ),
    json(
      `${key}: outcomes`,
      `evidence/${key}/workload.json`,
      (record) => void (sub(record, 'outcomes', 'total')['ok'] = 1),
    ),
    json(
      `${key}: manifest hash`,
      `evidence/${key}/manifest.json`,
      (record) => void (sub(record, 'files', 0)['sha256'] = '0'.repeat(64)),
    ),
    json(
      `${key}: verdict.json`,
      `evidence/${key}/verdict.json`,
      (record) => void (record['verdict'] = 'PARTIAL-model'),
    ),
    json(
      `${key}: another binary`,
      `evidence/${key}/env.json`,
      (record) => void (sub(record, 'sut')['digest'] = 'b'.repeat(64)),
    ),
    {
      name: `${key}: operation dropped`,
      at: [`evidence/${key}/history.jsonl`],
      apply: (directory) => swap(directory, `evidence/${key}/history.jsonl`, /^\{"op_id":20,.*\n/m, ''),
    },
  ]),
  ...FAULTY.flatMap((key): Mutation[] => [
    text(`${key}: downgraded`, REPORT, verdict(key, 'PASS-hardening'), '$1PASS-smoke'),
    text(`${key}: landing figure`, REPORT, new RegExp(`(\\| ${key} \\|.*?)0 → 7`), '$10 → 307'),
    text(`${key}: windows`, REPORT, new RegExp(`(\\| ${key} \\|.*?)4 of 4 windows`), '$16 of 6 windows'),
    text(`${key}: counter did not move`, `evidence/${key}/nemesis.jsonl`, '"after":7,', '"after":0,'),
    text(
      `${key}: reading of the injector`,
      `evidence/${key}/nemesis.jsonl`,
      '"source":"victim"',
      '"source":"injector"',
    ),
    text(`${key}: reading outside the window`, `evidence/${key}/nemesis.jsonl`, '"ts":35000000000', '"ts":99000000000'),
    text(`${key}: no heal`, `evidence/${key}/nemesis.jsonl`, /,"heal":\{[^}]*\}/, ''),
    text(`${key}: window moved`, `evidence/${key}/nemesis.jsonl`, '"start_ts":30000000000', '"start_ts":36000000000', [
      `evidence/${key}/nemesis.jsonl`,
      `evidence/${key}/history.jsonl`,
    ]),
    text(
      `${key}: a timeout as an ack`,
      `evidence/${key}/history.jsonl`,
      /"complete_ts":null,(.*?)"output":null/,
      '"complete_ts":32500000000,$1"output":"ok"',
    ),
    text(`${key}: epoch tag gone`, `evidence/${key}/history.jsonl`, '"fault_epoch":"E1"', '"fault_epoch":null'),
    text(`${key}: fault event dropped`, LOG, new RegExp(`^\\|[^|]*\\| ${key} \\| fault injected.*\\n`, 'm'), ''),
    json(
      `${key}: planned budget lowered`,
      `evidence/${key}/budget.json`,
      (record) => void (sub(record, 'planned', 'hardening')['seeds'] = 1),
    ),
    json(
      `${key}: met budget raised`,
      `evidence/${key}/budget.json`,
      (record) => void (sub(record, 'met')['fault_windows'] = 9),
    ),
    json(`${key}: budget short`, `evidence/${key}/budget.json`, (record) => void (sub(record, 'met')['seeds'] = 2), [
      REPORT,
      LOG,
    ]),
    json(
      `${key}: weak oracle open`,
      `evidence/${key}/audit.json`,
      (record) => void (sub(record, 'items', 'W9')['open'] = true),
      [REPORT],
    ),
    json(
      `${key}: positive control passed`,
      `evidence/${key}/controls.json`,
      (record) => void (sub(record, 'positive')['result'] = 'valid'),
    ),
  ]),
  // Aggregates, headline, coverage.
  text('aggregate upgraded', REPORT, verdict('S4', 'PASS-smoke'), '$1PASS-hardening'),
  text('aggregate dropped', REPORT, row('S4'), ''),
  text('an arm upgraded', REPORT, verdict('S4/http', 'PASS-smoke'), '$1PASS-hardening'),
  text('headline', REPORT, 'Session verdict: DONE', 'Session verdict: BLOCKED'),
  text('hypothesis dropped', REPORT, row('H3'), ''),
  text('claim dropped', REPORT, row('C2'), ''),
  text('disclosure dropped', REPORT, /^- S2: not provided.*\n/m, ''),
  text(
    'disclosure reworded',
    REPORT,
    'no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes',
    'fine as it is',
  ),
  text('surface dropped', REPORT, /^\| S4\/http \| HTTP.*\n/m, ''),
  text('box opened', REPORT, '- [x] W9', '- [ ] W9'),
  text('box dropped', REPORT, /^- \[x\] W3.*\n/m, ''),
  text('unchanged dropped', REPORT, /^- \*\*Unchanged.*\n/m, ''),
  text('overclaim', REPORT, 'no stale read was observed', 'stale reads can never happen'),
  text('foreign row', REPORT, /^\| S1 \|/m, '| S9 |'),
  text('an older spelling', REPORT, verdict('S1', 'PASS-hardening'), '$1PASS'),
  text('a remark that takes it back', REPORT, verdict('S1', 'PASS-hardening'), '$1PASS-hardening (but one run failed)'),
  text('commit dropped', REPORT, /^\*\*Commit.*\n/m, ''),
  text('log out of order', LOG, /^(\|[^|]*\| S1 \| start.*\n)(\|[^|]*\| S1 \| baseline.*\n)/m, '$2$1'),
  text('toolbox emptied', LOG, /^\| ledgerctl.*\n/m, ''),
  text('requirement dropped', LOG, /^\| network namespaces.*\n/m, ''),
  text('log verdict changed', LOG, '| S4/grpc | smoke | PASS-smoke', '| S4/grpc | smoke | PARTIAL-model'),
  text('tier raised', LOG, '| S4/grpc | smoke | PASS-smoke', '| S4/grpc | hardening | PASS-smoke'),
  text('an artifact’s hash', LOG, /(\| logs\/n1\.log \| log of n1 \| )[0-9a-f]{8}/, '$100000000'),
  text('a byte of an artifact', 'logs/n1.log', 'term 2', 'term 3', [LOG, 'evidence/S1/manifest.json']),
  text('plan hash in the log', LOG, /SHA-256 [0-9a-f]{8}/, 'SHA-256 00000000'),
  {
    name: 'the plan changed',
    at: [LOG, REPORT],
    apply: (directory) => appendFileSync(join(directory, '..', '..', 'plan.md'), '\nmore\n'),
  },
  {
    name: 'a file that nobody cites',
    at: [LOG],
    apply: (directory) => writeFileSync(join(directory, 'artifacts', 'core.1'), 'x'),
  },
  {
    name: 'evidence without a row',
    at: [LOG, REPORT],
    apply: (directory) =>
      cpSync(join(directory, 'evidence', 'S1'), join(directory, 'evidence', 'S8'), { recursive: true }),
  },
  {
    name: 'evidence of an arm gone',
    at: [REPORT, LOG],
    apply: (directory) => rmSync(join(directory, 'evidence', 'S4', 'http'), { recursive: true }),
  },
  { name: 'report gone', at: [LOG], apply: (directory) => rmSync(join(directory, REPORT)) },
  { name: 'log gone', at: [REPORT], apply: (directory) => rmSync(join(directory, LOG)) },
  {
    name: 'control gone',
    at: ['evidence/S1/controls.json'],
    apply: (directory) => rmSync(join(directory, 'evidence', 'control-negative'), { recursive: true }),
  },
  {
    name: 'manifest gone',
    at: ['evidence/S2/checker.json'],
    apply: (directory) => rmSync(join(directory, 'evidence', 'S2', 'manifest.json')),
  },
  { name: 'evidence of two arms swapped', at: [REPORT, 'evidence/S1/manifest.json'], apply: swapArms },
  {
    name: 'a history replaced together with its hash in the manifest, but not in the record',
    at: ['evidence/S1/checker.json'],
    apply(directory) {
      swap(directory, 'evidence/S1/history.jsonl', '"node_seen":"n1"', '"node_seen":"n3"');
      const sha256 = createHash('sha256')
        .update(readFileSync(join(directory, 'evidence/S1/history.jsonl')))
        .digest('hex');
      edit(directory, 'evidence/S1/manifest.json', (manifest) => {
        for (const file of manifest['files'] as Json[])
          if (String(file['path']).endsWith('S1/history.jsonl')) file['sha256'] = sha256;
      });
    },
  },
];

function swapArms(directory: string): void {
  const at = (name: string): string => join(directory, 'evidence', name);
  mkdirSync(at('aside'));
  renameSync(at('S1'), at('aside/x'));
  renameSync(at('S2'), at('S1'));
  renameSync(at('aside/x'), at('S2'));
}

// Bounded by the number of mutations, each a copy and an audit; the machine may be busy.
t.setTimeout(300_000);

let root = '';

async function audit(from: string): Promise<{ file: string; text: string }[]> {
  const directory = join(from, 'test-sessions', '2026-03-14T09-00-00Z');
  const { results } = await lintSession({
    directory,
    shownAs: (path) => path.replace(directory, '').replace(`${from}/`, ''),
    settings: () => defaultSettings(),
    excerpts: false,
    recheck: QUICK,
  });
  return results.flatMap(({ path, messages }) =>
    messages.map(({ ruleId, message, line }) => ({
      file: path.replace(/^\//, ''),
      text: `${ruleId} ${path}:${line} ${message}`,
    })),
  );
}

t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

t.test(`${MUTATIONS.length} ways to tamper with a session are reported at their place`, async (t) => {
  t.setTimeout(280_000);
  t.ok(MUTATIONS.length >= 100);
  t.strictSame(await audit(root), [], 'untouched, it is clean');
  const copy = t.testdir();
  for (const { name, at, apply } of MUTATIONS) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(root, copy, { recursive: true });
    apply(join(copy, 'test-sessions', '2026-03-14T09-00-00Z'));
    const told = await audit(copy);
    const hit = told.some(({ file }) => at.includes(file));
    t.ok(hit, `${name}: expected in ${at.join(' or ')}, got ${told.map((one) => one.text).join(' | ') || 'nothing'}`);
  }
});
