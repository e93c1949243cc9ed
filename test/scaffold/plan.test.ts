// A plan that `new plan` starts: the template with what is known filled in, and nothing else to report than its gaps.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Source } from '../../lib/document/source.js';
import { parseAs, runRules } from '../../lib/lint/run.js';
import { parsePlan } from '../../lib/plan/parse.js';
import { checkSlug, planText, type NewPlan } from '../../lib/scaffold/plan.js';
import { SECTIONS } from '../../lib/vocabulary/sections.js';
import { cli } from '../support/cli.js';
import { Repository } from '../support/git.js';

const request = (cwd: string, more: Partial<NewPlan> = {}): NewPlan => ({
  slug: 'lease-renewal',
  mode: undefined,
  sut: undefined,
  change: undefined,
  author: undefined,
  now: new Date('2026-03-14T23:59:00Z'),
  cwd,
  file: join(cwd, 'testing-plans', 'lease-renewal.md'),
  guidance: true,
  ...more,
});

const rulesOn = (text: string): string[] => [
  ...new Set(runRules(parseAs('plan', new Source('plan.md', text))).map(({ rule }) => rule.name)),
];

for (const mode of ['change-scoped', 'project-wide'] as const) {
  t.test(`a fresh ${mode} plan has nothing to report but placeholders and guidance`, (t) => {
    const cwd = t.testdir();
    t.strictSame(rulesOn(planText(request(cwd, { mode }))).sort(), [
      'guidance-comment-left-in',
      'unfilled-placeholder',
    ]);
    t.strictSame(rulesOn(planText(request(cwd, { mode, guidance: false }))), ['unfilled-placeholder']);
    t.end();
  });

  t.test(`a ${mode} plan has the sections of its mode, in order, and no others`, (t) => {
    const wanted = SECTIONS.filter(({ required }) => required === 'always' || mode === 'project-wide');
    const text = planText(request(t.testdir(), { mode }));
    t.strictSame(
      [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]),
      wanted.map(({ key, title }) => `${key}. ${title}`),
    );
    t.end();
  });
}

t.test('the header says what is known', (t) => {
  const cwd = t.testdir();
  const header = (more: Partial<NewPlan>): Record<string, string> =>
    Object.fromEntries(
      parsePlan(new Source('p', planText(request(cwd, more)))).header.map(({ key, value }) => [
        key,
        value.value.trim(),
      ]),
    );
  t.match(header({ sut: 'kv 3.2', author: 'storage  team' }), {
    date: '2026-03-14',
    mode: 'project-wide',
    sut: 'kv 3.2',
    change: 'N/A — project-wide',
    author: 'storage team',
    status: 'draft',
  });
  t.match(header({ change: 'pull request 1207' }), { mode: 'change-scoped', change: 'pull request 1207' });
  t.match(header({ mode: 'change-scoped' }).change, /^\{\{/, 'a change that nobody named stays a placeholder');
  t.match(planText(request(cwd, { sut: "kv $& 'x'" })), "**SUT:** kv $& 'x'", 'a value is taken as it is');
  t.end();
});

t.test('of a change that git knows the plan has commit and files', (t) => {
  const kv = Repository.init(join(t.testdir(), 'kv'));
  const commit = (subject: string, files: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(files)) kv.write(path, text);
    kv.git('add', '.');
    kv.git('commit', '-q', '-m', subject);
    return kv.git('rev-parse', 'HEAD').trim();
  };
  commit('Begin', { 'raft/node.go': 'a\n', 'größe.md': 'x\n' });
  const hash = commit('Renew a lease early', { 'raft/node.go': 'b\n', 'raft/lease.go': 'c\n' });
  const one = planText(request(kv.top, { change: 'HEAD' }));
  t.match(one, `**Change under test:** ${hash.slice(0, 12)} "Renew a lease early"`);
  t.match(one, '- Files touched: `raft/lease.go`, `raft/node.go`\n');
  const range = planText(request(kv.top, { change: 'HEAD~1..HEAD' }));
  t.match(range, /\*\*Change under test:\*\* HEAD~1\.\.HEAD \([0-9a-f]{12}\.\.[0-9a-f]{12}\)/);
  t.match(range, '- Files touched: `raft/lease.go`, `raft/node.go`\n');
  const first = planText(request(kv.top, { change: 'HEAD~1' }));
  t.match(first, '- Files touched: `größe.md`, `raft/node.go`\n', 'the first commit of a repository has files, too');
  t.match(
    planText(request(kv.top, { change: '--output=x' })),
    '**Change under test:** --output=x\n',
    'no option for git',
  );
  t.strictSame(readdirSync(kv.top).sort(), ['.git', 'größe.md', 'raft']);
  t.end();
});

t.test('the skeletons name the plan by its path in the repository, wherever the command ran', (t) => {
  const kv = Repository.init(join(t.testdir({ kv: { sub: {} } }), 'kv'));
  const file = join(kv.top, 'docs', 'plans', 'lease-renewal.md');
  t.match(
    planText(request(join(kv.top, 'sub'), { file })),
    '// AUTO-GENERATED from test plan: docs/plans/lease-renewal.md\n',
  );
  t.end();
});

t.test('a name is a name, and the message offers a better one', (t) => {
  for (const slug of ['kv', 'kv-3.2', 'Lease_renewal', 'größe']) t.doesNotThrow(() => checkSlug(slug), slug);
  for (const slug of ['', '../kv', 'testing-plans/kv.md', 'a b', '-x', '.hidden'])
    t.throws(() => checkSlug(slug), { name: 'UserError' }, slug);
  t.match(
    t.throws(() => checkSlug('testing-plans/Lease renewal.md')),
    { help: /: lease-renewal;/ },
  );
  t.end();
});

t.test('new plan writes one file and overwrites none', async (t) => {
  const cwd = t.testdir();
  const first = await cli(['new', 'plan', 'kv', '--mode', 'project-wide'], { cwd });
  t.strictSame(first, { code: 0, stdout: 'testing-plans/kv.md\n', stderr: '' });
  writeFileSync(join(cwd, 'testing-plans', 'kv.md'), 'mine\n');
  const again = await cli(['new', 'plan', 'kv'], { cwd });
  t.equal(again.code, 2);
  t.match(again.stderr, /kv\.md is there already\nhelp: take another name/);
  t.equal(readFileSync(join(cwd, 'testing-plans', 'kv.md'), 'utf8'), 'mine\n');
  t.strictSame(readdirSync(join(cwd, 'testing-plans')), ['kv.md'], 'no draft is left');
});

t.test('the mode follows the change unless it is said, and is announced', async (t) => {
  const cwd = t.testdir();
  const wide = await cli(['new', 'plan', 'kv', '-o', '-'], { cwd });
  t.equal(wide.stderr, 'project-wide, because no --change is given\n');
  t.match(wide.stdout, '**Plan mode:** project-wide\n');
  t.notOk(existsSync(join(cwd, 'testing-plans')), 'standard output is all there is');
  const scoped = await cli(['new', 'plan', 'kv', '--change', 'PR 7', '-o', 'my/plan.md'], { cwd });
  t.strictSame([scoped.stdout, scoped.stderr], ['my/plan.md\n', 'change-scoped, because --change is given\n']);
  const slip = await cli(['new', 'plan', 'kv3', '--change', 'mian..HEAD', '-o', '-'], { cwd });
  t.match(slip.stderr, /git knows no range mian\.\.HEAD here/);
  const both = await cli(['new', 'plan', 'kv2', '--change', 'PR 7', '--mode', 'project-wide'], { cwd });
  t.equal(both.code, 2);
  t.match(both.stderr, /a project-wide plan has no change under test/);
});

t.test('what cannot be written is said without a trace of it', async (t) => {
  const cwd = t.testdir({ file: 'x' });
  mkdirSync(join(cwd, 'plans', 'kv.md'), { recursive: true });
  const inFile = await cli(['new', 'plan', 'kv', '--mode', 'project-wide', '--dir', 'file'], { cwd });
  t.equal(inFile.code, 2);
  t.match(inFile.stderr, /kv\.md cannot be written: /);
  const folder = await cli(['new', 'plan', 'kv', '--mode', 'project-wide', '--dir', 'plans'], { cwd });
  t.equal(folder.code, 2);
  t.match(folder.stderr, /kv\.md is there already/);
});
