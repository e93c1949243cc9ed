// What `new report` and `new finding` make of a session: verdicts by the tree, figures of the records, nothing invented.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { recordRerun } from '../../lib/evidence/recorder.js';
import { seal } from '../../lib/evidence/seal.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { parseReport } from '../../lib/report/parse.js';
import { Source } from '../../lib/document/source.js';
import { coverageRows } from '../../lib/scaffold/judgement.js';
import type { FoundPlan } from '../../lib/session/plan-of.js';
import type { ScenarioState } from '../../lib/session/state.js';
import { fieldOf } from '../../lib/plan/fields.js';
import { cli } from '../support/cli.js';
import { completeSession, emptySession, sessionPlan, type Made } from '../support/session.js';
import { registerHistory, writeEvidence } from '../support/session-evidence.js';

// Whole sessions are made and audited, on a machine that may be busy.
t.setTimeout(300_000);

interface Message {
  readonly name: string;
  readonly message: string;
}

async function lint(made: Made): Promise<{ code: number; rules: string[]; messages: string[] }> {
  const { code, stdout } = await cli(['lint', made.directory, '--format', 'json'], { cwd: made.root });
  const { files } = JSON.parse(stdout) as { files: { messages: Message[] }[] };
  const all = files.flatMap(({ messages }) => messages);
  return {
    code,
    rules: [...new Set(all.map(({ name }) => name))],
    messages: all.map(({ message }) => message),
  };
}

const make = async (made: Made, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  cli(['new', ...args], { cwd: made.root });

const reportOf = (made: Made): ReturnType<typeof parseReport> =>
  parseReport(new Source('report.md', readFileSync(join(made.directory, 'findings', 'report.md'), 'utf8')));

/** A complete session in which S2 has read a stale value, in two of three re-runs again. */
async function failingSession(root: string): Promise<Made> {
  const made = await completeSession(root);
  const { directory } = made;
  rmSync(join(directory, 'findings', 'report.md'));
  rmSync(join(directory, 'evidence', 'S2'), { recursive: true });
  await writeEvidence(directory, 'S2', { fault: true, operations: registerHistory({ stale: true }) });
  for (const [seed, result] of [
    [1, 'invalid'],
    [1, 'valid'],
    [1, 'invalid'],
  ] as const)
    await recordRerun(directory, 'S2', { seed, result, evidence: null });
  await seal(directory, undefined, (path) => path);
  return made;
}

t.test('a session in which nothing ran gives a report without a gap that says BLOCKED', async (t) => {
  const made = emptySession(t.testdir());
  const { code, stdout } = await make(made, 'report', made.directory);
  t.strictSame([code, stdout], [0, 'test-sessions/2026-03-14T09-00-00Z/findings/report.md\n']);
  const report = reportOf(made);
  t.equal(report.sessionVerdict?.value, 'BLOCKED');
  t.strictSame(
    report.results.map(({ key, verdict }) => [key, verdict?.value]),
    ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export', 'S4'].map((key) => [key, 'NOT-RUN']),
  );
  const { code: clean, rules } = await lint(made);
  t.strictSame([clean, rules], [0, []]);
});

t.test('a complete session gives a report in which only the prose of the summary is open', async (t) => {
  const made = await completeSession(t.testdir());
  rmSync(join(made.directory, 'findings', 'report.md'));
  t.equal((await make(made, 'report', made.directory)).code, 0);
  const { rules, messages } = await lint(made);
  t.strictSame(new Set(rules), new Set(['unfilled-placeholder']), messages.join('\n'));
  t.equal(messages.length, 2, 'what ran and was found, and what was seen besides');
  const report = reportOf(made);
  t.equal(report.sessionVerdict?.value, 'DONE');
  const row = report.results.find(({ key }) => key === 'S1');
  t.match(
    row?.execution?.value,
    /^480 operations recorded, 480 consumed, 0 excluded, 4 indeterminate; valid; 3 seeds$/,
  );
  t.match(row?.landing?.value, /^restarts of n1 \(victim\): 0 → 7 inside E1; 4 of 4 windows landed$/);
  t.strictSame(
    report.audits.map(({ keys, items }) => [keys[0], items.filter(({ ticked }) => ticked).length]),
    ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'].map((key) => [key, 24]),
  );
  t.strictSame(
    report.disclosures.map(({ scenarios }) => scenarios[0]?.id),
    ['S2', 'S4'],
  );
});

t.test('a hypothesis that the plan leaves to a single test has its result open, once something ran', (t) => {
  const row = '| H4: rows of others | an integration test decides it: export as a, rows of b | none | never |';
  const text = sessionPlan()
    .replace(/^\| M1: request ids.*$/m, (first) => `${first}\n${row}`)
    .replace(/^(- \*\*Closes hypotheses:\*\*.*)\bH4\b.*$/gm, '$1H1');
  const plan = parsePlan(new Source('plan.md', text));
  const rowOf = (verdict: string): string[] | undefined =>
    coverageRows({ plan } as FoundPlan, [{ id: 'S1', verdict, arms: [] } as unknown as ScenarioState]).find(
      ([id]) => id === 'H4',
    );
  t.match(rowOf('PASS-smoke'), ['H4', '7c', /^\{\{what the single test of 7c showed/]);
  t.strictSame(rowOf('NOT-RUN'), ['H4', 'none', 'not exercised because no scenario closes it']);
  t.end();
});

t.test('a violation lowers what it touches, and its finding holds what the evidence knows', async (t) => {
  const made = await failingSession(t.testdir());
  t.equal((await make(made, 'report', made.directory)).code, 0);
  const report = reportOf(made);
  t.equal(report.sessionVerdict?.value, 'FAIL');
  const row = report.results.find(({ key }) => key === 'S2');
  t.equal(row?.verdict?.value, 'FAIL-reproducible');
  t.match(row?.execution?.value, /; invalid; 3 seeds; 2 of 3 re-runs showed it again$/);
  t.equal(row?.reduction?.value, 'unknown — pending reduction');
  const [finding] = report.findings;
  t.equal(report.findings.length, 1);
  const value = (key: Parameters<typeof fieldOf>[1]): string | undefined =>
    finding === undefined ? undefined : fieldOf(finding.fields, key)?.value.value;
  t.equal(finding?.id, 'F1');
  t.match(finding?.title, /^nonlinearizable on key "k1"$/);
  t.equal(value('scenario'), 'S2');
  t.match(
    value('happened'),
    /^linearizability \S+ \(model register\) found the history invalid against C\d.*operations/,
  );
  t.match(value('reproducer'), /seeds 1, 2, 3: 2 of 3 re-runs showed it again; the history is judged again by/);
  t.match(value('evidence'), 'evidence/S2/checker.json');
  const falsified = report.adequacy
    .filter(({ after }) => after?.value.startsWith('falsified'))
    .map(({ claims }) => claims[0]?.id);
  t.ok(falsified.length > 0);
  const less = report.confidence.find(({ key }) => key === 'less')?.value.value;
  t.equal(less, `a violation of ${falsified.join(', ')} was found.`);
  const { rules, messages } = await lint(made);
  t.strictSame(rules, ['unfilled-placeholder'], messages.join('\n'));
});

t.test('a report is not overwritten; what the evidence says now can be printed', async (t) => {
  const made = await completeSession(t.testdir());
  const mine = readFileSync(join(made.directory, 'findings', 'report.md'), 'utf8');
  const again = await make(made, 'report', made.directory);
  t.equal(again.code, 2);
  t.match(again.stderr, /report\.md is there already\nhelp: print what the evidence says now with -o -/);
  t.equal(readFileSync(join(made.directory, 'findings', 'report.md'), 'utf8'), mine);
  const printed = await make(made, 'report', made.directory, '-o', '-');
  t.match(printed.stdout, /^# Findings: ledgerd/);
});

t.test('a report needs its plan', async (t) => {
  const made = emptySession(t.testdir());
  renameSync(join(made.root, 'plan.md'), join(made.root, 'elsewhere.md'));
  const lost = await make(made, 'report', made.directory);
  t.equal(lost.code, 2);
  t.match(lost.stderr, /the plan of .* is not found\nhelp: name it: --plan <file>/);
  t.equal((await make(made, 'report', made.directory, '--plan', 'elsewhere.md')).code, 0);
});

t.test('new finding writes the file of a scenario, and one of its own for each further finding', async (t) => {
  const made = await failingSession(t.testdir());
  const first = await make(
    made,
    'finding',
    made.directory,
    '-s',
    'S2',
    '--severity',
    'P0',
    '--blame',
    'SUT',
    '--kind',
    'partition',
  );
  t.strictSame([first.code, first.stdout], [0, 'test-sessions/2026-03-14T09-00-00Z/findings/S2.md: F1\n']);
  const path = join(made.directory, 'findings', 'S2.md');
  const text = readFileSync(path, 'utf8');
  t.match(text, /^# S2: \w+\n\n\*\*Verdict:\*\* FAIL-reproducible — node 3 of the tree: /);
  for (const line of ['- **Severity:** P0', '- **Reduction classification:** SUT', '- **Classification:** partition'])
    t.ok(text.includes(`\n${line}\n`), line);
  const second = await make(made, 'finding', made.directory, '-s', 'S2', '--title', 'the answer names the wrong node');
  t.match(second.stdout, /findings\/S2-2\.md: F2\n$/);
  t.equal(readFileSync(path, 'utf8'), text, 'what was there stays');
  t.match(
    readFileSync(join(made.directory, 'findings', 'S2-2.md'), 'utf8'),
    /^# S2: [\s\S]*\n### Finding F2: the answer names the wrong node\n/,
  );
  // The report takes them up, with the blame in the row, and makes none of its own beside them.
  t.equal((await make(made, 'report', made.directory)).code, 0);
  const report = reportOf(made);
  t.strictSame(
    report.findings.map(({ id }) => id),
    ['F1', 'F2'],
  );
  t.equal(report.results.find(({ key }) => key === 'S2')?.reduction?.value, 'SUT');
});

t.test('a scenario that shows no violation gets a file that says so', async (t) => {
  const made = await completeSession(t.testdir());
  const { code, stdout } = await make(made, 'finding', made.directory, '--scenario', 's4/GRPC');
  t.strictSame([code, stdout], [0, 'test-sessions/2026-03-14T09-00-00Z/findings/S4-grpc.md: no finding\n']);
  const text = readFileSync(join(made.directory, 'findings', 'S4-grpc.md'), 'utf8');
  t.match(text, /\*\*Verdict:\*\* PASS-smoke — node 8 of the tree: .*\n\n- For a better verdict: /);
  t.match(text, /\nNo finding\.\n$/);
  const again = await make(made, 'finding', made.directory, '--scenario', 'S4/grpc');
  t.equal(again.code, 2);
  t.match(again.stderr, /shows no violation to add to it\nhelp: pass --title/);
  const titled = await make(
    made,
    'finding',
    made.directory,
    '-s',
    'S4/grpc',
    '--title',
    'p99 trebles',
    '--severity',
    'P2',
  );
  t.match(titled.stdout, /: F1\n$/);
  const now = readFileSync(join(made.directory, 'findings', 'S4-grpc.md'), 'utf8');
  t.notMatch(now, 'No finding.');
  t.match(now, /### Finding F1: p99 trebles\n[\s\S]*- \*\*Severity:\*\* P2\n/);
  t.equal((await lint(made)).messages.filter((message) => !message.includes('placeholder')).length, 0);
});

t.test('the session may be the working directory, or one above it', async (t) => {
  const made = await failingSession(t.testdir());
  const inside = join(made.directory, 'evidence', 'S2');
  const { stdout } = await cli(['new', 'finding', '-s', 'S2'], { cwd: inside });
  t.match(stdout, /findings\/S2\.md: F1\n$/);
  t.ok(existsSync(join(made.directory, 'findings', 'S2.md')));
});

t.test('a checker from elsewhere whose anomalies are words gives its words', async (t) => {
  const made = await failingSession(t.testdir());
  const path = join(made.directory, 'evidence', 'S2', 'checker.json');
  const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(
    path,
    JSON.stringify({ ...record, checker: 'elle', model: null, anomalies: ['G-single-item', 'G1c', 'x', 'y'] }),
  );
  await make(made, 'finding', made.directory, '-s', 'S2');
  const text = readFileSync(join(made.directory, 'findings', 'S2.md'), 'utf8');
  t.match(text, /### Finding F1: G-single-item\n/);
  t.match(text, /found the history invalid against C\d.*: G-single-item; G1c; x; 1 more in the checker's record\./);
  t.notMatch(text, 'dst-skills check', 'a checker that is not ours cannot be called again');
});

t.test('the command that judges again has the options of the check', async (t) => {
  const made = await failingSession(t.testdir());
  const path = join(made.directory, 'evidence', 'S2', 'checker.json');
  const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(
    path,
    JSON.stringify({
      ...record,
      model: 'queue',
      checker: 'total-queue',
      args: { from: null, options: { delivery: 'exactly-once', final: "it's" }, timeout_s: 60, memory_mb: 512 },
    }),
  );
  await make(made, 'finding', made.directory, '-s', 'S2');
  t.match(
    readFileSync(join(made.directory, 'findings', 'S2.md'), 'utf8'),
    "`npx dst-skills check evidence/S2/history.jsonl --model queue --checker total-queue --option delivery=exactly-once --option 'final=it'\\''s'`",
  );
});

t.test('a checker that is not built in judges again by a command that its author knows', async (t) => {
  const made = await failingSession(t.testdir());
  const path = join(made.directory, 'evidence', 'S2', 'checker.json');
  const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...record, checker: 'prop-idle-wait' }));
  await make(made, 'finding', made.directory, '-s', 'S2');
  const text = readFileSync(join(made.directory, 'findings', 'S2.md'), 'utf8');
  t.match(text, '{{command that runs prop-idle-wait over evidence/S2/history.jsonl}}');
  t.notMatch(text, 'dst-skills check');
});

t.test('the row quotes a reading that moved, and numbers in its name are no figures', async (t) => {
  const made = await failingSession(t.testdir());
  const path = join(made.directory, 'evidence', 'S2', 'nemesis.jsonl');
  const name = 'ids that waited for more than 2500 ms in /proc/19609';
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const changed = lines.map((text) => {
    const line = JSON.parse(text) as { epoch: string; landing?: { name: string; before: number; after: number }[] };
    for (const reading of line.landing ?? []) {
      reading.name = name;
      if (line.epoch === 'E1') reading.after = reading.before;
    }
    return JSON.stringify(line);
  });
  writeFileSync(path, `${changed.join('\n')}\n`);
  t.equal((await make(made, 'report', made.directory)).code, 0);
  const row = reportOf(made).results.find(({ key }) => key === 'S2');
  t.equal(row?.landing?.value.trim(), `${name} (victim): 10 → 17 inside E2; 3 of 4 windows landed`);
  const about = (await lint(made)).messages.filter((message) => /2500|19609|did not land/.test(message));
  t.strictSame(about, []);
});

t.test('wrong usage is said, and nothing is written', async (t) => {
  const made = emptySession(t.testdir());
  mkdirSync(join(made.root, 'empty'));
  for (const [args, message] of [
    [['finding', made.directory], /new finding needs --scenario/],
    [['finding', made.directory, '-s', 'S9'], /no scenario or arm "S9"\nhelp: it has S1, S2, S3, S4\/grpc/],
    [['report', 'empty'], /empty is no session directory/],
    [['report'], /new report needs the session directory/],
    [['plan'], /new plan needs a name/],
    [['session', 'plan.md', '--severity', 'P0'], /new session takes no --severity\nhelp: it takes --dir/],
    [['reprot', 'x'], /new got "reprot", expected one of plan, session, report, finding\. Did you mean "report"\?/],
    [['finding', made.directory, '-s', 'S1', '--severity', 'P7'], /--severity got "P7", expected one of P0, P1/],
  ] as const) {
    const { code, stderr, stdout } = await make(made, ...args);
    t.strictSame([code, stdout], [2, ''], args.join(' '));
    t.match(stderr, message);
  }
  t.notOk(existsSync(join(made.directory, 'findings', 'report.md')));
});
