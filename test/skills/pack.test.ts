import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { filesBelow, PACK, read } from './support.js';

const SKILLS = readdirSync(PACK);

/** The frontmatter's text and the body of a SKILL.md. */
function split(path: string): { front: string; body: string } {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(read(path));
  if (match === null) throw new Error(`${path}: no frontmatter at byte 0`);
  return { front: match[1] ?? '', body: match[2] ?? '' };
}

/** Targets of Markdown links outside code blocks, without anchors. */
function links(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => (match[1] ?? '').replace(/#.*$/, '')).filter(Boolean);
}

const WORDS: Record<string, number> = { three: 3, eight: 8, nine: 9, ten: 10, eleven: 11, fourteen: 14 };
WORDS['twenty-five'] = 25;

t.test('the pack holds two skills', (t) => {
  t.strictSame(SKILLS, ['designing-distributed-system-tests', 'executing-distributed-system-tests']);
  t.end();
});

for (const skill of SKILLS) {
  const home = join(PACK, skill);
  const main = join(home, 'SKILL.md');

  t.test(`${skill}: the frontmatter obeys the Agent Skills specification`, (t) => {
    const { front } = split(main);
    t.notOk(read(main).startsWith('\uFEFF'), 'no byte order mark');
    const data = parse(front, { uniqueKeys: true }) as Record<string, unknown>;
    const known = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];
    t.strictSame(
      Object.keys(data).filter((key) => !known.includes(key)),
      [],
      'only keys of the specification',
    );
    t.equal(data.name, skill);
    t.match(skill, /^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/);
    const description = String(data.description);
    t.ok(description.trim().length > 0 && description.length <= 1024, `description of ${description.length} characters`);
    t.notMatch(description, /[<>]/, 'no angle brackets, which some clients refuse');
    t.match(description, /\bUse when\b/, 'it says when');
    t.ok(String(data.compatibility).length <= 500);
    for (const [key, value] of Object.entries(data.metadata as object)) t.type(value, 'string', `metadata.${key}`);
    for (const line of front.split('\n')) {
      const value = line.replace(/^\s*[a-z-]+: /, '');
      t.notOk(/: /.test(value) && !value.startsWith('"'), 'no unquoted colon in a value');
      t.notMatch(line, /\t/, 'no tab');
    }
    t.end();
  });

  t.test(`${skill}: the body fits what a client loads at once`, (t) => {
    const { body } = split(main);
    t.ok(body.split('\n').length < 500, 'under 500 lines');
    t.ok(body.length / 4 <= 5000, `about ${Math.round(body.length / 4)} tokens, at four characters each`);
    t.end();
  });

  t.test(`${skill}: links lead to files inside the skill, and every file is linked from SKILL.md`, (t) => {
    const linked = new Set<string>();
    for (const file of filesBelow(home)) {
      for (const target of links(read(file))) {
        if (/^[a-z]+:/i.test(target) || target.includes('{{')) continue;
        const path = join(dirname(file), target);
        const inside = relative(home, path);
        t.notOk(inside.startsWith('..'), `${relative(home, file)} stays inside with ${target}`);
        t.ok(existsSync(path), `${relative(home, file)} → ${target}`);
        if (file === main) linked.add(inside);
      }
    }
    for (const file of filesBelow(home)) {
      const path = relative(home, file);
      if (path === 'SKILL.md') continue;
      t.match(path, /^(?:references|assets)\/[a-z-]+\.md$/, 'one level deep');
      t.ok(linked.has(path), `SKILL.md links ${path}`);
    }
    t.end();
  });

  t.test(`${skill}: steps are numbered in order and say when they are done`, (t) => {
    const steps = [...split(main).body.matchAll(/^## Step (\d+)\. /gm)].map((match) => Number(match[1]));
    const first = steps[0] ?? -1;
    t.strictSame(
      steps,
      steps.map((_, index) => first + index),
    );
    t.ok(steps.length >= 11);
    t.match(split(main).body, /npx dst-skills lint /, 'the self-check is a command');
    t.match(split(main).body, /Without Node, check by hand/, 'and a list for a machine without Node');
    t.end();
  });

  t.test(`${skill}: nothing but templates holds guidance or placeholders`, (t) => {
    for (const file of filesBelow(home).filter((path) => !path.includes('/assets/'))) {
      const prose = read(file).replace(/`[^`\n]*`/g, '');
      t.notMatch(prose, /<!--|\{\{/, relative(home, file));
    }
    t.end();
  });
}

const REFERENCES = join(PACK, 'designing-distributed-system-tests', 'references');
const BESIDE = ['catalog-index.md', 'common-distributed-systems-pitfalls.md', 'history-discipline.md'];
BESIDE.push('boundary-and-isolation-testing.md');
const TECHNIQUES = readdirSync(REFERENCES).filter((name) => !BESIDE.includes(name));

t.test('the technique files have one shape', (t) => {
  for (const name of TECHNIQUES) {
    const headings = [...read(join(REFERENCES, name)).matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    t.strictSame(
      headings,
      [
        'When to reach for it',
        'What it detects well',
        'What it misses',
        'Tools, and what each really checks',
        'Papers',
        'Cost',
        'Checklist for the plan',
      ],
      name,
    );
  }
  t.end();
});

t.test('numbers that prose states are the numbers that the files have', (t) => {
  const text = (path: string): string => read(join(PACK, path));
  const rows = (path: string, pattern: RegExp): number => [...text(path).matchAll(pattern)].length;
  const audits = 'executing-distributed-system-tests/references/green-but-broken-red-flags.md';
  const report = 'executing-distributed-system-tests/assets/findings-report-template.md';
  const pitfalls = 'designing-distributed-system-tests/references/common-distributed-systems-pitfalls.md';
  const boundary = 'designing-distributed-system-tests/references/boundary-and-isolation-testing.md';
  const verdicts = 'executing-distributed-system-tests/references/verdict-taxonomy.md';
  const adversarial = /## Adversarial inputs([\s\S]*?)\n## /.exec(text(boundary))?.[1] ?? '';
  const counts: readonly (readonly [RegExp, number])[] = [
    [/([\w-]+) technique files/gi, TECHNIQUES.length],
    [/([\w-]+) red flags/gi, rows(audits, /^\| R\d+ \|/gm)],
    [/([\w-]+) red flags/gi, rows(report, /^- \[ \] R\d+ /gm)],
    [/([\w-]+) weak oracles/gi, rows(audits, /^\| W\d+ \|/gm)],
    [/([\w-]+) weak-oracle questions/gi, rows(report, /^- \[ \] W\d+ /gm)],
    [/([\w-]+) failure modes\./gi, rows(pitfalls, /^## \d+\. /gm)],
    [/the ([\w-]+) kinds below/gi, [...adversarial.matchAll(/^\| (?!Kind|-)/gm)].length],
    [/([\w-]+) (?:verdict )?states/gi, rows(verdicts, /^\| `[A-Z][\w-]+` \|/gm)],
    [/([\w-]+) conceptual fields/gi, 11],
  ];
  for (const [pattern, expected] of counts) {
    let seen = 0;
    for (const file of filesBelow(PACK))
      for (const match of read(file).matchAll(pattern)) {
        const stated = WORDS[(match[1] ?? '').toLowerCase()];
        if (stated === undefined) continue;
        seen += 1;
        t.equal(stated, expected, `${basename(file)}: "${match[0]}"`);
      }
    t.ok(seen > 0, `${pattern.source} is stated somewhere`);
  }
  t.end();
});
