// What an author may say in other words, other figures and other layouts of the same thing is clean; the twin that uses the same
// freedom to say something else is reported.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import { audit, SESSION } from '../support/audit.js';
import { testPairs, type Pair } from '../support/pairs.js';
import { completeSession } from '../support/session.js';
import { registerHistory, writeEvidence } from '../support/session-evidence.js';
import { LOG, read, REPORT, set } from './tamper/tools.js';

const PLAN = '../../plan.md';
type Change = (directory: string) => void | Promise<void>;

const edit =
  (file: string, change: (text: string) => string): Change =>
  (directory) => {
    const before = read(directory, file);
    const after = change(before);
    if (after === before) throw new Error(`${file} is not changed`);
    writeFileSync(join(directory, file), after);
    if (file !== PLAN) return;
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    for (const other of [LOG, REPORT]) {
      const text = existsSync(join(directory, other)) ? read(directory, other) : '';
      writeFileSync(join(directory, other), text.replaceAll(hash(before), hash(after)));
    }
  };
const put = (file: string, old: string | RegExp, next: string): Change =>
  edit(file, (text) => text.replaceAll(typeof old === 'string' ? old : new RegExp(old, 'gm'), next));
/** The cell of a row of results, by its place in the row. */
const cell = (key: string, at: number, next: string): Change =>
  edit(REPORT, (text) => text.replace(new RegExp(`^(\\| ${key} \\|(?:[^|]*\\|){${at - 1}})[^|]*`, 'm'), `$1 ${next} `));
const [NAME, VERDICT, ORACLE, COUNTS, LANDING] = [1, 2, 3, 4, 5];
const summary = (text: string): Change =>
  put(REPORT, 'All scenarios ran against the packaged configuration, see the table for tiers and figures.', text);
const all =
  (...changes: Change[]): Change =>
  async (directory) => {
    for (const change of changes) await change(directory);
  };
const commit = (head: string): Change => all(put(LOG, '4f1e2d0, clean', head), put(REPORT, '4f1e2d0, clean', head));
const digest = (directory: string): void =>
  void set(directory, 'evidence/S3/env.json', ['sut', 'digest'], 'b'.repeat(64));

/** The plan of S1 with another fault, and windows of another one. */
const fault = (planned: string, nemesis: string, mechanism: string): Change =>
  all(
    edit(PLAN, (text) =>
      text
        .replace('SIGKILL of a random node every 10 s, restart after 3 s', planned)
        .replace(
          /process kill; the node's PID is gone and its start time in \/proc is new after the\s+restart/,
          'a log',
        ),
    ),
    put('evidence/S1/nemesis.jsonl', '"kill","mechanism":"SIGKILL"', `"${nemesis}","mechanism":"${mechanism}"`),
  );
const budget = (words: string): Change =>
  edit(PLAN, (text) => text.replace('5 nodes, 4 minutes, 4 kills, 3 seeds', words));
const clocks = (write: (time: string) => string): Change =>
  all(
    edit(LOG, (text) =>
      text.replace(/^\| (20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z \|/gm, (_, time: string) => `| ${write(time)} |`),
    ),
    (directory) => {
      writeFileSync(join(directory, 'logs/record.jsonl'), '');
    },
  );
const said = '480 operations recorded, 480 consumed, 0 excluded, 4 indeterminate; valid; 3 seeds';
const box = (write: (id: string, evidence: string) => string): Change =>
  edit(REPORT, (text) =>
    text.replace(/^- \[x\] ([RW]\d+) .*: (see audit.json of .*)$/gm, (_, id: string, evidence: string) =>
      write(id, evidence),
    ),
  );

const PAIRS: readonly Pair<Change>[] = [
  {
    what: 'a commit that the head calls by its version, its tag or its image',
    honest: [
      commit('ledgerd 2.4.0, clean'),
      commit('release-2026.03, clean'),
      commit('registry.example.org/ledgerd:2.4.0-bookworm'),
      commit(`ledgerd@sha256:${'a'.repeat(64)}`),
    ],
    twins: {
      DST414: [commit('8c1f2aa, clean'), commit(`2.4.0 (8c1f2aa)`), commit(`ledgerd@sha256:${'c'.repeat(64)}`)],
    },
  },
  {
    what: 'a scenario that needs another build, whose digest the report gives',
    honest: [all(digest, summary(`S3 ran the build with the race detector, ${'b'.repeat(64)}.`))],
    twins: { DST414: [digest, all(digest, summary('S3 ran the build with the race detector.'))] },
  },
  {
    what: 'a fault that the plan names in words with several meanings',
    honest: [
      fault('loss of the leader every 10 s', 'node-crash', 'kill -9'),
      fault('split of a hot shard, and the coordinator dies in the middle', 'coordinator-dies', 'SIGKILL'),
      fault('the node hangs for 10 s (SIGSTOP)', 'hang', 'kill -s STOP'),
      fault('the data disk fills up (ENOSPC)', 'volume-full', 'xfs_quota'),
      fault('client connections are reset in a transaction', 'backend-kill', 'pg_terminate_backend'),
      fault('Absturz eines Knotens (kill -9), dann Netzwerkpartition', 'partition', 'nft'),
      fault('the container is stopped', 'container-stop', 'docker kill'),
    ],
    twins: {
      DST424: [
        fault('power loss of a random node', 'crash', 'SIGKILL'),
        fault('kill -9 of a random node', 'pause', 'kill -STOP'),
        fault('packet loss of 30 % between leader and followers (netem)', 'crash', 'kill -9'),
        fault('the process is paused (SIGSTOP)', 'partition', 'iptables DROP'),
      ],
    },
  },
  {
    what: 'a name that is shortened, or that of an arm',
    honest: [
      cell('S1', NAME, 'appends_survive_node_crash'),
      cell('S1', NAME, 'acked_appends_survive_crash'),
      cell('S1', NAME, 'Acknowledged appends survive a crash'),
      cell('S4/grpc', NAME, 'foreign_tenant_is_denied_on_grpc'),
      cell('S2', NAME, 'reads_stay_linearisable_while_the_leader_is_isolated'),
    ],
    twins: {
      DST310: [
        cell('S1', NAME, 'acknowledged_appends_survive_clean_restart'),
        cell('S4/grpc', NAME, 'own_tenant_can_read_its_accounts'),
        cell('S4/grpc', NAME, 'tenants_see_each_other_on_any_surface'),
      ],
    },
  },
  {
    what: 'a remark that tells what the nemesis, the clients or the control did',
    honest: [
      cell('S1', VERDICT, 'PASS-hardening (4 failovers)'),
      cell('S1', VERDICT, 'PASS-hardening (4 crash windows)'),
      cell('S1', VERDICT, 'PASS-hardening (manual failover, with client retries)'),
      cell('S1', VERDICT, 'PASS-hardening (the planted violation was found by the control)'),
      cell('S1', VERDICT, 'PASS-hardening (release budget not run)'),
      cell('S4/grpc', VERDICT, 'PASS-smoke (hardening budget not run)'),
    ],
    twins: {
      DST204: [
        cell('S1', VERDICT, 'PASS-hardening (one failover failed)'),
        cell('S1', VERDICT, 'PASS-hardening (the checker crashed once)'),
        cell('S1', VERDICT, 'PASS-hardening (after retries)'),
        cell('S1', VERDICT, 'PASS-hardening (violated in one seed)'),
        cell('S1', VERDICT, 'PASS-hardening (hardening budget not run)'),
      ],
    },
  },
  {
    what: 'a checker under another spelling',
    honest: [cell('S1', ORACLE, 'linearisability, key by key'), cell('S1', ORACLE, 'Wing & Gong (WGL)')],
    twins: { DST403: [cell('S1', ORACLE, 'no lost acks'), cell('S1', ORACLE, 'monotonic reads')] },
  },
  {
    what: 'figures with labels, shares, versions, dates and sums',
    honest: [
      cell('S1', COUNTS, 'recorded: 480; consumed: 480; excluded: 0; indeterminate: 4; valid; 3 seeds'),
      cell('S1', COUNTS, 'recorded: 480<br>consumed: 480<br>excluded: 0<br>indeterminate: 4<br>valid<br>3 seeds'),
      cell('S1', COUNTS, `${said} (100 % consumed, 99.2 % ok)`),
      cell('S1', COUNTS, '480 operations: 476 ok, 4 unknown (timeouts); all consumed; valid; 3 seeds'),
      cell('S1', COUNTS, `${said}; ledgerd 2.4.0, dst-skills 0.1.0`),
      cell('S1', LANDING, 'restarts of n1: 0 → 7 at 2026-03-14T09:00:35Z; 28 in all; 4 of 4 windows landed'),
    ],
    twins: {
      DST403: [
        cell('S1', COUNTS, 'recorded: 480; consumed: 480; excluded: 3; indeterminate: 4; valid; 3 seeds'),
        cell('S1', COUNTS, 'recorded: 480; consumed: 479; excluded: 0; indeterminate: 4; valid; 3 seeds'),
        cell('S1', COUNTS, `${said} (98 % ok)`),
        cell('S1', COUNTS, '480 operations: 478 ok, 3 unknown (timeouts); all consumed; valid; 3 seeds'),
        cell('S1', COUNTS, '480 operations: 476 ok, 4 indeterminate; all consumed; unknown; 3 seeds'),
        cell('S1', LANDING, 'restarts of n1: 0 → 7; 31 in all; 4 of 4 windows landed'),
      ],
    },
  },
  {
    what: 'the groups of a large number',
    honest: ['1,200', '1.200', '1 200', '1\u202f200', "1'200", '1_200'].map((many) =>
      all(
        (d) => writeEvidence(d, 'S1', { fault: true, operations: registerHistory({ seconds: 600 }) }),
        cell(
          'S1',
          COUNTS,
          `${many} operations recorded, ${many} consumed, 0 excluded, 4 indeterminate; valid; 3 seeds`,
        ),
      ),
    ),
    twins: {
      DST403: [
        all(
          (d) => writeEvidence(d, 'S1', { fault: true, operations: registerHistory({ seconds: 600 }) }),
          cell('S1', COUNTS, '1.201 operations recorded, 1.201 consumed, 0 excluded, 4 indeterminate; valid; 3 seeds'),
        ),
      ],
    },
  },
  {
    what: 'a summary that counts a tier, names the plan, or tells what the documents promise',
    honest: [
      summary('Three of four scenarios passed at the hardening tier, the fourth at smoke.'),
      summary('The threats are in [the plan](../../../plan.md).'),
      summary('The documentation guarantees that there is no data loss on a crash, which four windows tested.'),
    ],
    twins: {
      DST221: [summary('Four of four scenarios passed at the hardening tier.')],
      DST416: [summary('The threats are in [the notes](../../../notes.md).')],
      DST218: [summary('The four windows guarantee that there is no data loss on a crash.')],
    },
  },
  {
    what: 'a budget whose figures are written as the author writes them',
    honest: [
      budget('5 nodes, 4,0 minutes, 4 kills, 3 seeds'),
      budget('five nodes; four minutes; four kills; seeds {7, 11, 13}'),
    ],
    twins: {
      DST411: [
        budget('5 nodes, 4,5 minutes, 4 kills, 3 seeds'),
        budget('5 nodes, 4 minutes, 4 kills, seeds {7, 11, 13, 17}'),
      ],
    },
  },
  {
    what: 'times and events of a timeline',
    honest: [
      clocks((time) => `${time.replace(/[-:]/g, '')}Z`),
      clocks((time) => `${time.replaceAll(':', '-')}Z`),
      all(
        clocks((time) => time),
        put(LOG, '| start |', '| scenario start |'),
        put(LOG, '| oracle |', '| linearizability check |'),
      ),
    ],
    twins: {
      DST409: [
        clocks((time) => time.slice(0, 10)),
        all(
          clocks((time) => time),
          put(LOG, '| oracle |', '| scenario over |'),
        ),
      ],
    },
  },
  {
    what: 'heads, boxes and verdicts in tables and headings',
    honest: [
      edit(REPORT, (text) =>
        text.replace(
          /\*\*Plan:\*\* (.*)\n\*\*Commit under test:\*\* (.*)\n\*\*Session dir:\*\* (.*)\n/,
          '| Field | Value |\n|---|---|\n| Plan | $1 |\n| Commit under test | $2 |\n| Session dir | $3 |\n',
        ),
      ),
      edit(REPORT, (text) => text.replace(/\*\*Session verdict: (\w+)\*\* — /, '### Session verdict: $1\n\n')),
      box((id, evidence) => `- [x] ${id}: ${evidence}`),
      all(
        box((id, evidence) => `| [x] | ${id} | ${evidence} |`),
        put(REPORT, /^((?:Red flags|Weak oracles) \(.*\):\n)$/, '$1\n| Box | Item | Evidence |\n|---|---|---|'),
      ),
    ],
    twins: {
      DST217: [
        box((id) => `- [x] ${id}: it is as it should be`),
        all(
          box((id, evidence) => `| ${id === 'R4' ? '[ ]' : '[x]'} | ${id} | ${evidence} |`),
          put(REPORT, /^((?:Red flags|Weak oracles) \(.*\):\n)$/, '$1\n| Box | Item | Evidence |\n|---|---|---|'),
        ),
      ],
    },
  },
  {
    what: 'files with names of their own',
    honest: [
      all((d) => {
        writeFileSync(join(d, 'logs/knoten-süd.log'), 'leader\n');
      }, summary('The log of the node in the south: [log](../logs/knoten-s%C3%BCd.log).')),
      all(
        (d) => {
          writeFileSync(join(d, 'logs/S3-gateway.log'), 'GET /\n');
        },
        cell('S1', LANDING, 'restarts of n1: 0 → 7 inside E1 (logs/S3-gateway.log); 4 of 4 windows landed'),
      ),
    ],
    twins: {
      DST417: [
        (d) => {
          writeFileSync(join(d, 'logs/knoten-süd.log'), 'leader\n');
        },
      ],
      DST220: [
        cell('S1', LANDING, 'restarts of n1: 0 → 7 inside E1 (evidence/S3/nemesis.jsonl); 4 of 4 windows landed'),
      ],
    },
  },
  {
    what: 'a requirement with its words in another order',
    honest: [put(LOG, '| network namespaces and nftables', '| `nftables` in network namespaces')],
    twins: { DST410: [put(LOG, '| network namespaces and nftables', '| network of the office')] },
  },
];

t.setTimeout(900_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

async function told(copy: string, change: Change): Promise<string[]> {
  const directory = join(copy, SESSION);
  cpSync(root, dirname(dirname(directory)), { recursive: true });
  await change(directory);
  await seal(directory, undefined, (path) => path);
  return (await audit(directory, null)).told.map(({ text }) => text);
}

testPairs(PAIRS, told);
