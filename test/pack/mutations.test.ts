import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { runPackRules } from '../../lib/pack/check.js';
import { Pack } from '../../lib/pack/model.js';
import { MANIFEST_PATHS } from '../../lib/pack/manifests.js';
import { DiskTree } from '../../lib/pack/tree.js';
import { dst, ROOT } from '../support/run.js';

// A process for each: longer than the default limit on a busy machine.
t.setTimeout(600_000);

const DESIGN = 'skills/designing-distributed-system-tests';
const EXECUTE = 'skills/executing-distributed-system-tests';
const MAIN = `${DESIGN}/SKILL.md`;

/** Ids of what the rules report about a copy of the pack. */
function lint(root: string): string[] {
  const found = runPackRules(new Pack(new DiskTree(root), [DESIGN, EXECUTE]));
  return [...found.values()].flat().map(({ rule, source, message }) => `${rule.id} ${source.path}: ${message}`);
}

type Change = (root: string) => void;

const edit =
  (path: string, from: string | RegExp, to: string): Change =>
  (root) => {
    const full = join(root, path);
    const before = readFileSync(full, 'utf8');
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`${path} has no ${String(from)}`);
    writeFileSync(full, after);
  };
const append =
  (path: string, text: string): Change =>
  (root) => {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, `${existsSync(full) ? readFileSync(full, 'utf8') : ''}${text}`);
  };
const remove =
  (path: string): Change =>
  (root) =>
    rmSync(join(root, path));
const json =
  (path: string, change: (value: Record<string, unknown>) => void): Change =>
  (root) => {
    const value = JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
    change(value);
    writeFileSync(join(root, path), JSON.stringify(value, undefined, 2));
  };
const plugin = (value: Record<string, unknown>): Record<string, unknown> =>
  (value['plugins'] as Record<string, unknown>[])[0] ?? {};
const evals = (text: string): Change => append(`${DESIGN}/evals/evals.json`, text);

const NAME = /^name: .*$/m;
const DESCRIPTION = /^description: .*$/m;
const LONG_LINE = 'Run the workload, then read every key of every replica with a fresh client.\n';

const MUTATIONS: readonly (readonly [what: string, rule: string, change: Change])[] = [
  ['a byte order mark', 'DST600', edit(MAIN, /^---/, '\ufeff---')],
  ['a blank line before the frontmatter', 'DST601', edit(MAIN, /^---/, '\n---')],
  ['frontmatter that is never closed', 'DST601', edit(MAIN, /\n---\n[^]*$/, '\n')],
  ['an unquoted colon', 'DST602', edit(MAIN, 'Use when asked', 'Use it: when asked')],
  ['a quote that is never closed', 'DST602', edit(MAIN, /^license: .*$/m, 'license: "MIT')],
  ['a key twice', 'DST602', edit(MAIN, /^license: .*$/m, 'license: MIT\nlicense: MIT')],
  ['frontmatter that is a list', 'DST602', edit(MAIN, /^---\n[^]*?\n---/, '---\n- name\n- description\n---')],
  ['flow style', 'DST603', edit(MAIN, /^metadata:\n.*$/m, 'metadata: { version: "0.1.0" }')],
  ['an anchor', 'DST603', edit(MAIN, /^license: .*$/m, 'license: &l MIT')],
  ['a tab', 'DST603', edit(MAIN, /^license: .*$/m, 'license:\tMIT')],
  ['a misspelt description', 'DST604', edit(MAIN, /^description:/m, 'description;:')],
  ['the description that it leaves out', 'DST607', edit(MAIN, /^description:/m, 'description;:')],
  ["a client's own key", 'DST604', edit(MAIN, /^license:/m, 'model: large\nlicense:')],
  ['no name', 'DST605', edit(MAIN, NAME, '')],
  ['upper case in the name', 'DST605', edit(MAIN, NAME, 'name: Designing-tests')],
  ['two hyphens in a row', 'DST605', edit(MAIN, NAME, 'name: designing--tests')],
  ['a name of 65 characters', 'DST605', edit(MAIN, NAME, `name: ${'d'.repeat(65)}`)],
  ['a name that is a number', 'DST605', edit(MAIN, NAME, 'name: 12')],
  ['a name that is not the directory', 'DST606', edit(MAIN, NAME, 'name: designing-tests')],
  ['a directory of another name', 'DST606', (root) => edit(`${EXECUTE}/SKILL.md`, NAME, 'name: executing')(root)],
  ['no description', 'DST607', edit(MAIN, DESCRIPTION, '')],
  ['a blank description', 'DST607', edit(MAIN, DESCRIPTION, 'description: " "')],
  ['a description of 1,025 characters', 'DST607', edit(MAIN, DESCRIPTION, `description: Use when ${'x'.repeat(1016)}`)],
  ['angle brackets in the description', 'DST608', edit(MAIN, 'Use when asked', 'Use when <asked>')],
  ['a description without a when', 'DST609', edit(MAIN, DESCRIPTION, 'description: Distributed test plans.')],
  ['a list of allowed tools', 'DST610', edit(MAIN, /^license:/m, 'allowed-tools:\n  - Read\nlicense:')],
  ['a nested map in metadata', 'DST610', edit(MAIN, /^metadata:/m, 'metadata:\n  a:\n    b: c')],
  [
    'a compatibility of 501 characters',
    'DST610',
    edit(MAIN, /^compatibility: .*$/m, `compatibility: ${'x'.repeat(501)}`),
  ],
  ['a body of more than 500 lines', 'DST611', append(MAIN, '\n- x'.repeat(500))],
  ['a body of more than about 5,000 tokens', 'DST611', append(MAIN, LONG_LINE.repeat(200))],
  ['no body', 'DST612', edit(MAIN, /(?<=\n---\n)[^]*$/, '')],
  ['a reference that was removed', 'DST614', remove(`${DESIGN}/references/fuzzing.md`)],
  ['a misspelt link', 'DST614', edit(MAIN, '(references/history-discipline.md)', '(references/history-disciplin.md)')],
  [
    'a link from one reference to another as if from the skill',
    'DST614',
    append(`${DESIGN}/references/fuzzing.md`, '\nSee [this](references/fuzzing.md).\n'),
  ],
  ['a link out of the pack', 'DST615', append(MAIN, '\nSee [notes](../../../notes.md).\n')],
  [
    'a symbolic link out of the pack',
    'DST616',
    (root) => symlinkSync('/etc/hostname', join(root, DESIGN, 'references', 'x.md')),
  ],
  ['a symbolic link to nothing', 'DST616', (root) => symlinkSync('gone.md', join(root, DESIGN, 'references', 'x.md'))],
  [
    'a script that is not there',
    'DST617',
    (root) => {
      append(`${DESIGN}/scripts/check.py`, 'pass\n')(root);
      append(MAIN, '\nRun `scripts/check.py`, then `scripts/report.py`.\n')(root);
    },
  ],
  [
    'a reference behind a reference',
    'DST613',
    (root) => {
      append(`${DESIGN}/references/lineage.md`, '# Lineage\n')(root);
      append(`${DESIGN}/references/fuzzing.md`, '\nSee [the lineage](lineage.md).\n')(root);
    },
  ],
  ['a reference that nothing names', 'DST618', append(`${DESIGN}/references/zookeeper-notes.md`, '# Notes\n')],
  ['a left-over asset', 'DST618', append(`${EXECUTE}/assets/old-session-log.md`, '# Log\n')],
  ['two skills of one name', 'DST619', edit(`${EXECUTE}/SKILL.md`, NAME, 'name: designing-distributed-system-tests')],
  ['a wrong count of references', 'DST620', append(MAIN, '\nWalk all eight references.\n')],
  [
    'a wrong count before a list',
    'DST620',
    append(MAIN, '\nAnswer these three questions:\n\n- Which model?\n- Which fault?\n'),
  ],
  [
    'nine states in a heading',
    'DST621',
    edit(`${EXECUTE}/references/verdict-taxonomy.md`, '## The ten states', '## The nine states'),
  ],
  ['nine verdicts in the body', 'DST621', append(`${EXECUTE}/SKILL.md`, '\nThere are nine verdict states.\n')],
  ['a verdict that does not exist', 'DST621', append(`${EXECUTE}/SKILL.md`, '\nElse it is PASS-strong.\n')],
  [
    'an anchor that does not exist',
    'DST622',
    edit(MAIN, '(references/history-discipline.md)', '(references/history-discipline.md#no-such)'),
  ],
  ['an anchor in the same file', 'DST622', append(MAIN, '\nSee [below](#nowhere).\n')],
  ['§99 of a file', 'DST623', append(MAIN, '\nRead common-distributed-systems-pitfalls.md §99.\n')],
  [
    'section 99 of a file',
    'DST623',
    append(MAIN, '\nRead section 99 of references/common-distributed-systems-pitfalls.md.\n'),
  ],
  ['a manifest that is cut off', 'DST624', edit('plugin.json', /\}\s*$/, '')],
  ['a plugin without a name', 'DST625', json('.claude-plugin/plugin.json', (value) => delete value['name'])],
  ['a plugin without its schema', 'DST625', json('plugin.json', (value) => delete value['$schema'])],
  ['an author that is a string', 'DST625', json('.claude-plugin/plugin.json', (value) => (value['author'] = 'us'))],
  [
    'a marketplace without an owner',
    'DST625',
    json('.claude-plugin/marketplace.json', (value) => delete value['owner']),
  ],
  [
    'a plugin of a marketplace without a source',
    'DST625',
    json('.claude-plugin/marketplace.json', (value) => delete plugin(value)['source']),
  ],
  [
    'a key that Cursor does not know',
    'DST625',
    json('.cursor-plugin/plugin.json', (value) => (value['skill'] = './skills/')),
  ],
  ['an extension without a version', 'DST625', json('gemini-extension.json', (value) => delete value['version'])],
  [
    'an extension with a blank in its name',
    'DST625',
    json('gemini-extension.json', (value) => (value['name'] = 'a b')),
  ],
  ['a path that is not there', 'DST626', json('.claude-plugin/plugin.json', (value) => (value['skills'] = './skill/'))],
  ['a path without ./', 'DST626', json('.claude-plugin/plugin.json', (value) => (value['skills'] = 'skills/'))],
  [
    'a path out of the pack',
    'DST626',
    json('.agents/plugins/marketplace.json', (value) => (plugin(value)['source'] = { source: 'local', path: '../' })),
  ],
  [
    "the root as a local source, which that client's catalog skips",
    'DST626',
    json('.agents/plugins/marketplace.json', (value) => (plugin(value)['source'] = { source: 'local', path: './' })),
  ],
  ['evals that are no JSON', 'DST627', evals('{')],
  ['evals of another skill', 'DST627', evals('{"skill_name": "other", "evals": []}')],
  [
    'an eval without a prompt',
    'DST627',
    evals('{"skill_name": "designing-distributed-system-tests", "evals": [{"id": 1}]}'),
  ],
  ['two evals of one id', 'DST627', evals('{"evals": [{"id": 1, "prompt": "a"}, {"id": 1, "prompt": "b"}]}')],
];

function copy(t: Test): string {
  const root = t.testdir({});
  cpSync(join(ROOT, 'skills'), join(root, 'skills'), { recursive: true });
  for (const path of MANIFEST_PATHS) cpSync(join(ROOT, path), join(root, path));
  return root;
}

t.test('our pack has nothing to report', (t) => {
  t.strictSame(lint(copy(t)), []);
  t.end();
});

t.test('the command finds our pack clean, as a folder of skills, as one skill and as a SKILL.md', async (t) => {
  for (const path of ['skills', DESIGN, `${EXECUTE}/SKILL.md`]) {
    const { code, stdout, stderr } = await dst(['lint', path, '--no-config'], { cwd: ROOT });
    t.equal(code, 0, `${path}: ${stdout}${stderr}`);
    t.match(stdout, /skill/);
  }
});

for (const [what, rule, change] of MUTATIONS)
  t.test(`${what} is reported by ${rule}`, (t) => {
    const root = copy(t);
    change(root);
    const found = lint(root);
    t.ok(
      found.some((line) => line.startsWith(rule)),
      found.join('\n') || 'nothing was reported',
    );
    t.end();
  });

t.test('a mutation fails the command, which says where', async (t) => {
  const root = copy(t);
  renameSync(join(root, DESIGN, 'references', 'fuzzing.md'), join(root, DESIGN, 'references', 'zookeeper-notes.md'));
  const { code, stdout } = await dst(['lint', 'skills', '-f', 'compact', '--no-config'], { cwd: root });
  t.equal(code, 1);
  t.match(stdout, /skills\/designing-distributed-system-tests\/SKILL\.md:\d+:\d+: error: .*DST614/);
  t.match(stdout, /DST618/);
});
