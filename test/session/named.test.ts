// Runs and files that a document names several at once are told, and those that it does not name are findings.
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { audit } from '../support/audit.js';
import { completeSession } from '../support/session.js';

async function told(directory: string, rule: string): Promise<string[]> {
  return (await audit(directory, null)).told.filter((one) => one.rule === rule).map(({ message }) => message);
}

t.test('further controls are named by a range or a pattern', async (t) => {
  const { directory } = await completeSession(t.testdir());
  for (const n of [1, 2, 3])
    cpSync(join(directory, 'evidence', 'control-noop'), join(directory, 'evidence', `control-S1-negative-${n}`), {
      recursive: true,
    });
  t.strictSame(
    await told(directory, 'DST420'),
    [1, 2, 3].map((n) => `evidence/control-S1-negative-${n} holds a run that no record and no document names`),
  );
  const log = join(directory, 'session-log.md');
  appendFileSync(log, '\nFurther negative controls: control-S1-negative-1 to -2, both valid.\n');
  t.strictSame(await told(directory, 'DST420'), [
    'evidence/control-S1-negative-3 holds a run that no record and no document names',
  ]);
  appendFileSync(log, '\nAll of `control-S1-negative-*` are valid.\n');
  t.strictSame(await told(directory, 'DST420'), []);
});

t.test('one pattern cites many logs', async (t) => {
  const { directory } = await completeSession(t.testdir());
  for (const n of [1, 2, 3, 4, 5, 6, 7]) writeFileSync(join(directory, 'logs', `S1-n${n}.out`), `${n}\n`);
  t.match((await told(directory, 'DST417'))[0], /^7 files are cited by nothing: logs\/S1-n1\.out, .* and 2 more$/);
  appendFileSync(join(directory, 'session-log.md'), '\nOutput of the nodes: logs/S1-*.out.\n');
  t.strictSame(await told(directory, 'DST417'), []);
});
