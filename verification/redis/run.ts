// Executes verification/redis/plan.md on this machine: see README.md. Needs root.
import { join } from 'node:path';
import { probeDrop, probeNamespaces, probePowerLoss, probeSignals } from '../harness/probes.js';
import { ROOT, Session } from '../harness/session.js';
import { supervised, type Run } from '../harness/supervise.js';
import { LOSSES, runLosses } from './losses.js';
import { runPower } from './power.js';
import { packageVersion, type Context } from './scenario.js';

const PLAN = join(ROOT, 'verification', 'redis', 'plan.md');

const { argv } = process;
const value = (flag: string): string | undefined => {
  const at = argv.indexOf(flag);
  return at === -1 ? undefined : argv[at + 1];
};
const only = value('--only')?.split(',');
const short = argv.includes('--short');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function execute(run: Run): Promise<number> {
  const session = Session.create({
    plan: PLAN,
    parent: value('--dir') ?? join(ROOT, 'verification', 'redis', 'sessions'),
    sut: `Redis and Redis Sentinel ${packageVersion()}, one primary, two replicas, three Sentinels`,
    commit: packageVersion(),
    operator: 'verification/redis/run.ts',
  });
  say(session.directory);
  const probes = [await probeNamespaces(run), await probeDrop(run), await probeSignals(), await probePowerLoss(run)];
  for (const { capability, functional_test: test, passed } of probes)
    say(`${passed ? 'can' : 'cannot'}: ${capability} (${test.got})`);
  const context: Context = { run, session, plan: PLAN, short, probes };
  for (const shape of LOSSES)
    if (only?.includes(shape.id) !== false) {
      const since = performance.now();
      const lost = await runLosses(context, shape);
      say(`${shape.id}: ${lost ? 'lost' : 'nothing lost'}, ${((performance.now() - since) / 1000).toFixed(0)} s`);
    }
  if (only?.includes('S4') !== false) say(`S4: ${(await runPower(context)) ? 'lost' : 'nothing lost'}`);
  for (const { key, verdict } of await session.seal()) say(`${key}: ${verdict}`);
  return 0;
}

process.exitCode = await supervised(['n1', 'n2', 'n3'], execute);
