import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { BASE_PLAN } from '../support/lint.js';
import { ROOT } from '../support/run.js';

interface Action {
  inputs: Record<string, { default: string }>;
  runs: { using: string; steps: { shell: string; env: Record<string, string>; run: string }[] };
}

t.test('the action for GitHub runs our command on the paths given, without reading them as shell', async (t) => {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
  const [step] = action.runs.steps;
  t.equal(action.runs.using, 'composite');
  t.notMatch(step?.run, /\$\{\{/, 'inputs only come through the environment');
  for (const value of Object.values(step?.env ?? {}))
    t.match(value, /^\$\{\{ (?:inputs\.\w+|github\.action_path) \}\}$/);
  const cwd = t.testdir({
    '.git': {},
    'a $(touch pwned).md': `${BASE_PLAN}\n## 8. What this plan does NOT cover\n\n- x\n`,
    'b.md': BASE_PLAN,
  });
  const run = (paths: string, sarif = ''): ReturnType<typeof spawnSync> =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', step?.run ?? ''], {
      cwd,
      env: {
        ...process.env,
        DST_PATHS: paths,
        DST_CONFIG: '',
        DST_STRICT: 'false',
        DST_SARIF: sarif,
        DST_VERSION: '',
        DST_ACTION: ROOT,
      },
    });
  const bad = run('a $(touch pwned).md\nb.md\n', 'out.sarif');
  t.equal(bad.status, 1, String(bad.stderr));
  t.match(String(bad.stdout), /^::error file=a \$\(touch pwned\)\.md,line=\d+/m);
  t.ok(existsSync(join(cwd, 'out.sarif')));
  t.notOk(existsSync(join(cwd, 'pwned')));
  t.equal(run('b.md').status, 0);
});
