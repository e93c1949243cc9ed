// A session in the public pack's form: a log, a report, and no evidence records.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import t from 'tap';
import { completeSession } from '../support/session.js';
import { dst } from '../support/run.js';

interface Linted {
  readonly files: readonly {
    readonly type: string;
    readonly messages: readonly { readonly ruleId: string; readonly line: number; readonly message: string }[];
    readonly notes?: readonly string[];
    readonly session?: {
      verdict: string;
      reason: string;
      scenarios: { key: string; verdict: string }[];
      notCovered: string[];
    };
  }[];
}

/** A whole session without its evidence; what linked there links to the log of the run. */
let made = { root: '', directory: '' };

t.before(async () => {
  made = await completeSession(t.testdir());
  const { directory } = made;
  rmSync(join(directory, 'evidence'), { recursive: true });
  writeFileSync(join(directory, 'logs', 'run.log'), 'started\n');
  for (const [file, up] of [
    ['session-log.md', ''],
    ['findings/report.md', '../'],
  ] as const) {
    const path = join(directory, file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/\]\((?:\.\.\/)?evidence\/[^)]*\)/g, `](${up}logs/run.log)`),
    );
  }
});

/** A copy of it below a folder. */
function publicSession(root: string): string {
  cpSync(made.root, root, { recursive: true });
  return join(root, relative(made.root, made.directory));
}

async function lint(path: string): Promise<Linted> {
  const { code, stdout, stderr } = await dst(['lint', '--format', 'json', path]);
  if (code === 2) throw new Error(stderr);
  return JSON.parse(stdout) as Linted;
}

t.test('the session is held against log, report and plan alone, and says so once', async (t) => {
  const directory = publicSession(t.testdir());
  const { files } = await lint(directory);
  t.strictSame(
    files.flatMap(({ messages }) => messages.map(({ ruleId, line, message }) => `${ruleId}@${line} ${message}`)),
    [],
  );
  const [session] = files.flatMap((file) => file.session ?? []);
  t.equal(session?.verdict, 'DONE', 'as the report calls it');
  t.equal(session?.reason, 'as the report calls it');
  t.match(session?.scenarios, [{ key: 'S1', verdict: 'PASS-hardening' }]);
  t.equal(session?.notCovered.filter((line) => line.includes('no evidence records')).length, 1);
});

t.test('the report alone is told the same, once', async (t) => {
  const directory = publicSession(t.testdir());
  const { files } = await lint(join(directory, 'findings', 'report.md'));
  t.equal(files.length, 1);
  t.strictSame(files[0]?.messages, []);
  t.equal(files[0]?.notes?.filter((note) => note.includes('no evidence records')).length, 1);
});

t.test('a report without a session is told once that there is none', async (t) => {
  const directory = publicSession(t.testdir());
  const alone = join(directory, '..', '..', 'alone.md');
  writeFileSync(alone, readFileSync(join(directory, 'findings', 'report.md'), 'utf8'));
  const { files } = await lint(alone);
  t.equal(files[0]?.notes?.filter((note) => note.includes('no session beside it')).length, 1);
});

t.test('what the report says wrongly is found all the same', async (t) => {
  const directory = publicSession(t.testdir());
  const path = join(directory, 'findings', 'report.md');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/^(\| S2 \| [^|]* \| )PASS-hardening/m, '$1NOT-RUN (no root)'));
  const { files } = await lint(directory);
  const rules = new Set(files.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId)));
  t.ok(rules.has('DST214'), 'the session verdict');
  t.ok(rules.has('DST306'), 'the coverage');
  t.ok(rules.has('DST410'), 'the log says otherwise');
  const [session] = files.flatMap((file) => file.session ?? []);
  t.ok(session?.notCovered.includes('S2 did not run'));
});
