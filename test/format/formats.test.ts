import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import t from 'tap';
import { HOME_PAGE } from '../../lib/format/links.js';
import { FORMAT_NAMES } from '../../lib/format/registry.js';
import { cli } from '../support/cli.js';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

/** Everything that some format gives a meaning to, in a name, a path and in what messages quote. */
const HOSTILE = '<b>&"\'`|%0A::error::x,y]]>--> \u001b[31m\u202e $(id) @everyone ##[group]';
const PATH = `a <&"'> %0A,::b.md`;
const PLAN = `${BASE_PLAN.replace('| C1 |', `| C99 ${HOSTILE.replaceAll('|', '\\|')} |`)}
## 8. What this plan does NOT cover

- Billing.

<!-- dst-disable-file ${HOSTILE.split(' ')[0]?.replace('-->', '') ?? ''} -- a reason that is long enough ${HOSTILE.replaceAll('--', '')} -->
`;

async function run(t: { testdir(content: Record<string, string>): string }, format: string): Promise<string> {
  const cwd = t.testdir({ [PATH]: PLAN, 'clean.md': BASE_PLAN });
  const { code, stdout } = await cli(['lint', '-f', format, PATH, 'clean.md', 'missing\u001b.md'], { cwd });
  if (code !== 2) throw new Error(`exit ${code}`);
  return stdout;
}

interface Validate {
  (data: unknown): boolean;
  errors?: unknown[] | null;
}

/** The schema of SARIF 2.1.0 (errata 5) as another tool carries it, and the ajv of that tool: ours knows no draft 04. */
function sarifValidator(): Validate {
  const require = createRequire(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'));
  const Ajv = require('ajv') as new (options: object) => {
    addMetaSchema(schema: object): void;
    compile(schema: object): Validate;
  };
  const ajv = new Ajv({ schemaId: 'auto', unknownFormats: 'ignore' });
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json') as object);
  return ajv.compile(require('./lib/schemas/sarif-2.1.0-rtm.5.json') as object);
}

t.test('SARIF is valid by its public schema, and its regions are those of the findings', async (t) => {
  const text = await run(t, 'sarif');
  const log = JSON.parse(text) as {
    runs: { results: { ruleId: string; ruleIndex: number }[]; tool: { driver: { rules: { id: string }[] } } }[];
  };
  const validate = sarifValidator();
  t.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 3)));
  const [first] = log.runs;
  t.ok((first?.results.length ?? 0) > 0);
  for (const { ruleId, ruleIndex } of first?.results ?? [])
    t.equal(first?.tool.driver.rules[ruleIndex]?.id, ruleId, 'the index leads to the rule');
  t.match(JSON.stringify(log), encodeURIComponent('a <&"').slice(0, 8), 'paths are URIs');
});

t.test(
  'JUnit is well-formed XML: a suite for each document, a failure for each finding, an error for what is missing',
  async (t) => {
    const text = await run(t, 'junit');
    t.equal(XMLValidator.validate(text), true);
    const parsed = new XMLParser({
      ignoreAttributes: false,
      isArray: (name) => /^test(?:suite|case)$/.test(name),
    }).parse(text) as {
      testsuites: {
        testsuite: {
          '@_name': string;
          '@_tests': string;
          '@_failures': string;
          '@_errors': string;
          testcase: { failure?: object; error?: object }[];
        }[];
      };
    };
    const suites = parsed.testsuites.testsuite;
    t.strictSame(
      suites.map((suite) => [suite['@_tests'], suite['@_failures'], suite['@_errors']].map(Number)).slice(1),
      [
        [1, 0, 0],
        [1, 0, 1],
      ],
    );
    for (const suite of suites) {
      t.equal(suite.testcase.length, Number(suite['@_tests']));
      t.equal(suite.testcase.filter(({ failure }) => failure !== undefined).length, Number(suite['@_failures']));
    }
    t.match(suites[0]?.['@_name'], 'a ', 'the path is that of the document');
  },
);

/** A workflow command as the runner of GitHub Actions reads it (actions/toolkit, command.ts: `::name key=value,…::data`). */
function readCommand(line: string): { name: string; properties: Record<string, string>; data: string } | undefined {
  const end = line.indexOf('::', 2);
  if (!line.startsWith('::') || end === -1) return undefined;
  const head = line.slice(2, end);
  const space = head.indexOf(' ');
  const unescape = (text: string): string =>
    text
      .replaceAll('%2C', ',')
      .replaceAll('%3A', ':')
      .replaceAll('%0A', '\n')
      .replaceAll('%0D', '\r')
      .replaceAll('%25', '%');
  const list = space === -1 ? [] : head.slice(space + 1).split(',');
  const properties = list.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    unescape(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return {
    name: space === -1 ? head : head.slice(0, space),
    properties: Object.fromEntries(properties) as Record<string, string>,
    data: unescape(line.slice(end + 2)),
  };
}

t.test('GitHub gets one annotation a finding, and hostile text makes no command of its own', async (t) => {
  const text = await run(t, 'github');
  const json = JSON.parse(await run(t, 'json')) as {
    files: { messages: { line: number; message: string }[] }[];
    problems: object[];
  };
  const commands = text.split('\n').flatMap((line) => readCommand(line) ?? []);
  const messages = json.files.flatMap(({ messages }) => messages);
  t.equal(commands.length, messages.length + json.problems.length);
  t.strictSame(
    commands
      .slice(0, messages.length)
      .map(({ properties, data }) => [properties['file'], Number(properties['line']), data.split('\nhelp: ')[0]]),
    messages.map(({ line, message }) => [PATH, line, message]),
  );
  for (const { name } of commands) t.match(name, /^(?:error|warning)$/);
  t.notMatch(
    text
      .split('\n')
      .filter((line) => !line.startsWith('::'))
      .join('\n'),
    /##\[|::error/,
  );
});

t.test('GitLab gets an array of issues with fingerprints of their own', async (t) => {
  const issues = JSON.parse(await run(t, 'gitlab')) as {
    fingerprint: string;
    severity: string;
    location: { path: string; lines: { begin: number } };
  }[];
  t.ok(issues.length > 2);
  t.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  for (const { severity, location } of issues) {
    t.match(severity, /^(?:info|minor|major|critical|blocker)$/);
    t.ok(location.lines.begin >= 1);
  }
});

t.test('formats for terminals and logs hold no control character of a document', async (t) => {
  for (const format of ['stylish', 'compact', 'agent', 'markdown']) {
    const text = await run(t, format);
    t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, format);
    t.match(text, /\\u001b/, `${format} shows them`);
  }
});

t.test('Markdown keeps each finding in its row', async (t) => {
  const text = await run(t, 'markdown');
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  for (const row of rows) t.equal(row.replace(/\\\|/g, '').split('|').length, 6, row);
  t.notMatch(text, /<b>|@everyone/);
});

t.test('agent output is grouped and capped, with the edit or the remedy', async (t) => {
  const many = BASE_PLAN + '\n## 8. What this plan does NOT cover\n\n- Billing.\n'.repeat(40);
  const cwd = t.testdir({ 'a.md': many });
  const { stdout } = await cli(['lint', '-f', 'agent', 'a.md'], { cwd });
  t.match(stdout, /^## a\.md\n[\s\S]*error DST111 duplicate-section ×40\n {2}line \d+: .*\n {4}do: merge the two/m);
  t.match(stdout, /also at line (?:\d+, ){19}\d+, …/);
  t.equal(stdout.match(/^ {2}line \d+: .*stands twice/gm)?.length, 5);
  t.match(stdout, /dst-skills explain <rule>/);
});

t.test('agents get their format where nobody watches a terminal; a flag overrides it', async (t) => {
  const cwd = t.testdir({ 'a.md': `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- x\n` });
  const byAgent = await cli(['lint', 'a.md'], { cwd, env: { CLAUDECODE: '1' } });
  t.match(byAgent.stdout, /^## a\.md\n/);
  t.match((await cli(['lint', 'a.md'], { cwd })).stdout, /^a\.md\n/);
  t.match((await cli(['lint', '-f', 'compact', 'a.md'], { cwd, env: { CLAUDECODE: '1' } })).stdout, /^a\.md:/);
});

t.test('formats and outputs go in pairs', async (t) => {
  const cwd = t.testdir({ 'a.md': BASE_PLAN });
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  const { stdout } = await cli(
    ['lint', '-f', 'compact', '-f', 'json', '-o', 'out/x.json', '-f', 'junit', '-o', 'y.xml', 'a.md'],
    { cwd },
  );
  t.match(stdout, /^no problems; checked 1 plan/);
  t.equal((JSON.parse(read('out/x.json')) as { files: unknown[] }).files.length, 1);
  t.match(read('y.xml'), /<testsuites/);
  await cli(['lint', '-o', 'z.txt', '-f', 'compact', 'a.md'], { cwd });
  t.match(read('z.txt'), /^no problems/, 'one of each, in any order');
  for (const args of [
    ['-f', 'json', '-f', 'junit'],
    ['-f', 'json', '-o', 'x', '-f', 'junit', '-o', 'x'],
    ['-o', 'x', '-f', 'json', '-f', 'junit'],
  ]) {
    const { code, stderr } = await cli(['lint', ...args, 'a.md'], { cwd });
    t.equal(code, 2, args.join(' '));
    t.match(stderr, /two formats go to|unclear/);
  }
});

t.test('every format ends a run in which nothing could be checked', async (t) => {
  const cwd = t.testdir({});
  for (const format of FORMAT_NAMES) {
    const { code, stdout } = await cli(['lint', '-f', format, 'missing.md'], { cwd });
    t.equal(code, 2, format);
    t.match(stdout, /missing/, format);
  }
});

t.test('links lead to the project that package.json names', async (t) => {
  const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    repository: { url: string };
  };
  t.match(repository.url, HOME_PAGE);
});

t.test('the summary counts each kind of document by what is in it', async (t) => {
  const cwd = t.testdir({ 'kv.md': BASE_PLAN });
  const made = await cli(['new', 'session', 'kv.md'], { cwd });
  t.equal(made.code, 0);
  await cli(['new', 'report', made.stdout.trim()], { cwd });
  const { stdout } = await cli(['lint', '-f', 'compact', '.'], { cwd });
  t.match(
    stdout,
    /1 plan: 5 claims, 5 hypotheses, 4 scenarios, \d+ fields; 1 session: 4 verdicts, 0 evidence directories/,
  );
  t.match(stdout, /1 report: \d+ results, 0 findings, 0 boxes/);
  t.match(stdout, /1 session log: 0 events, \d+ rows/);
});
