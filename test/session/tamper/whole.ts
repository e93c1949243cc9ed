// Ways to change what is told of the session as a whole: its documents, its files and what they say of each other.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  figure,
  heading,
  LOG,
  logRow,
  other,
  read,
  REPORT,
  reportRow,
  row,
  swap,
  text,
  verdict,
  type Mutation,
  type Where,
} from './tools.js';

const TITLE: Where = [LOG, /^# /];
const SUMMARY: Where = [REPORT, /^\*\*Session verdict/];
const timeline = heading(LOG, 'Scenario timeline');

const REPORTED: readonly Mutation[] = [
  text('aggregate upgraded', REPORT, verdict('S4', 'PASS-smoke'), '$1PASS-hardening'),
  text('aggregate downgraded', REPORT, verdict('S4', 'PASS-smoke'), '$1PARTIAL-surface'),
  text('aggregate dropped', REPORT, row('S4'), '', reportRow('S4/grpc')),
  text('an arm upgraded', REPORT, verdict('S4/http', 'PASS-smoke'), '$1PASS-hardening'),
  text('an arm that failed', REPORT, verdict('S4/http', 'PASS-smoke'), '$1FAIL-reproducible'),
  text('an arm that did not run', REPORT, verdict('S4/export', 'PASS-smoke'), '$1NOT-RUN'),
  text('a row twice', REPORT, /^(\| S1 \|.*\n)/m, '$1$1'),
  text('headline blocked', REPORT, 'Session verdict: DONE', 'Session verdict: BLOCKED', SUMMARY),
  text(
    'headline with concerns',
    REPORT,
    /Session verdict: DONE\b(?!_)/,
    'Session verdict: DONE_WITH_CONCERNS',
    SUMMARY,
  ),
  text('headline failed', REPORT, 'Session verdict: DONE', 'Session verdict: FAIL', SUMMARY),
  text('hypothesis dropped', REPORT, row('H3'), '', heading(REPORT, 'Coverage summary')),
  text('claim dropped', REPORT, row('C2'), '', heading(REPORT, 'Adequacy assessment')),
  text('a claim of another plan', REPORT, /^\| C2 \|/m, '| C92 |', heading(REPORT, 'Adequacy assessment')),
  text('disclosure dropped', REPORT, /^- S2: not provided.*\n/m, '', heading(REPORT, 'Release-budget disclosures')),
  text(
    'disclosure reworded',
    REPORT,
    'no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes',
    'fine as it is',
    [REPORT, /^- S2: not provided/],
  ),
  text('surface dropped', REPORT, /^\| S4\/http \| HTTP.*\n/m, '', heading(REPORT, 'Surface coverage')),
  text('box opened', REPORT, '- [x] W9', '- [ ] W9'),
  text('box dropped', REPORT, /^- \[x\] W3.*\n/m, '', [REPORT, /^### S1$/]),
  text('unchanged dropped', REPORT, /^- \*\*Unchanged.*\n/m, '', heading(REPORT, 'Confidence delta')),
  text('overclaim', REPORT, 'no stale read was observed', 'stale reads can never happen', [REPORT, /can never happen/]),
  text('foreign row', REPORT, /^\| S1 \|/m, '| S9 |', [REPORT, /^\| S9 \|/], heading(REPORT, 'Scenario results')),
  text('an older spelling', REPORT, verdict('S1', 'PASS-hardening'), '$1PASS'),
  text('no state at all', REPORT, verdict('S1', 'PASS-hardening'), '$1looks good'),
  text(
    'a remark that takes it back',
    REPORT,
    verdict('S1', 'PASS-hardening'),
    '$1PASS-hardening (but one run failed)',
    reportRow('S1'),
  ),
  text('a failure without a finding', REPORT, verdict('S2', 'PASS-hardening'), '$1FAIL-nondeterministic'),
  text('commit dropped', REPORT, /^\*\*Commit.*\n/m, '', [REPORT, /^# /]),
  text('landing by the script', REPORT, figure('S1', 'restarts of n1 at the victim: .*? landed'), '$1the script ran'),
  text('no landing', REPORT, figure('S3', 'restarts of n1 at the victim: .*? landed'), '$1n/a'),
];

const LOGGED: readonly Mutation[] = [
  text('log out of order', LOG, /^(\|[^|]*\| S1 \| start.*\n)(\|[^|]*\| S1 \| baseline.*\n)/m, '$2$1', [
    LOG,
    /\| S1 \| start/,
  ]),
  text(
    'oracle before the fault',
    LOG,
    /^(\|[^|]*)(\| S1 \| )fault injected(.*\n(?:.*\n)*?\|[^|]*\| S1 \| )oracle/m,
    '$1$2oracle$3fault injected',
    logRow('S1'),
  ),
  text('a time that is none', LOG, /^\| [^|]* \| S2 \| start/m, '| noon | S2 | start', [LOG, /^\| noon/], timeline),
  text(
    'an event moved by an hour',
    LOG,
    /^\| (20\d\d-\d\d-\d\dT)\d\d([^|]*\| S2 \| start)/m,
    '| 2020-01-01T00$2',
    [LOG, /^\| 2020/],
    timeline,
  ),
  text('toolbox emptied', LOG, /^\| ledgerctl.*\n/m, '', heading(LOG, 'Toolbox discovered')),
  text('requirement dropped', LOG, /^\| network namespaces.*\n/m, '', heading(LOG, 'Environment capability matrix')),
  text('log verdict changed', LOG, '| S4/grpc | smoke | PASS-smoke', '| S4/grpc | smoke | PARTIAL-model'),
  text('tier raised', LOG, '| S4/grpc | smoke | PASS-smoke', '| S4/grpc | hardening | PASS-smoke'),
  text(
    'foreign row of the log',
    LOG,
    /^\| S2 \| hardening/m,
    '| S7 | hardening',
    [LOG, /^\| S7 /],
    heading(LOG, 'Scenario verdicts'),
  ),
  text('operator dropped', LOG, /^\*\*Operator.*\n/m, '', TITLE),
  text('section dropped', LOG, /^## Preconditions check\n/m, '', TITLE),
  text('an artifact’s hash', LOG, /(\| logs\/n1\.log \| log of n1 \| )[0-9a-f]{8}/, '$100000000'),
  text('plan hash in the log', LOG, /SHA-256 [0-9a-f]{8}/, 'SHA-256 00000000'),
  text('plan hash in the report', REPORT, /SHA-256 [0-9a-f]{8}/, 'SHA-256 00000000'),
];

const FILES: readonly Mutation[] = [
  text(
    'a byte of an artifact',
    'logs/n1.log',
    'term 2',
    'term 3',
    [LOG, /^\| logs\/n1\.log/],
    ['evidence/S1/manifest.json', /"path": "logs\/n1\.log",\s+"bytes": \d+,\s+("sha256")/],
  ),
  other(
    'the plan changed',
    (directory) => appendFileSync(join(directory, '..', '..', 'plan.md'), '\nmore\n'),
    [LOG, /^\*\*Plan:/],
    [REPORT, /^\*\*Plan:/],
    ['evidence/S1/manifest.json', /"plan": \{[^}]*("sha256")/],
  ),
  other('a file that nobody cites', (directory) => writeFileSync(join(directory, 'artifacts', 'core.1'), 'x'), TITLE),
  other('metrics that nobody cites', (directory) => writeFileSync(join(directory, 'metrics', 'p99.csv'), '1\n'), TITLE),
  other(
    'evidence without a row',
    (directory) => cpSync(join(directory, 'evidence', 'S1'), join(directory, 'evidence', 'S8'), { recursive: true }),
    ['evidence/S8/checker.json', /^\{/],
    heading(LOG, 'Scenario verdicts'),
  ),
  other(
    'a run kept aside and named by nothing',
    (directory) =>
      cpSync(join(directory, 'evidence', 'S2'), join(directory, 'evidence', 'S1', 'first'), { recursive: true }),
    ['evidence/S1/first/checker.json', /^\{/],
  ),
  other(
    'a control that no record names',
    (directory) =>
      cpSync(join(directory, 'evidence', 'control-positive'), join(directory, 'evidence', 'control-two'), {
        recursive: true,
      }),
    ['evidence/control-two/checker.json', /^\{/],
  ),
  other(
    'evidence put there after the seal',
    (directory) => writeFileSync(join(directory, 'evidence', 'S1', 'reruns.jsonl'), '{"seed":1,"result":"valid"}\n'),
    ['evidence/S1/checker.json', /^\{/],
  ),
  other(
    'evidence of an arm gone',
    (directory) => rmSync(join(directory, 'evidence', 'S4', 'http'), { recursive: true }),
    reportRow('S4/http'),
    reportRow('S4'),
    logRow('S4/http'),
  ),
  other('a history gone', (directory) => rmSync(join(directory, 'evidence', 'S2', 'history.jsonl')), reportRow('S2'), [
    'evidence/S2/checker.json',
    /"input"/,
  ]),
  other(
    'a checker’s record gone',
    (directory) => rmSync(join(directory, 'evidence', 'S3', 'checker.json')),
    reportRow('S3'),
  ),
  other('windows gone', (directory) => rmSync(join(directory, 'evidence', 'S3', 'nemesis.jsonl')), reportRow('S3'), [
    'evidence/S3/history.jsonl',
    /"fault_epoch":"E1"/,
  ]),
  other('report gone', (directory) => rmSync(join(directory, REPORT)), TITLE),
  other('log gone', (directory) => rmSync(join(directory, LOG)), [REPORT, /^# /]),
  other('control gone', (directory) => rmSync(join(directory, 'evidence', 'control-negative'), { recursive: true }), [
    'evidence/S1/controls.json',
    /control-negative/,
  ]),
  other('manifest gone', (directory) => rmSync(join(directory, 'evidence', 'S2', 'manifest.json')), [
    'evidence/S2/checker.json',
    /^\{/,
  ]),
  other('evidence of two arms swapped', swapArms, [
    'evidence/S1/manifest.json',
    /"path": "evidence\/S2\/nemesis\.jsonl",\s+("bytes")/,
  ]),
  other(
    'a link in the place of a log',
    (directory) => {
      rmSync(join(directory, 'logs', 'n1.log'));
      symlinkSync('/etc/hostname', join(directory, 'logs', 'n1.log'));
    },
    TITLE,
    [LOG, /^\| logs\/n1\.log/],
  ),
  other(
    'a history replaced together with its hash in the manifest, but not in the record',
    (directory) => {
      swap(directory, 'evidence/S1/history.jsonl', '"node_seen":"n1"', '"node_seen":"n3"');
      const sha256 = createHash('sha256').update(read(directory, 'evidence/S1/history.jsonl')).digest('hex');
      swap(
        directory,
        'evidence/S1/manifest.json',
        /("path": "evidence\/S1\/history\.jsonl",\s+"bytes": \d+,\s+"sha256": ")[0-9a-f]{64}/,
        `$1${sha256}`,
      );
    },
    ['evidence/S1/checker.json', /"sha256"/],
  ),
  other(
    'a history and its record replaced, but not their hashes in the manifest',
    (directory) => {
      for (const name of ['history.jsonl', 'checker.json'])
        cpSync(join(directory, 'evidence/S4/grpc', name), join(directory, 'evidence/S4/http', name));
      swap(directory, 'evidence/S4/http/history.jsonl', '"node_seen":"n1"', '"node_seen":"n2"');
    },
    ['evidence/S4/http/checker.json', /"sha256"/],
    ['evidence/S4/http/manifest.json', /"path": "evidence\/S4\/http\/history\.jsonl",\s+"bytes": \d+,\s+("sha256")/],
  ),
  other(
    'a journal that knows more than the log',
    (directory) =>
      appendFileSync(
        join(directory, 'logs', 'record.jsonl'),
        '{"kind":"event","time":"2026-03-14T10:00:00.000Z","scenario":"S1","event":"violation","note":""}\n',
      ),
    timeline,
  ),
];

function swapArms(directory: string): void {
  const at = (name: string): string => join(directory, 'evidence', name);
  mkdirSync(at('aside'));
  renameSync(at('S1'), at('aside/x'));
  renameSync(at('S2'), at('S1'));
  renameSync(at('aside/x'), at('S2'));
}

export const WHOLE = [...REPORTED, ...LOGGED, ...FILES];
