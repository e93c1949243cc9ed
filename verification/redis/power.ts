import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, until } from '../harness/command.js';
import { LoopDisk } from '../harness/disk.js';
import { plant, powerLoss } from '../harness/disk-faults.js';
import type { Fault } from '../harness/fault.js';
import { kill } from '../harness/process-faults.js';
import type { Recorder } from '../harness/recording.js';
import { Server } from '../harness/server.js';
import type { CheckRequest } from '../harness/session.js';
import { faultWindow, type Place } from '../harness/window.js';
import type { ControlKind } from '../../lib/vocabulary/evidence-files.js';
import { outcome } from '../../lib/history/operation.js';
import { askOnce, REDIS } from './cluster.js';
import { control, controlOf, finish, hits, recorderFor, seedsOf, type Context, type Ran } from './scenario.js';
import { readSet, Writers } from './writers.js';

const CHECK: CheckRequest = { checker: 'no-lost-ack', model: 'log' };
const CLIENTS = 5;
const GENERATOR = 'unique elements added to one set by 5 clients without pause, one server with appendfsync always';

interface Request {
  readonly context: Context;
  readonly place: Place;
  readonly recorder: Recorder;
  readonly name: string;
  readonly fsync: 'always' | 'no';
  readonly faults: readonly ('power' | 'power, no rewrite' | 'kill' | 'nothing' | 'none')[];
  readonly seed: number;
  /** Number of the first window. */
  readonly from: number;
}

/** One seed: a server on a disk of its own, a window for each fault, and reads after each restart. */
async function powerSeed(request: Request): Promise<void> {
  const { context, place, recorder, name, faults, seed } = request;
  const { net, scratch } = context.run;
  const disk = new LoopDisk(scratch, name);
  await disk.create(128);
  const folder = join(disk.at, 'data');
  mkdirSync(folder);
  const conf = join(scratch, `${name}.conf`);
  writeFileSync(
    conf,
    `port ${REDIS}\nprotected-mode no\nsave ""\nappendonly yes\nappendfsync ${request.fsync}\ndir ${folder}\nauto-aof-rewrite-percentage 0\n`,
  );
  const server = new Server(net, 'n1', ['redis-server', conf], join(scratch, `${name}.log`));
  const target = { run: context.run, named: () => Promise.resolve('n1') };
  const ready = async (): Promise<boolean> => (await askOnce(target.run, 'n1', REDIS, 'PING')) === 'PONG';
  try {
    server.start();
    if ((await until(10_000, ready)) !== true) throw new Error('the server does not answer');
    for (const [i, kind] of faults.entries()) {
      const epoch = `E${request.from + i}`;
      const key = `${'scenario' in place ? place.scenario : place.control}-${epoch}`;
      const writers = Writers.start({
        cluster: target,
        recorder,
        key,
        seed,
        pinned: CLIENTS,
        aware: 0,
        rate: 100,
        pinnedDeadline: 2_000,
        awareDeadline: 2_000,
      });
      await sleep(1_500);
      const victims = [{ server, disk }];
      plant(victims);
      await sleep(1_000);
      // A rewrite of the file is under way when the power goes, in every second window.
      if (kind === 'power' && i % 2 === 0) await askOnce(target.run, 'n1', REDIS, 'BGREWRITEAOF');
      const fault: Fault | undefined = kind.startsWith('power')
        ? powerLoss(victims, ready)
        : kind === 'none'
          ? undefined
          : kill([server], ready, kind === 'kill' ? 'servers' : 'nothing');
      if (fault === undefined) await sleep(500);
      else await faultWindow({ place, recorder, epoch, fault, hold: 500, planned: { seed } });
      await sleep(500);
      await writers.stop();
      const client = recorder.client(`${key}/final`);
      for (let n = 0; n < 2; n++) await readSet(target, client, 'n1', key);
    }
  } finally {
    await server.kill();
    await disk.unmount();
  }
}

/** S4: acknowledged elements after power loss and kill. */
export async function runPower(context: Context): Promise<Ran> {
  const { session } = context;
  const id = 'S4';
  const one = (kind: ControlKind, fsync: Request['fsync'], faults: Request['faults']): Promise<void> =>
    control(context, id, kind, CHECK, (place, recorder) =>
      powerSeed({ context, place, recorder, name: controlOf(id, kind), fsync, faults, seed: 7, from: 1 }),
    );
  await one('negative', 'always', ['none']);
  await one('noop', 'always', ['nothing']);
  // The file is not rewritten there: a rewrite syncs the new file, and with it what the control has to lose.
  await one('positive', 'no', ['power, no rewrite']);
  session.event(id, 'start', GENERATOR);
  const place: Place = { session: session.directory, scenario: id };
  const recorder = recorderFor(place);
  const seeds = seedsOf(context, [1, 2, 3]);
  for (const [i, seed] of seeds.entries())
    await powerSeed({
      context,
      place,
      recorder,
      name: `S4-${seed}`,
      fsync: 'always',
      faults: ['power', 'kill'],
      seed,
      from: 2 * i + 1,
    });
  recorder.finish();
  return finish(context, id, {
    check: CHECK,
    seeds,
    generator: GENERATOR,
    rate: 'up to 100 operations a second of each client',
    reach: hits(recorder, {
      'elements acknowledged': (op) => op.op_type === 'add' && outcome(op) === 'ok',
      'elements in flight when the server went': (op) => op.op_type === 'add' && outcome(op) === 'info',
    }),
    controls: {
      positive: 'the same power loss with appendfsync no',
      negative: 'the same without a fault',
      noop: 'a kill aimed at no process',
    },
    silent: 'the only server was down',
    audit: { W9: 'there is one server, and the final reads are of it' },
  });
}
