// A history may be kept compressed: the evidence says and proves the same.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import { lintSession } from '../../lib/lint/lint-session.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { loadSession } from '../../lib/session/load.js';
import { QUICK } from '../../lib/session/recheck-budget.js';
import { completeSession, type Made } from '../support/session.js';
import { reportText } from '../support/session-report.js';
import { dst } from '../support/run.js';

let top = '';
let session = '';
const place = (directory: string): Made & { folder: string; history: string } => {
  const folder = join(directory, 'evidence', 'S1');
  return { root: join(directory, '..', '..'), directory, folder, history: join(folder, 'history.jsonl.gz') };
};

/** A complete session whose history in S1 is compressed, then checked and sealed as a user would. */
t.before(async () => {
  const root = (top = t.testdir());
  const made = await completeSession(root);
  const { folder, history } = place(made.directory);
  const plain = join(folder, 'history.jsonl');
  writeFileSync(history, gzipSync(readFileSync(plain)));
  for (const name of [plain, join(folder, 'checker.json'), join(folder, 'manifest.json')]) rmSync(name);
  const checked = await dst(
    ['check', history, '--checker', 'linearizability', '--model', 'register', '--evidence', folder],
    { cwd: root },
  );
  t.equal(checked.code, 0, checked.stderr);
  const shownAs = (path: string): string => relative(root, path);
  await seal(made.directory, undefined, shownAs);
  writeFileSync(
    join(made.directory, 'findings', 'report.md'),
    reportText(await loadSession(made.directory, { shownAs })),
  );
  session = relative(root, made.directory);
});

function compressed(t: { testdir: () => string }): ReturnType<typeof place> {
  const to = t.testdir();
  rmSync(to, { recursive: true });
  cpSync(top, to, { recursive: true });
  return place(join(to, session));
}

async function audit({ directory }: Made): Promise<{ verdict: string | undefined; lines: string[] }> {
  const { summary, results } = await lintSession({
    directory,
    shownAs: (path) => relative(directory, path) || 'session',
    settings: () => defaultSettings(),
    excerpts: false,
    recheck: QUICK,
  });
  return {
    verdict: summary.scenarios.find(({ key }) => key === 'S1')?.verdict,
    lines: results.flatMap(({ path, messages }) =>
      messages.map(({ ruleId, line, message }) => `${ruleId} ${path.replace('session/', '')}:${line} ${message}`),
    ),
  };
}

t.test('a compressed history earns what the plain one does', async (t) => {
  const { verdict, lines } = await audit(compressed(t));
  t.same(lines, []);
  t.equal(verdict, 'PASS-hardening');
});

t.test('a compressed history that was changed is found, on its line', async (t) => {
  const made = compressed(t);
  const text = gunzipSync(readFileSync(made.history)).toString('utf8');
  writeFileSync(made.history, gzipSync(text.replace('"op_id":41,', '"op_id":40,')));
  const { verdict, lines } = await audit(made);
  t.equal(verdict, 'INCONCLUSIVE-oracle-too-weak');
  t.equal(
    lines.filter((line) => /^DST\d+ evidence\/S1\/history\.jsonl\.gz:41 /.test(line)).length,
    1,
    lines.join('\n'),
  );
  t.equal(
    lines.filter((line) => /history\.jsonl\.gz has \d+ bytes, the manifest says \d+$/.test(line)).length,
    1,
    lines.join('\n'),
  );
});

t.test('damaged compression is an unreadable history, not an empty one', async (t) => {
  const made = compressed(t);
  writeFileSync(made.history, readFileSync(made.history).subarray(0, 200));
  const { lines } = await audit(made);
  t.equal(
    lines.filter((line) => /history\.jsonl\.gz cannot be read: .*damaged gzip/.test(line)).length,
    1,
    lines.join('\n'),
  );
});

t.test('two histories in one place are none', async (t) => {
  const made = compressed(t);
  writeFileSync(join(made.folder, 'history.jsonl'), gunzipSync(readFileSync(made.history)));
  const { verdict, lines } = await audit(made);
  t.equal(verdict, 'INCONCLUSIVE-oracle-too-weak');
  t.ok(
    lines.some((line) => line.includes('history.jsonl.gz stands beside it')),
    lines.join('\n'),
  );
});
