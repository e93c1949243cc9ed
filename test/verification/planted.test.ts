// The store with planted defects: a short run of one defect three ways, and what the committed sessions say. The run needs
// root and namespaces.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../verification/harness/command.js';
import { whyNoNamespaces } from '../../verification/harness/netns.js';
import { outcomesOf, outcomeTable, unexpected } from '../../verification/planted/outcomes.js';
import { SCENARIOS } from '../../verification/planted/scenarios.js';
import { WAY_NAMES, type Way } from '../../verification/planted/sessions.js';
import { ROOT } from '../support/run.js';

t.setTimeout(400_000);

const HOME = join(ROOT, 'verification', 'planted');

/** The newest session of each way below a folder. */
const newest = (folder: string): Readonly<Record<Way, string>> =>
  Object.fromEntries(
    WAY_NAMES.map((way) => [way, join(folder, way, readdirSync(join(folder, way)).sort().at(-1) ?? '')]),
  ) as Record<Way, string>;

t.test('each way of the committed runs has the outcomes that it has to have, and the README shows them', async (t) => {
  if (!existsSync(join(HOME, 'sessions'))) {
    t.pass('there is no session yet');
    return;
  }
  const outcomes = await outcomesOf(newest(join(HOME, 'sessions')));
  // A partial run leaves scenarios out, in all three ways alike.
  const arms = outcomes.planted.scenarios.flatMap((scenario) => scenario.arms);
  const ran = SCENARIOS.filter(({ key }) => arms.some((arm) => arm.key === key && arm.verdict !== 'NOT-RUN'));
  t.not(ran.length, 0);
  t.same(unexpected(outcomes, { short: false, chosen: ran }), []);
  const readme = readFileSync(join(HOME, 'README.md'), 'utf8').replace(/ +/g, ' ');
  for (const line of outcomeTable(outcomes).split('\n')) t.ok(readme.includes(line), line);
});

t.test('one defect three ways, here and now', async (t) => {
  const why = await whyNoNamespaces();
  if (why !== undefined) {
    t.comment(why);
    t.pass('not run here');
    return;
  }
  const out = t.testdir();
  const program = join(ROOT, 'dist', 'verification', 'planted', 'verify.js');
  const ran = await run([process.execPath, program, '--short', '--out', out], { ms: 360_000 });
  // The run lints its sessions and compares its outcomes itself.
  t.equal(ran.rc, 0, ran.err);
  const outcomes = await outcomesOf(newest(out));
  const row = outcomeTable(outcomes)
    .split('\n')
    .find((line) => line.includes('| S1 |'));
  t.match(
    row,
    /^\| `lost-ack` \| S1 \| FAIL-reproducible, [1-3] of 3 \| PASS-smoke \| INCONCLUSIVE-fault-not-proven \|$/,
  );
});
