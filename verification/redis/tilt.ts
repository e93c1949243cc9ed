import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../harness/command.js';
import { probeClock } from '../harness/probes.js';
import { pause } from '../harness/process-faults.js';
import type { Run } from '../harness/supervise.js';
import { faultWindow } from '../harness/window.js';
import type { Probe } from '../../lib/evidence/types.js';
import { outcome } from '../../lib/history/operation.js';
import { Cluster, SENTINEL } from './cluster.js';
import { BINARY, recorderFor, type Context } from './scenario.js';
import { readLog } from './votes.js';

const ID = 'S10';
const VICTIM = 'n3';

/** The first line of a Sentinel's log names the year. */
const year = (said: string): number | undefined => {
  const found = /^\d+:X \d+ \w+ (\d{4}) /m.exec(said)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** Whether one Sentinel can be given a clock of its own. */
export function probeSentinelClock(run: Run): Promise<Probe> {
  const conf = join(run.scratch, 'clock-probe.conf');
  mkdirSync(run.scratch, { recursive: true });
  writeFileSync(conf, `dir ${run.scratch}\nport ${SENTINEL + 1}\nsentinel monitor dst 127.0.0.1 6390 1\n`);
  return probeClock(run, [BINARY, conf, '--sentinel'], year, true);
}

/**
 * S10 as far as this machine can: the probe of the clock, and the control of the plan, a Sentinel that is stopped for 3 s
 * and must enter the same mode, watched until it leaves it.
 * @returns whether the stopped Sentinel entered the mode and left it
 */
export async function runTilt(context: Context): Promise<boolean> {
  const { session } = context;
  await context.environment.record(session.directory, ID);
  for (const {
    capability,
    passed,
    functional_test: { got },
  } of context.environment.probesOf(ID))
    session.event(ID, 'probe', `${capability}: ${passed ? 'works' : got}`);
  const key = `control-${ID}-positive`;
  const recorder = recorderFor({ session: session.directory, control: key });
  const cluster = await Cluster.start(context.run, key);
  try {
    const sentinel = cluster.sentinels.get(VICTIM);
    if (sentinel === undefined) throw new Error(`no Sentinel at ${VICTIM}`);
    const observer = recorder.client('observer');
    const tilt = async (): Promise<string | undefined> => {
      const reply = await cluster.ask(VICTIM, SENTINEL, 'INFO', 'sentinel');
      return typeof reply === 'string' ? /^sentinel_tilt:(\d)/m.exec(reply)?.[1] : undefined;
    };
    const look = (): Promise<unknown> =>
      observer.do({ op_type: 'read', key: `sentinel_tilt of ${VICTIM}`, node: VICTIM }, 2_000, async () => {
        const value = await tilt();
        return value === undefined
          ? { ok: false, definite: false, code: 'no answer' }
          : { ok: true, output: Number(value) };
      });
    await look();
    const stop = pause([sentinel], async () => (await tilt()) !== undefined);
    await faultWindow({
      place: { session: session.directory, control: key },
      recorder,
      epoch: 'E1',
      fault: stop,
      hold: 3_000,
      planned: { seed: 7 },
    });
    for (let i = 0; i < 36; i++) {
      await look();
      await sleep(1_000);
    }
    recorder.finish();
    const said = readLog(cluster.log(VICTIM, 'sentinel'));
    const from = said.find(({ what }) => what === 'tilt');
    const to = said.find(({ what }) => what === 'tilt over');
    const seen = new Set(recorder.operations.filter((op) => outcome(op) === 'ok').map(({ output }) => output));
    const file = `artifacts/${ID}-tilt.txt`;
    mkdirSync(join(session.directory, 'artifacts'), { recursive: true });
    const acted = said.filter(
      ({ what, at }) => (what === 'vote' || what === 'sdown') && at > (from?.at ?? 0) && at < (to?.at ?? 0),
    );
    writeFileSync(
      join(session.directory, file),
      [
        `Sentinel of ${VICTIM}, stopped for 3 s: ${from === undefined ? 'no +tilt' : '+tilt'}`,
        to === undefined || from === undefined ? 'no -tilt' : `-tilt ${((to.at - from.at) / 1000).toFixed(1)} s later`,
        `votes and +sdown between: ${acted.length}`,
        `sentinel_tilt as read: ${[...seen].map(String).join(', ')}`,
        '',
      ].join('\n'),
    );
    await session.artifact(file, 'a stopped Sentinel in TILT', ID, 'verification/redis/tilt.ts');
    const good = from !== undefined && to !== undefined && acted.length === 0;
    session.event(
      ID,
      'control',
      `positive: a Sentinel stopped for 3 s ${good ? 'entered TILT and left it' : 'did not behave as the plan says'}`,
    );
    return good;
  } finally {
    await cluster.stop();
  }
}
