// Ways to look compliant without being so: for every rule of sessions, an attempt to slip past it with a session that
// says the right words in the wrong place.
import { appendFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SESSION_RULES } from '../../lib/rules/session/index.js';
import { audit, SESSION } from '../support/audit.js';
import { completeSession } from '../support/session.js';
import { figure, LOG, read, REPORT, set, swap, verdict } from './tamper/tools.js';

interface Attempt {
  readonly rule: string;
  readonly name: string;
  readonly apply: (directory: string) => void;
  /** The file in which the rule reports it. */
  readonly file: string;
}

const CHECKER = 'evidence/S1/checker.json';
const OPEN = ['items', 'W9', 'open'];

const ATTEMPTS: readonly Attempt[] = [
  {
    rule: 'DST400',
    name: 'a result that stands twice in a record, the good one last, where JSON parsers take it',
    apply: (d) => void swap(d, CHECKER, /^( {2}"result": "valid",)/m, '  "result": "invalid",\n$1'),
    file: CHECKER,
  },
  {
    rule: 'DST401',
    name: 'a pass in bold over an open weak oracle, with the true state in a comment',
    apply(d) {
      set(d, 'evidence/S2/audit.json', OPEN, true);
      swap(d, REPORT, verdict('S2', 'PASS-hardening'), '$1**PASS-hardening** <!-- PARTIAL-model -->');
    },
    file: REPORT,
  },
  {
    rule: 'DST402',
    name: 'a headline that says DONE although a row admits less',
    apply(d) {
      set(d, 'evidence/S2/audit.json', OPEN, true);
      swap(d, REPORT, verdict('S2', 'PASS-hardening'), '$1PARTIAL-model');
    },
    file: REPORT,
  },
  {
    rule: 'DST403',
    name: 'figures in digits that a search for 0 to 9 does not see',
    apply: (d) => void swap(d, REPORT, figure('S1', '(\\d+) consumed'), '$1９９９ consumed'),
    file: REPORT,
  },
  {
    rule: 'DST404',
    name: 'a record that leaves the number of operations open',
    apply(d) {
      set(d, CHECKER, ['ops_total'], null);
      set(d, CHECKER, ['ops_consumed'], 0);
    },
    file: CHECKER,
  },
  {
    rule: 'DST406',
    name: 'a counter that moved from the text "0" to the number 0',
    apply: (d) => void swap(d, 'evidence/S2/nemesis.jsonl', '"before":0,"after":7', '"before":"0","after":0'),
    file: 'evidence/S2/nemesis.jsonl',
  },
  {
    rule: 'DST406',
    name: 'a counter without a reading before the fault',
    apply: (d) => void swap(d, 'evidence/S2/nemesis.jsonl', '"before":0,"after":7', '"before":null,"after":0'),
    file: 'evidence/S2/nemesis.jsonl',
  },
  {
    rule: 'DST407',
    name: 'a changed artifact that the manifest lists a second time, with its new hash, by another path',
    apply(d) {
      swap(d, 'logs/n1.log', 'term 2', 'term 3');
      const { files } = JSON.parse(read(d, 'evidence/S1/manifest.json')) as { files: { path: string }[] };
      const entry = files.find(({ path }) => path === 'logs/n1.log');
      set(d, 'evidence/S1/manifest.json', ['files', files.length], { ...entry, path: './logs/n1.log' });
    },
    file: 'evidence/S1/manifest.json',
  },
  {
    rule: 'DST408',
    name: 'a changed plan, and a hash of which only the beginning is given',
    apply(d) {
      appendFileSync(join(d, '..', '..', 'plan.md'), '\nmore\n');
      swap(d, LOG, /(SHA-256 [0-9a-f]{8})[0-9a-f]+/, '$1…');
    },
    file: LOG,
  },
  {
    rule: 'DST409',
    name: 'a time in another zone, in order as text and not as time',
    apply: (d) => void swap(d, LOG, /^(\| 20[^|]*)Z( \| S2 \| oracle)/m, '$1+09:00$2'),
    file: LOG,
  },
  {
    rule: 'DST410',
    name: 'the row of a requirement that was not probed, in a comment',
    apply: (d) => void swap(d, LOG, /^(\| network namespaces.*)\n/m, '<!-- $1 -->\n'),
    file: LOG,
  },
  {
    rule: 'DST411',
    name: 'a smoke tier that was lowered beside a hardening tier as planned',
    apply: (d) => void set(d, 'evidence/S1/budget.json', ['planned', 'smoke', 'seeds'], 0),
    file: 'evidence/S1/budget.json',
  },
  {
    rule: 'DST412',
    name: 'a window that the harness did not count',
    apply(d) {
      const path = join(d, 'evidence/S1/workload.json');
      const value = JSON.parse(readFileSync(path, 'utf8')) as { outcomes: { windows: unknown[] } };
      value.outcomes.windows.pop();
      writeFileSync(path, JSON.stringify(value, null, 2));
    },
    file: 'evidence/S1/workload.json',
  },
  {
    rule: 'DST413',
    name: 'the run itself as its negative control',
    apply: (d) => void set(d, 'evidence/S1/controls.json', ['negative', 'evidence'], 'evidence/S1'),
    file: 'evidence/S1/controls.json',
  },
  {
    rule: 'DST414',
    name: 'a probe that failed and expects nothing, which every output holds',
    apply: (d) =>
      void set(d, 'evidence/S1/env.json', ['probes', 0], {
        ...{ capability: 'netns', command: 'ip netns', rc: 2, passed: true },
        functional_test: { expect: '', got: 'no such file' },
      }),
    file: 'evidence/S1/env.json',
  },
  {
    rule: 'DST415',
    name: 'an item that is closed with a dash',
    apply: (d) => void set(d, 'evidence/S1/audit.json', ['items', 'W2', 'evidence'], '—'),
    file: 'evidence/S1/audit.json',
  },
  {
    rule: 'DST416',
    name: 'a link out of the session whose dots are percent-encoded',
    apply: (d) => void swap(d, REPORT, '../evidence/S1/verdict.json', '%2e%2e/%2e%2e/%2e%2e/plan.md'),
    file: REPORT,
  },
  {
    rule: 'DST417',
    name: 'a core dump that a comment of the report cites, which no reader sees',
    apply(d) {
      writeFileSync(join(d, 'artifacts', 'core.1'), 'x');
      appendFileSync(join(d, REPORT), '\n<!-- artifacts/core.1 -->\n');
    },
    file: LOG,
  },
  {
    rule: 'DST418',
    name: 'a report under a name that no reader opens',
    apply: (d) => void renameSync(join(d, REPORT), join(d, 'findings', 'report.md.bak')),
    file: LOG,
  },
  {
    rule: 'DST419',
    name: 'a violation of the positive control that a limit of one millisecond is said to have hidden',
    apply(d) {
      const record = 'evidence/control-positive/checker.json';
      set(d, record, ['args', 'timeout_s'], 0.001);
      set(d, record, ['anomalies'], []);
      set(d, record, ['reason'], 'the time was over');
      set(d, record, ['result'], 'unknown');
    },
    file: 'evidence/control-positive/checker.json',
  },
  {
    rule: 'DST420',
    name: 'a first attempt put aside under a name that begins like its scenario',
    apply: (d) => void cpSync(join(d, 'evidence/S1'), join(d, 'evidence/S1.bak'), { recursive: true }),
    file: 'evidence/S1.bak/checker.json',
  },
  {
    rule: 'DST420',
    name: 'a run put aside under a name that is a part of another word of the report',
    apply: (d) => void cpSync(join(d, 'evidence/S1'), join(d, 'evidence/control-p'), { recursive: true }),
    file: 'evidence/control-p/checker.json',
  },
  {
    rule: 'DST421',
    name: 'one re-run that is named once by its directory and once by its record',
    apply(d) {
      const line = (evidence: string): string => `${JSON.stringify({ seed: 1, result: 'invalid', evidence })}\n`;
      const control = 'evidence/control-positive';
      writeFileSync(
        join(d, 'evidence/S1/reruns.jsonl'),
        line(`./${control}/`) + line(`${control}/checker.json`).replace('"seed":1', '"seed":"2"'),
      );
    },
    file: 'evidence/S1/reruns.jsonl',
  },
  {
    rule: 'DST422',
    name: 'the evidence of a neighbour, with a record of another version',
    apply(d) {
      cpSync(join(d, 'evidence/S1/history.jsonl'), join(d, 'evidence/S3/history.jsonl'));
      cpSync(join(d, CHECKER), join(d, 'evidence/S3/checker.json'));
      set(d, 'evidence/S3/checker.json', ['version'], '0.0.9');
    },
    file: 'evidence/S3/checker.json',
  },
  {
    rule: 'DST423',
    name: 'a weaker checker whose name the plan has only to say that it does not suffice',
    apply(d) {
      swap(d, '../../plan.md', 'linearizability (Wing and Gong)', 'no session guarantee alone; linearizability');
      set(d, CHECKER, ['checker'], 'session');
    },
    file: CHECKER,
  },
  {
    rule: 'DST424',
    name: 'kills that are called after nothing and whose mechanism tells',
    apply: (d) =>
      void swap(
        d,
        'evidence/S2/nemesis.jsonl',
        '"isolate-leader","mechanism":"nft drop"',
        '"E1","mechanism":"SIGKILL"',
      ),
    file: 'evidence/S2/nemesis.jsonl',
  },
];

t.setTimeout(600_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

for (const { rule, name, apply, file } of ATTEMPTS)
  t.test(`${rule} is not slipped past by ${name}`, async (t) => {
    const copy = t.testdir();
    rmSync(copy, { recursive: true });
    cpSync(root, copy, { recursive: true });
    apply(join(copy, SESSION));
    const { told } = await audit(join(copy, SESSION));
    t.ok(
      told.some((one) => one.rule === rule && one.file === file),
      `${file}: ${told.map(({ text }) => text).join('\n')}`,
    );
  });

t.test('every rule of sessions has an attempt', (t) => {
  const tried = new Set(ATTEMPTS.map(({ rule }) => rule));
  t.strictSame(
    SESSION_RULES.map(({ id }) => id).filter((id) => !tried.has(id)),
    [],
  );
  t.end();
});
