import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { dst } from '../support/run.js';

// A process for each: longer than the default limit on a busy machine.
t.setTimeout(600_000);

/** Packs as people publish them, made up: each is sound, so each finding would be a false one. */
type Files = Readonly<Record<string, string>>;

const head = (name: string, description: string, more = ''): string =>
  `---\nname: ${name}\ndescription: ${description}\n${more}---\n\n`;

/** Skills side by side, one of them with scripts, schemas and a folder of themes; a marketplace that names them. */
const FLAT: Files = {
  '.claude-plugin/marketplace.json': JSON.stringify({
    name: 'office-skills',
    owner: { name: 'Example Office', email: 'office@example.org' },
    metadata: { description: 'Office skills', version: '1.2.0' },
    plugins: [
      { name: 'document-skills', source: './', strict: false, skills: ['./skills/pdf', './skills/themes'] },
      { name: 'remote', source: { source: 'github', repo: 'example/remote' } },
    ],
  }),
  'README.md': '# Skills\n\nSee [the site](/docs/skills) and [pdf](skills/pdf/SKILL.md).\n',
  'skills/pdf/SKILL.md': `${head('pdf', "Reads, merges and fills in PDF files. Use when the user mentions PDFs, forms or documents with pages: don't guess.".replace(': ', ', '), 'license: Proprietary. LICENSE.txt has complete terms\n')}# PDF

For advanced features, see REFERENCE.md. If you need to fill in a form, read FORMS.md and follow it.

\`\`\`markdown
See [GUIDE.md](GUIDE.md) for the eight references; write \`references/x.md\`.
\`\`\`

## Quick start

Use \`scripts/fill_form.py\` to fill in fields. There are three kinds of fields: text, check box, list.

1. Read the form.

\`\`\`sh
python scripts/check_fields.py form.pdf
\`\`\`

2. Fill it in.
`,
  'skills/pdf/reference.md':
    '# Reference\n\n## 1. Reading\n\n## 2. Writing\n\nSee RFC 9110 §15.5 and section 7 of the standard.\n',
  'skills/pdf/forms.md': '# Forms\n\nRun `scripts/check_fields.py` first; save the result in `outputs/fields.json`.\n',
  'skills/pdf/scripts/fill_form.py': 'from helpers import fields\n',
  'skills/pdf/scripts/helpers.py': 'fields = []\n',
  'skills/pdf/scripts/check_fields.py': 'print("ok")\n',
  'skills/pdf/scripts/__init__.py': '',
  'skills/pdf/LICENSE.txt': 'All rights reserved.\n',
  'skills/themes/SKILL.md': `${head('themes', 'Styles slides with one of ten themes, or makes one. Use for slides, reports and pages.')}# Themes

Read the file of the chosen theme from the \`themes/\` directory. Show \`showcase.pdf\` first.

1. **Ocean Depths**: deep blue
2. **Sunset**: warm

Ask the user to choose one of these three options:

- a theme above
- a theme of their own
- no theme
`,
  'skills/themes/themes/ocean-depths.md': '# Ocean Depths\n',
  'skills/themes/themes/sunset.md': '# Sunset\n',
  'skills/themes/showcase.pdf': '%PDF\0',
};

/** A skill that explains how skills are written, and so names many files that do not exist. */
const CREATOR: Files = {
  'skills/skill-maker/SKILL.md': `${head('skill-maker', 'Makes new skills. Use when users want to create, improve or measure a skill.')}# Making skills

A skill has these parts:

- **Scripts** (\`scripts/\`): code that is run. Example: \`scripts/rotate_pdf.py\` for rotating
- **References** (\`references/\`): what is read. Examples: \`references/finance.md\` for schemas, \`references/policies.md\` for policies
- **Assets** (\`assets/\`): what is copied, such as \`assets/logo.png\`

To help with a query, a \`references/schema.md\` file would be helpful. Write it to \`assets/report.html\` in your project.

Links look like \`[forms](FORMS.md)\`, or [title](url), or [x]({{path}}); see [the docs](https://example.org/docs#top) and
[this part](#run-it).

## Run it!

Run \`scripts/init_skill.py\`. Run it at least three times:

- once as it is
- once changed

Read all [four]() of them, then [the schema](references/schemas.md#evalsjson).
`,
  'skills/skill-maker/scripts/init_skill.py': 'print("ok")\n',
  'skills/skill-maker/references/schemas.md':
    '# Schemas\n\n## evals.json\n\n## `grading.json` & more\n\n## `grading.json` & more\n\nSee [more](#gradingjson--more-1).\n',
  'skills/skill-maker/agents/grader.md': '# Grader\n',
  'skills/skill-maker/assets/template.md': '# {{title}}\n\nSee [the plan](plan.md) and [the log](../log.md).\n',
  'skills/skill-maker/evals/evals.json': JSON.stringify({
    skill_name: 'skill-maker',
    evals: [{ id: 1, prompt: 'Make a skill', expected_output: 'a folder', files: [], expectations: ['it loads'] }],
  }),
};

/** A plugin with manifests for several clients, hooks and commands; skills refer to each other by name. */
const PLUGIN: Files = {
  '.claude-plugin/plugin.json': JSON.stringify({
    name: 'great-habits',
    version: '4.0.3',
    description: 'Habits',
    author: { name: 'A. Person', email: 'a@example.org' },
    homepage: 'https://example.org',
    keywords: ['tdd'],
    hooks: './hooks/hooks.json',
  }),
  '.claude-plugin/marketplace.json': JSON.stringify({
    name: 'great-habits-dev',
    description: 'For development',
    owner: { name: 'A. Person' },
    plugins: [{ name: 'great-habits', source: './', version: '4.0.3' }],
  }),
  '.cursor-plugin/plugin.json': JSON.stringify({
    name: 'great-habits',
    displayName: 'Great Habits',
    version: '4.0.3',
    skills: './skills/',
    commands: './commands/',
    hooks: './hooks/hooks.json',
  }),
  'gemini-extension.json': JSON.stringify({ name: 'great-habits', version: '4.0.3', contextFileName: 'GEMINI.md' }),
  'hooks/hooks.json': '{}',
  'commands/plan.md': '# Plan\n',
  'skills/debugging/SKILL.md': `${head('debugging', '"Use when meeting any bug, before proposing fixes: find the cause first"')}# Debugging

## The four phases

You must complete each phase.

### Phase 1: find the cause

Use the great-habits:testing skill. Techniques in this directory: **\`root-cause.md\`**, **\`waiting.md\`**.

| Excuse | Reality |
|---|---|
| simple | no |

## Two laws

1. No fix without a cause.
2. No cause without a test.
3. ...
`,
  'skills/debugging/root-cause.md': '# Root cause\n\nSee @waiting-example.ts and `find-polluter.sh`.\n',
  'skills/debugging/waiting.md': '# Waiting\n\nThe full code is in [waiting-example.ts](waiting-example.ts).\n',
  'skills/debugging/waiting-example.ts': 'export {};\n',
  'skills/debugging/find-polluter.sh': 'exit 0\n',
  'skills/testing/SKILL.md': `${head('testing', 'Use when implementing any feature, before writing the code')}# Testing

Mark each result PASS or FAIL; a run ends in one of nine states. See [debugging](../debugging/SKILL.md#the-four-phases).
Say NOT-A-BUG where it is none, and PASS-THROUGH for a proxy.
`,
};

/** Plugins in a repository, each with its manifest and skills in groups; two have a skill of the same name. */
const NESTED: Files = Object.fromEntries(
  ['alpha', 'beta'].flatMap((plugin) => [
    [`plugins/${plugin}/.claude-plugin/plugin.json`, JSON.stringify({ name: plugin, version: '0.1.0' })],
    [
      `plugins/${plugin}/skills/deploy/SKILL.md`,
      `${head('deploy', `Deploys ${plugin}. Use when asked to deploy.`)}Deploy it.\n`,
    ],
    [
      `plugins/${plugin}/skills/cloud/aws/SKILL.md`,
      `${head('aws', 'Runs on AWS. Use when asked.')}Read [a](references/a.md) and [b](references/b%20c.md).\n`,
    ],
    [`plugins/${plugin}/skills/cloud/aws/references/a.md`, '# A\n\n[back](../SKILL.md)\n'],
    [`plugins/${plugin}/skills/cloud/aws/references/b c.md`, '# B\n'],
  ]),
);

/** Thirty skills with scripts, rules and tests. */
const MANY: Files = Object.fromEntries(
  Array.from({ length: 30 }, (_, i) => `skill-${i + 1}`).flatMap((name) => [
    [
      `${name}/SKILL.md`,
      `${head(name, `Does ${name}. Use when the user says ${name}.`, 'metadata:\n  author: example\n  version: "1.0.0"\n')}# ${name}

Every rule is in \`rules/*.md\`. Run \`python3 scripts/run.py --help\`, and \`scripts/deploy.sh\` of the project if it has one.

The two scripts do the same on both systems. It takes 5 minutes:

- wait
`,
    ],
    [`${name}/rules/async-parallel.md`, '---\ntitle: Parallel\nimpact: HIGH\n---\n\n# Parallel\n'],
    [`${name}/rules/bundle-imports.md`, '# Imports\n'],
    [`${name}/scripts/run.py`, 'import common\n'],
    [`${name}/scripts/common.py`, 'x = 1\n'],
    [`${name}/tests/test_run.py`, 'assert True\n'],
    [`${name}/package.json`, '{}\n'],
  ]),
);

function write(t: Test, files: Files): string {
  const root = t.testdir({});
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** References that point to each other, an index over a directory that SKILL.md names, scripts and templates behind them. */
const CROSSED: Files = {
  'skills/deploy/SKILL.md': `${head('deploy', 'Deploys a service. Use when the user wants to ship.')}# Deploy

Read \`references/azure.md\` for Azure and the gcp reference for GCP. Recipes are in the \`recipes/\` directory: see
[the overview](recipes/README.md).
`,
  'skills/deploy/references/azure.md':
    '# Azure\n\nAs [GCP](gcp.md) has it. Run [the check](../scripts/check.py); fill [the form](../assets/form.md). Back to [the skill](../SKILL.md), [top](#azure).\n',
  'skills/deploy/references/gcp.md': '# GCP\n\nAs [Azure](azure.md), [the docs](https://example.org/docs.md).\n',
  'skills/deploy/recipes/README.md': '# Recipes\n\n- [one](terraform/main.md)\n- [two](bicep.md)\n',
  'skills/deploy/recipes/terraform/main.md': '# Terraform\n\nThen [bicep](../bicep.md).\n',
  'skills/deploy/recipes/bicep.md': '# Bicep\n',
  'skills/deploy/scripts/check.py': 'print("ok")\n',
  'skills/deploy/assets/form.md': '# Form\n\nSee [notes](notes.md).\n',
  'skills/deploy/assets/notes.md': '# Notes\n',
};

/** A repository that is one skill, as people start: a readme, a licence, a workflow and scripts around it. */
const SINGLE: Files = {
  'SKILL.md': `${head('release-notes', 'Writes release notes from merged pull requests. Use when preparing a release.', 'license: MIT\n')}# Release notes

1. Run \`./scripts/collect.sh <from> <to>\`.
2. Follow [the style](STYLE.md#tone), then fill \`templates/notes.md\`.

See the [readme](./README.md) for people, and \`CHANGELOG.md\` of the project that you work on.
`,
  'STYLE.md': '# Style\n\n## Tone\n\nSay what changed for users.\n',
  'templates/notes.md': '## {{version}}\n\n- {{change}}\n',
  'scripts/collect.sh': '#!/bin/sh\ngit log --oneline "$1..$2"\n',
  'README.md': '# release-notes\n\nA skill. See [SKILL.md](SKILL.md), docs/ and the twelve steps of the wiki.\n',
  LICENSE: 'MIT\n',
  '.github/workflows/ci.yml': 'on: push\n',
  '.git/HEAD': 'ref: refs/heads/main\n', // a clone, under whatever name
};

/** Frontmatter that few people write and the specification allows. */
const FRONTMATTER: Files = {
  'skills/folded/SKILL.md': `---
# who maintains this: the platform team
name: folded
description: >-
  Reviews database migrations: locks, defaults, backfills.
  Use when a pull request has a file below migrations/,
  or when the user says "is this migration safe?".
license: Apache-2.0 (see https://example.org/license)
compatibility: 'Needs psql 14 or later; network access to a replica'
metadata:
  version: "2.0"
  "com.example/owner": platform
  reviewed: '2026-01-31'
allowed-tools: Bash(psql:*) Read Grep
---

Read the migration, then ask for the size of each table.
`,
  'skills/literal/SKILL.md': `---
description: |
  Turns meeting notes into tasks.
  Use when the user pastes notes.
name: "literal"
---
Work from top to bottom.
`,
  [`skills/${'a1-'.repeat(21)}z/SKILL.md`]: `${head(`${'a1-'.repeat(21)}z`, `${'long but allowed, '.repeat(54)}use when asked.`)}Body.\n`,
  'skills/windows/SKILL.md':
    '---\r\nname: windows\r\ndescription: Written on Windows. Use when asked.\r\n---\r\n\r\n# Windows\r\n\r\nSee [more](more.md).\r\n',
  'skills/windows/more.md': '# More\r\n',
};

/** Bodies in other languages, with their punctuation, anchors and file names. */
const LANGUAGES: Files = {
  'skills/code-review-ja/SKILL.md': `${head('code-review-ja', 'プルリクエストをレビューします。レビューを頼まれたときに使ってください。')}# コードレビュー

## 手順

1. 差分を読む（\`git diff\`）。
2. [観点](references/観点.md#並行性)を確認する。三つの質問に答える：

- 安全か
- 速いか
- 読めるか

§2 の手順は省略できません。
`,
  'skills/code-review-ja/references/観点.md': '# 観点\n\n## 並行性\n\nロックの順序を見る。\n',
  'skills/protokoll/SKILL.md': `${head('protokoll', 'Schreibt Protokolle aus Notizen. Verwenden, wenn jemand Notizen einer Besprechung hat.')}# Protokoll

Lies [die Vorlage für Sitzungen](assets/vorlage-für-sitzungen.md#tagesordnung--beschlüsse). „Offen“ heißt: noch nicht entschieden.

## Übergabe

Fünf Punkte gehören hinein: Ort, Zeit, Anwesende, Beschlüsse. Siehe [oben](#protokoll) und [Übergabe](#übergabe).
`,
  'skills/protokoll/assets/vorlage-für-sitzungen.md': '# Vorlage\n\n## Tagesordnung & Beschlüsse\n',
  'skills/fan-yi/SKILL.md': `${head('fan-yi', '把技术文档翻译成中文。当用户要求翻译时使用。')}# 翻译

先读 \`references/术语.md\`，再逐段翻译。**不要**改动代码块。
`,
  'skills/fan-yi/references/术语.md': '# 术语\n\n| 英文 | 中文 |\n|---|---|\n| lease | 租约 |\n',
};

const TWINS: readonly (readonly [string, Files, number])[] = [
  ['a flat pack with a marketplace', FLAT, 2],
  ['a skill about writing skills', CREATOR, 1],
  ['a plugin for several clients', PLUGIN, 2],
  ['plugins with nested skills', NESTED, 4],
  ['thirty skills with scripts', MANY, 30],
  ['references that point to each other', CROSSED, 1],
  ['a repository that is one skill', SINGLE, 1],
  ['unusual frontmatter that is allowed', FRONTMATTER, 4],
  ['bodies in other languages', LANGUAGES, 3],
];

for (const [what, files, skills] of TWINS)
  t.test(`${what} has no finding`, async (t) => {
    const { code, stdout, stderr } = await dst(['lint', '.', '--no-config', '-f', 'json'], { cwd: write(t, files) });
    const { files: results } = JSON.parse(stdout) as {
      files: { path: string; type: string; messages: { ruleId: string; message: string }[] }[];
    };
    t.strictSame(
      results.flatMap(({ path, messages }) => messages.map(({ ruleId, message }) => `${path}: ${ruleId} ${message}`)),
      [],
    );
    t.equal(results.filter(({ type }) => type === 'skill').length, skills, stderr);
    t.equal(code, 0);
  });

t.test('nested references get one warning for each file that leads on, and the lint still passes', async (t) => {
  const deep = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`s/deploy/more/${name}x.md`, `# ${name}\n`]));
  const root = write(t, {
    's/deploy/SKILL.md': `${head('deploy', 'Deploys. Use when asked.')}Read [the guide](guide.md).\n`,
    's/deploy/guide.md': `# Guide\n\n${Object.keys(deep)
      .map((path) => `- [x](${path.slice('s/deploy/'.length)})\n`)
      .join('')}`,
    ...deep,
  });
  const { code, stdout } = await dst(['lint', 's', '--no-config', '-f', 'compact'], { cwd: root });
  t.equal(code, 0);
  t.match(
    stdout,
    /guide\.md:3:7: warning: guide\.md leads to more\/ax\.md, more\/bx\.md, more\/cx\.md and 1 more, which SKILL\.md does not name/,
  );
  t.equal(stdout.match(/DST613/g)?.length, 1);
});

t.test('a skill that links to shared files inside the pack is sound', async (t) => {
  const root = write(t, {
    'plugin.json': JSON.stringify({
      $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
      name: 'kv',
    }),
    'shared/oracles.md': '# Oracles\n',
    'skills/kv/SKILL.md': `${head('kv', 'Checks a store. Use when asked.')}Read [oracles](references/oracles.md).\n`,
    'skills/kv/references/.keep': '',
  });
  symlinkSync('../../../shared/oracles.md', join(root, 'skills/kv/references/oracles.md'));
  const { code, stdout } = await dst(['lint', 'skills', '--no-config'], { cwd: root });
  t.equal(code, 0, stdout);
});

t.test('what cannot be read is an error, never clean', async (t) => {
  const root = write(t, { 'a/SKILL.md': '' });
  writeFileSync(join(root, 'latin.md'), '');
  mkdirSync(join(root, 'b'));
  writeFileSync(join(root, 'b/SKILL.md'), Buffer.from('---\nname: b\ndescription: caf\xe9\n---\n', 'latin1'));
  for (const [path, says] of [
    ['a/SKILL.md', /is empty/],
    ['b/SKILL.md', /is not UTF-8/],
    ['c/SKILL.md', /does not exist/],
  ] as const) {
    const { code, stdout, stderr } = await dst(['lint', path, '--no-config'], { cwd: root });
    t.equal(code, 2, path);
    t.match(stdout + stderr, says);
  }
});
