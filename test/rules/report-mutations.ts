/**
 * One way to break a clean report. In what is put in, ⟦DST203⟧ says which rule must report that very place; what the
 * rules in `also` say besides is a consequence.
 */
export interface ReportMutation {
  readonly name: string;
  readonly edits: readonly (readonly [find: string | RegExp, put: string])[];
  readonly also: readonly string[];
}

const mutation = (name: string, ...rest: (readonly [string | RegExp, string] | string)[]): ReportMutation => ({
  name,
  edits: rest.filter((one) => typeof one !== 'string'),
  also: rest.filter((one) => typeof one === 'string'),
});

/** A row of the results up to its n-th cell (0 is the ID), and that cell. */
const cell = (key: string, n: number): RegExp =>
  new RegExp(
    `(^(?:\\| [^|\\n]* )(?<=^\\| ${key.replace('/', '\\/')} )(?:\\| [^|\\n]* ){${n - 1}}\\| )[^|\\n]*(?= \\|)`,
    'm',
  );
const CELL = { verdict: 2, oracle: 3, execution: 4, landing: 5, artifact: 6, blame: 7 };
const line = (start: string): RegExp => new RegExp(`^${start}.*\\n`, 'm');
const section = (title: string): RegExp => new RegExp(`^## ${title}\\n[^]*?(?=^## |$(?![^]))`, 'm');

/** Mutations of test/fixtures/reports/ledger-stale-read.md. */
export const REPORT_MUTATIONS: readonly ReportMutation[] = [
  // The head.
  mutation('the plan is not named', [line('\\*\\*Plan:'), ''], [/^# /, '# ⟦DST200⟧']),
  mutation('the commit is not named', [line('\\*\\*Commit'), ''], [/^# /, '# ⟦DST200⟧']),
  mutation('the session is not named', [line('\\*\\*Session dir'), ''], [/^# /, '# ⟦DST200⟧']),
  mutation('the commit is a branch', [/4f1e2d0 .*/, '⟦DST200⟧main']),
  mutation('the commit is the latest build', [/4f1e2d0 .*/, '⟦DST200⟧latest build']),
  mutation('the commit is not filled in', [/4f1e2d0 .*/, '⟦DST002⟧TBD']),
  mutation('the session is blank', [/(\*\*)(Session dir:\*\*).*/, '$1⟦DST200⟧$2']),

  // Sections.
  ...[
    ['Findings', 'Scenario results', 'DST210'],
    ['Coverage summary', 'Findings', ''],
    ['Surface coverage', 'Coverage summary', ''],
    ['Release-budget disclosures', 'Surface coverage', ''],
    ['Adequacy assessment', 'Release-budget disclosures', ''],
    ['Confidence delta', 'Adequacy assessment', ''],
    ['Green-but-broken check', 'Confidence delta', ''],
  ].map(([title = '', before = '', also = '']) =>
    mutation(`the section "${title}" is missing`, [section(title), ''], [`## ${before}`, `## ⟦DST201⟧${before}`], also),
  ),
  mutation('the section "Summary" is missing', [section('Summary'), ''], [/^# /, '# ⟦DST201⟧'], 'DST202'),
  mutation('an empty section', [/(## )(Release-budget disclosures\n)[^]*?(?=## )/, '$1⟦DST201⟧$2\n'], 'DST303'),
  mutation(
    'two summaries',
    ['\n## Findings', '\n## ⟦DST201⟧Summary\n\n**Session verdict: FAIL** — F1 reproduced.\n\n## Findings'],
    'DST201',
  ),
  mutation(
    'the confidence before the coverage',
    [section('Confidence delta'), ''],
    [
      '\n## Coverage summary',
      '\n## ⟦DST201⟧Confidence delta\n\n- **More:** a.\n- **Less:** b.\n- **Unchanged:** c.\n\n## Coverage summary',
    ],
    'DST201',
  ),

  // The session verdict.
  mutation(
    'no session verdict',
    [/^\*\*Session verdict: FAIL\*\* — .*$/m, 'It went as we thought.'],
    ['## Summary', '## ⟦DST202⟧Summary'],
  ),
  mutation('the session verdict in small letters', ['verdict: FAIL', 'verdict: ⟦DST202⟧fail']),
  mutation('the session verdict in the past tense', ['verdict: FAIL', 'verdict: ⟦DST202⟧Failed']),
  mutation('a FAIL that is called DONE', ['verdict: FAIL', 'verdict: ⟦DST214⟧DONE'], 'DST305', 'DST221', 'DST204'),
  mutation('a FAIL that is called DONE_WITH_CONCERNS', ['verdict: FAIL', 'verdict: ⟦DST214⟧DONE_WITH_CONCERNS']),
  mutation('a FAIL that is called INCONCLUSIVE', ['verdict: FAIL', 'verdict: ⟦DST214⟧INCONCLUSIVE']),
  mutation('a FAIL that is called BLOCKED', ['verdict: FAIL', 'verdict: ⟦DST214⟧BLOCKED']),
  mutation(
    'a reproduced violation that the headline denies',
    ['verdict: FAIL', 'verdict: ⟦DST214⟧FAIL'],
    ['it reproduced in 4 of 5 re-runs', 'it did not reproduce'],
  ),
  mutation('all scenarios passed, says the summary', [
    'S1 passed at the hardening',
    '⟦DST221⟧All scenarios passed. S1 passed at the hardening',
  ]),
  mutation('no violation was found, says the summary', [
    'S1 passed at the hardening',
    '⟦DST221⟧No violations were found. S1 passed at the hardening',
  ]),
  mutation('three of four passed, says the summary', [
    'S1 passed at the hardening',
    '⟦DST221⟧3 of 4 scenarios passed. S1 passed at the hardening',
  ]),

  // Verdicts of rows.
  mutation('a bare PASS', [cell('S1', CELL.verdict), '$1⟦DST203⟧PASS']),
  mutation('a bare FAIL', [cell('S2', CELL.verdict), '$1⟦DST203⟧FAIL'], 'DST212', 'DST214'),
  mutation('a verdict in small letters', [cell('S1', CELL.verdict), '$1⟦DST203⟧pass-hardening']),
  mutation('a verdict that nobody knows', [cell('S1', CELL.verdict), '$1⟦DST203⟧SUCCESS'], 'DST307'),
  mutation('a tick for a verdict', [cell('S1', CELL.verdict), '$1⟦DST203⟧✅'], 'DST307'),
  mutation('no verdict', [/(\| )(S1)( \| \w+ \| )PASS-hardening/, '$1⟦DST203⟧$2$3'], 'DST307'),
  mutation('two verdicts', [cell('S1', CELL.verdict), '$1⟦DST203⟧PASS-smoke, PASS-hardening'], 'DST307'),
  mutation('a verdict with a no-break hyphen', [cell('S1', CELL.verdict), '$1⟦DST203⟧PASS\u2011hardening']),
  mutation('an older spelling', [cell('S3', CELL.verdict), '$1⟦DST203⟧BLOCKED (no election was seen in any window)']),
  mutation('a row without a scenario', [/^\| S3 \|/m, '| ⟦DST203⟧the third |'], 'DST300', 'DST306', 'DST307'),
  mutation('a PASS that is taken back', [
    cell('S1', CELL.verdict),
    '$1⟦DST204⟧PASS-hardening (but one run was rejected)',
  ]),
  mutation('a PASS after some tries', [cell('S1', CELL.verdict), '$1⟦DST204⟧PASS-hardening (after 3 tries)']),
  mutation('an almost PASS', [cell('S1', CELL.verdict), '$1almost ⟦DST204⟧PASS-hardening']),
  mutation('a PASS that assumes', [
    cell('S1', CELL.verdict),
    '$1⟦DST204⟧PASS-hardening (assuming the clock was right)',
  ]),
  mutation(
    'two arms in one row',
    [/^\| S4\/grpc \|/m, '| ⟦DST205⟧S4/grpc, /http |'],
    [line('\\| S4\\/http \\| t'), ''],
  ),
  mutation('an arm without its scenario', [/^\| S4\/http \| t/m, '| ⟦DST205⟧/http | t']),
  mutation('a second row of a scenario', [/^(\| )(S3 \|.*\n)/m, '$1$2$1⟦DST215⟧$2']),

  // Evidence of rows.
  mutation('an oracle that counts nothing', [cell('S1', CELL.execution), '$1⟦DST206⟧the checker is happy; 5 seeds']),
  mutation('an oracle that saw no operation', [
    cell('S1', CELL.execution),
    '$1⟦DST206⟧0 operations consumed; valid; 5 seeds',
  ]),
  mutation('an oracle without evidence', [cell('S4/grpc', CELL.execution), '$1⟦DST206⟧TBD'], 'DST002'),
  mutation('only seeds are counted', [cell('S1', CELL.execution), '$1⟦DST206⟧5 seeds, all green']),
  mutation('the script ran', [cell('S1', CELL.landing), '$1⟦DST207⟧the kill script ran, exit code 0']),
  mutation('the injector reported success', [cell('S1', CELL.landing), '$1⟦DST207⟧injector reported success']),
  mutation('a counter that stayed', [cell('S1', CELL.landing), '$1⟦DST207⟧drop counter 0 → 0']),
  mutation('no landing evidence', [cell('S1', CELL.landing), '$1⟦DST207⟧none']),
  mutation('times of the window only', [cell('S1', CELL.landing), '$1⟦DST207⟧injected from 10:00:00 to 10:05:00']),
  mutation(
    'one seed',
    [cell('S1', CELL.execution), '$1⟦DST208⟧4,812 acknowledged appends, 4,812 read back; seed 42'],
    'DST308',
  ),
  mutation(
    'a single seed in words',
    [cell('S1', CELL.execution), '$1⟦DST208⟧4,812 appends read back; a single seed'],
    'DST308',
  ),
  mutation('the final state only', [
    cell('S1', CELL.execution),
    '$1⟦DST208⟧final state only: 4,812 entries on all nodes; 5 seeds',
  ]),
  mutation('a sample', [cell('S1', CELL.execution), '$1⟦DST208⟧sampled keys: 480 operations consumed; 5 seeds']),
  mutation('a checker that did not decide', [
    cell('S1', CELL.execution),
    '$1⟦DST208⟧480 operations; result: unknown; 5 seeds',
  ]),
  mutation('the smoke budget', [
    cell('S1', CELL.execution),
    '$1⟦DST208⟧480 operations consumed at the smoke budget; 5 seeds',
  ]),
  mutation('a violation under a PASS', [
    cell('S1', CELL.execution),
    '$1⟦DST208⟧4,812 appends read back, 2 lost acks; 5 seeds',
  ]),
  mutation('an oracle that only looks whether it lives', [
    cell('S1', CELL.oracle),
    '$1⟦DST219⟧the process stays alive',
  ]),
  mutation('an oracle that reads logs', [cell('S1', CELL.oracle), '$1⟦DST219⟧no errors in the logs']),
  mutation('the evidence of another scenario', [
    /(^\| S1 \|.*\| )\[S1\]\(\.\.\/evidence\/S1\//m,
    '$1[⟦DST220⟧S1](../evidence/S2/',
  ]),
  mutation('the evidence of another arm', [
    /(^\| S4\/http \| t.*\| )\[S4\/http\]\(\.\.\/evidence\/S4\/http/m,
    '$1[⟦DST220⟧S4/http](../evidence/S4/grpc',
  ]),

  // Reasons, findings, re-runs.
  mutation(
    'an INCONCLUSIVE without a reason',
    [/(^\| S3 \| \w+ \| )(INCONCLUSIVE-fault-not-proven) \([^)]*\)(.*\| )term stayed at 4/m, '$1⟦DST209⟧$2$3none'],
    [/9,120 request ids, each booked once/, '-'],
  ),
  mutation('a NOT-RUN without a reason', [/(^\| S4\/export \| \w+ \| )(NOT-RUN) \([^)]*\)/m, '$1⟦DST209⟧$2']),
  mutation('a NOT-RUN for various reasons', [
    /(^\| S4\/export \| \w+ \| )(NOT-RUN) \([^)]*\)/m,
    '$1⟦DST209⟧$2 (various reasons)',
  ]),
  mutation(
    'a FAIL without a finding',
    [section('Findings'), '## Findings\n\nNo finding.\n\n'],
    [cell('S2', CELL.verdict), '$1⟦DST210⟧FAIL-reproducible'],
  ),
  mutation(
    'a finding of a scenario that passed',
    [/(### )(Finding F1.*\n\n- \*\*Scenario:\*\* )S2/, '$1⟦DST210⟧$2S1'],
    [cell('S2', CELL.verdict), '$1⟦DST210⟧FAIL-reproducible'],
  ),
  ...[
    'Scenario',
    'What happened',
    'Reproducer',
    'Reduction classification',
    'Classification',
    'Severity',
    'Evidence',
    'Suggested next action',
  ].map((label) =>
    mutation(
      `a finding without ${label}`,
      [line(`- \\*\\*${label}:`), ''],
      ['### Finding F1', '### ⟦DST211⟧Finding F1'],
      'DST210',
      'DST212',
    ),
  ),
  mutation('a finding that blames two', ['classification:** SUT', 'classification:** ⟦DST211⟧SUT or harness']),
  mutation('a finding that blames the weather', ['classification:** SUT', 'classification:** ⟦DST211⟧weather']),
  mutation('a finding that blames nobody, and waits for nothing', [
    'classification:** SUT',
    'classification:** ⟦DST211⟧unknown',
  ]),
  mutation('a kind of defect that there is not', [
    'Classification:** partition',
    'Classification:** ⟦DST211⟧weirdness',
  ]),
  mutation('a severity that there is not', ['Severity:** P0', 'Severity:** ⟦DST211⟧P9']),
  mutation('a reproducer that is none', [/(Reproducer:\*\* ).*/, '$1⟦DST002⟧TBD']),
  mutation(
    'a FAIL without re-runs',
    ['1 anomaly; 4 of 5 re-runs with seed 3', '1 anomaly'],
    ['; 4 of 5 re-runs showed it', ''],
    ['it reproduced in 4 of 5 re-runs', 'see there'],
    [cell('S2', CELL.verdict), '$1⟦DST212⟧FAIL-reproducible'],
  ),
  mutation(
    'a FAIL that never showed again, called reproducible',
    [/4 of 5 re-runs/g, '0 of 5 re-runs'],
    [cell('S2', CELL.verdict), '$1⟦DST212⟧FAIL-reproducible'],
    'DST214',
  ),
  mutation(
    'a FAIL that showed again, called nondeterministic',
    [cell('S2', CELL.verdict), '$1⟦DST212⟧FAIL-nondeterministic'],
    'DST214',
  ),

  // Arms.
  mutation('an aggregate that is better than its arms', [
    /(^\| S4 \| \w+ \| )PARTIAL-surface/m,
    '$1⟦DST213⟧PASS-smoke',
  ]),
  mutation('an aggregate that forgets its passes', [
    /(^\| S4 \| \w+ \| )PARTIAL-surface/m,
    '$1⟦DST213⟧NOT-RUN (see arms)',
  ]),
  mutation('arms without an aggregate', [line('\\| S4 \\| t'), ''], [/^\| S4\/grpc \| t/m, '| ⟦DST213⟧S4/grpc | t']),
  mutation(
    'a failed arm under a PARTIAL',
    [cell('S4/http', CELL.verdict), '$1FAIL-nondeterministic'],
    [/(^\| S4 \| \w+ \| )PARTIAL-surface/m, '$1⟦DST213⟧PARTIAL-surface'],
    'DST210',
    'DST212',
    'DST222',
  ),
  mutation('an arm with two verdicts in two tables', [
    /(nightly CSV export \| not run \| not run \| )NOT-RUN/,
    '$1⟦DST222⟧PASS-smoke',
  ]),

  // Confidence and the check.
  ...['More', 'Less', 'Unchanged'].map((part) =>
    mutation(
      `the confidence delta without ${part}`,
      [line(`- \\*\\*${part}:`), ''],
      ['## Confidence delta', '## ⟦DST216⟧Confidence delta'],
    ),
  ),
  mutation('a part of the confidence delta that is blank', [/(- \*\*)(Less:\*\*).*/, '$1⟦DST216⟧$2']),
  mutation(
    'a PASS without a block',
    [/^### S1\n[^]*?(?=^### )/m, ''],
    ['## Green-but-broken check', '## ⟦DST217⟧Green-but-broken check'],
  ),
  mutation('a block without a box', [/^(### )(S1\n[^]*?)- \[x\] W7 .*\n/m, '$1⟦DST217⟧$2']),
  mutation('an open red flag', [/^- \[x\] R4/m, '- ⟦DST217⟧[ ] R4']),
  mutation('an open weak-oracle item', [/^- \[x\] W3/m, '- ⟦DST217⟧[ ] W3']),
  mutation('boxes that nobody has answered yet', [
    /^- \[x\] (R4[^]*?)- \[x\] (R5[^]*?)- \[x\] (R6[^]*?)- \[x\] R7/m,
    '- ⟦DST217⟧[ ] $1- [ ] $2- [ ] $3- [ ] R7',
  ]),
  mutation('a box without evidence', [/^- \[x\] (R1 [^:\n]*): .*$/m, '- ⟦DST217⟧[x] $1']),
  mutation('a box with a nod', [/^- \[x\] (R1 [^:\n]*): .*$/m, '- ⟦DST217⟧[x] $1: yes']),

  // Promises.
  mutation('it cannot happen', [/(- \*\*More:\*\* ).*/, '$1appends ⟦DST218⟧cannot be lost.']),
  mutation('a proof', [/(- \*\*More:\*\* ).*/, '$1S1 ⟦DST218⟧proves that appends survive.']),
  mutation('bug-free', [/(- \*\*More:\*\* ).*/, '$1the append path ⟦DST218⟧is bug-free.']),
  mutation('a guarantee', [/(- \*\*More:\*\* ).*/, '$1durability ⟦DST218⟧is guaranteed.']),
  mutation('in a cell of the adequacy', ['adequate under the tested threats', 'writes ⟦DST218⟧can never be lost']),

  // Against the plan.
  mutation(
    'a scenario without a row',
    [line('\\| S3 \\| r'), ''],
    ['## Scenario results', '## ⟦DST300⟧Scenario results'],
    'DST306',
    'DST307',
  ),
  mutation(
    'an arm without a row',
    [line('\\| S4\\/export \\| t'), ''],
    ['## Scenario results', '## ⟦DST300⟧Scenario results'],
    'DST213',
  ),
  mutation('a scenario that the plan does not have', [/^(\| )S3( \| r.*\n)/m, '$1S3$2$1⟦DST300⟧S9$2'], 'DST220'),
  mutation('an arm that the plan does not have', [/^\| S4\/grpc \| t/m, '| ⟦DST300⟧S4/soap | t'], 'DST300', 'DST217'),
  mutation(
    'a hypothesis without a line',
    [line('\\| H5 '), ''],
    ['## Coverage summary', '## ⟦DST301⟧Coverage summary'],
  ),
  mutation('a hypothesis that the plan does not have', ['| H5 |', '| H5, ⟦DST301⟧H19 |']),
  mutation('a hypothesis without a result', [/\| H3 \| S3 \| [^|]* \|/, '| ⟦DST301⟧H3 | S3 | |']),
  mutation(
    'a claim without a row',
    [line('\\| C5 '), ''],
    ['## Adequacy assessment', '## ⟦DST302⟧Adequacy assessment'],
  ),
  mutation('a claim that the plan does not have', ['| C5 |', '| C5, ⟦DST302⟧C17 |']),
  mutation('a claim of which nothing is said to have run', [/(\| C3 \|[^|]*\| )[^|]*/, '$1⟦DST302⟧— ']),
  mutation(
    'a release budget without its disclosure',
    [line('- S4: not'), ''],
    ['## Release-budget disclosures', '## ⟦DST303⟧Release-budget disclosures'],
  ),
  mutation('a disclosure with another reason', [
    /- S4: not provided — .*/,
    '- ⟦DST303⟧S4: not provided — holiday season. Revisit when: the job can be started by hand.',
  ]),
  mutation('a disclosure without a condition', [
    /- S4: not provided — .*/,
    '- ⟦DST303⟧S4: not provided — exports run nightly only.',
  ]),
  mutation('a disclosure of a budget that the plan has', [
    '- S4: not',
    '- ⟦DST303⟧S1: not provided — no time.\n- S4: not',
  ]),
  mutation(
    'a surface without a line',
    [line('\\| S4\\/export \\| n'), ''],
    ['## Surface coverage', '## ⟦DST304⟧Surface coverage'],
  ),
  mutation('a falsified hypothesis that was "not observed"', [
    '| H2 | S2 | falsified, F1 |',
    '| ⟦DST306⟧H2 | S2 | not observed under the tested threats |',
  ]),
  mutation('a claim whose scenario failed, called adequate', [
    'S2, and it failed | falsified',
    'S2, and it failed | ⟦DST307⟧adequate under the tested threats',
  ]),
  mutation('a claim without a proven fault, called adequate', ['| not established |', '| ⟦DST307⟧adequate |']),
  mutation(
    'a PASS-hardening without the fault of the plan',
    [cell('S4/grpc', CELL.verdict), '$1⟦DST308⟧PASS-hardening'],
    'DST207',
    'DST208',
    'DST222',
    'DST307',
  ),
  mutation('fewer seeds than the plan asks for', [
    cell('S1', CELL.execution),
    '$1⟦DST308⟧4,812 acknowledged appends, 4,812 read back; 2 seeds',
  ]),
];
