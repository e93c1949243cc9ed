import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

const BAD = `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- Billing.\n`;
const lint = (cwd: string, ...args: string[]): ReturnType<typeof cli> =>
  cli(['lint', '-f', 'compact', ...args], { cwd });

t.test('the configuration is found upwards, as far as the repository goes', async (t) => {
  const off = 'rules:\n  DST111: off\n';
  const cwd = t.testdir({ '.dst-skills.yaml': off, plans: { 'a.md': BAD }, repo: { '.git': {}, 'a.md': BAD } });
  t.equal((await lint(join(cwd, 'plans'), 'a.md')).code, 0);
  t.equal((await lint(join(cwd, 'repo'), 'a.md')).code, 1, 'not beyond the root of a repository');
  t.equal((await lint(join(cwd, 'plans'), '--no-config', 'a.md')).code, 1);
  t.equal((await lint(join(cwd, 'repo'), '-c', '../.dst-skills.yaml', 'a.md')).code, 0);
});

t.test('JSON will do, and rules go by name, too', async (t) => {
  const cwd = t.testdir({ '.git': {}, '.dst-skills.json': '{"rules": {"duplicate-section": "warning"}}', 'a.md': BAD });
  const { code, stdout } = await lint(cwd, 'a.md');
  t.match(stdout, /warning: .*DST111/);
  t.equal(code, 0);
  t.equal((await lint(cwd, '--strict', 'a.md')).code, 1);
  t.equal((await lint(cwd, '--max-warnings', '0', 'a.md')).code, 1);
  t.equal((await lint(cwd, '--max-warnings', '1', 'a.md')).code, 0);
  t.notMatch((await lint(cwd, '--quiet', 'a.md')).stdout, /DST111\//);
});

t.test('overrides count for their files, later ones more', async (t) => {
  const cwd = t.testdir({
    '.git': {},
    '.dst-skills.yml': `overrides:
  - files: ['old/**']
    rules: { DST111: off }
  - files: ['new.md']
    rules: { DST111: warning }
  - files: ['notes/*.md']
    type: plan
`,
    old: { 'a.md': BAD, 'new.md': BAD },
    'b.md': BAD,
    notes: { 'n.md': '# Notes\n' },
  });
  const { stdout } = await lint(cwd, '.');
  t.notMatch(stdout, /old\/a\.md/);
  t.match(stdout, /old\/new\.md:\d+:4: warning: /);
  t.match(stdout, /^b\.md:\d+:4: error: /m);
  t.match(stdout, /notes\/n\.md/, 'an override says what the file is');
});

t.test('what is ignored is not checked, not even when named, and that is said', async (t) => {
  const cwd = t.testdir({
    '.git': {},
    '.dst-skills.yaml': 'ignores: ["old/", "*.draft.md"]\n',
    old: { 'a.md': BAD },
    'x.draft.md': BAD,
  });
  const { code, stdout } = await lint(cwd, 'old/a.md', 'x.draft.md');
  t.match(stdout, /ignored by the configuration: 2 files/);
  t.equal(code, 0);
});

t.test('extends: bases first, paths relative to the file, overrides of both', async (t) => {
  const cwd = t.testdir({
    '.git': {},
    base: { 'strict.yaml': 'strict: true\nrules: { DST111: warning }\nignores: ["x.md"]\n', 'x.md': BAD },
    '.dst-skills.yaml': 'extends: base/strict.yaml\n',
    'a.md': BAD,
    'x.md': BASE_PLAN,
  });
  const { code, stdout } = await lint(cwd, 'a.md');
  t.match(stdout, /warning: .*DST111/);
  t.equal(code, 1, 'strict comes from the base');
  t.match((await lint(cwd, 'base/x.md')).stdout, /ignored by the configuration/);
  t.match((await lint(cwd, 'x.md')).stdout, /checked 1 plan/, 'patterns are relative to the file that holds them');
});

t.test('faults are errors with their place and a suggestion', async (t) => {
  for (const [text, ...messages] of [
    ['hygene: true\n', /\.dst-skills\.yaml:1:1: unknown key "hygene"\. Did you mean "hygiene"\?/],
    ['rules:\n  duplicat-section: off\n', /:2:3: unknown rule "duplicat-section"\. Did you mean "duplicate-section"\?/],
    [
      'rules:\n  DST111: wrning\n',
      /:2:11: DST111 got "wrning", expected one of off, warning, error\. Did you mean "warning"\?/,
    ],
    ['rules:\n  DST170: off\n', /:2:11: DST170 guards the soundness of verdicts: it cannot be turned off/],
    ['overrides:\n  - file: ["x"]\n', /:2:5: .*lacks "files"/, /:2:5: unknown key "file"\. Did you mean "files"\?/],
    ['hygiene: "yes"\n', /:1:10: hygiene got "yes", expected true or false/],
    ['maxWarnings: -1\n', /:1:14: maxWarnings got -1, expected a number from 0 up/],
    ['- a\n- b\n', /:1:1: the configuration got \["a","b"\], expected an object/],
    ['rules: {\n', /\.dst-skills\.yaml:2:1: /],
    ['rules:\n  DST111: off\n  DST111: error\n', /:3:3: Map keys must be unique/],
    ['extends: nowhere.yaml\n', /extends nowhere\.yaml, which does not exist/],
    ['extends: .dst-skills.yaml\n', /extend each other: \.dst-skills\.yaml → \.dst-skills\.yaml/],
  ] as const) {
    const cwd = t.testdir({ '.git': {}, '.dst-skills.yaml': text, 'a.md': BASE_PLAN });
    const { code, stdout, stderr } = await lint(cwd, 'a.md');
    for (const message of messages) t.match(stderr, message, text);
    t.equal(code, 2, text);
    t.equal(stdout, '', text);
  }
});

t.test('hostile configurations end with a message', async (t) => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 12; i++) {
    const letter = String.fromCharCode(97 + i);
    const before = String.fromCharCode(96 + i);
    bomb.push(`${letter}: &${letter} [${Array(9).fill(`*${before}`).join()}]`);
  }
  for (const [text, message] of [
    [bomb.join('\n'), /alias/i],
    ['['.repeat(100_000), /nested too deeply|:1:/],
    ['x'.repeat(300_000), /expected at most 262144/],
    ['rules: !!js/function "x"\n', /dst-skills/],
  ] as const) {
    const cwd = t.testdir({ '.git': {}, '.dst-skills.yaml': text, 'a.md': BASE_PLAN });
    const { code, stderr } = await lint(cwd, 'a.md');
    t.match(stderr, message);
    t.notMatch(stderr, /internal error/);
    t.equal(code, 2);
  }
});

t.test('an empty configuration changes nothing', async (t) => {
  const cwd = t.testdir({ '.git': {}, '.dst-skills.yaml': '# nothing yet\n', 'a.md': BASE_PLAN });
  t.equal((await lint(cwd, 'a.md')).code, 0);
});

t.test('ajv takes the published schema, in its strict mode', async (t) => {
  const published = JSON.parse(readFileSync(join(ROOT, 'schemas', 'config.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(published);
  t.equal(validate({ rules: { DST111: 'off' }, overrides: [{ files: ['*.md'], hygiene: true }] }), true);
  t.equal(validate({ rules: { DST170: 'off' } }), false);
});
