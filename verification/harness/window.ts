import { recordLandings } from '../../lib/evidence/landings.js';
import { recordEvent } from '../../lib/evidence/recorder.js';
import type { NemesisLine, Reading } from '../../lib/evidence/types.js';
import { moved } from '../../lib/evidence/windows.js';
import { appendLines } from '../../lib/evidence/journal.js';
import type { Json } from '../../lib/history/operation.js';
import { join } from 'node:path';
import { sleep, until } from './command.js';
import type { Fault } from './fault.js';
import type { Recorder } from './recording.js';

/** Where the records of a window go: a scenario or arm of a session, or the evidence of a control. */
export type Place =
  { readonly session: string; readonly scenario: string } | { readonly session: string; readonly control: string };

/** The evidence directory of a place. */
export function folderOf(place: Place): string {
  return join(place.session, 'evidence', ...('scenario' in place ? place.scenario.split('/') : [place.control]));
}

export interface WindowRequest {
  readonly place: Place;
  readonly recorder: Recorder;
  readonly epoch: string;
  readonly fault: Fault;
  /** How long the fault stays, in ms, from its injection to the reading inside the window. */
  readonly hold: number;
  /** What is done inside the window besides waiting, for example traffic on purpose. */
  readonly inside?: () => Promise<void>;
  /** How long the heal may take to be verified, in ms; default 60,000. */
  readonly healWithin?: number;
  readonly planned?: Readonly<Record<string, Json>>;
}

export interface WindowResult {
  readonly landed: boolean;
  readonly start: number;
  readonly end: number;
  readonly readings: readonly Reading[];
}

/** A fault that could not be taken away: whatever comes next would be judged under it. */
class NotHealed extends Error {}

/**
 * One fault window: readings before, injection, readings inside, heal, and the verified heal, each recorded when it is
 * known. Readings that did not move while others at the victim did are named in the timeline and kept out of
 * nemesis.jsonl, whose readings are those that prove the landing; where nothing moved all of them are kept.
 * @throws NotHealed
 */
export async function faultWindow(request: WindowRequest): Promise<WindowResult> {
  const { place, recorder, epoch, fault, hold } = request;
  const land = async (line: NemesisLine): Promise<void> => {
    if ('scenario' in place) await recordLandings(place.session, place.scenario, [line]);
    else appendLines(join(folderOf(place), 'nemesis.jsonl'), [line]);
  };
  const say = (event: string, note: string): void => {
    if ('scenario' in place) recordEvent(place.session, { scenario: place.scenario, event, note });
  };
  const before = await Promise.all(fault.gauges.map((gauge) => gauge.read()));
  const start = recorder.open(epoch);
  let rc = 1;
  let readings: Reading[] = [];
  try {
    rc = await fault.inject();
    await land({
      epoch,
      nemesis: fault.nemesis,
      mechanism: fault.mechanism,
      target: fault.target,
      scope: fault.scope,
      planned: { hold_s: hold / 1000, ...request.planned },
      start_ts: start,
      injector_rc: rc,
    });
    say('fault injected', `${epoch}: ${fault.nemesis} at ${fault.target.join(', ')}`);
    await Promise.all([sleep(hold), request.inside?.()]);
    readings = await Promise.all(
      fault.gauges.map(async ({ read, ...gauge }, i): Promise<Reading> => ({
        ...gauge,
        before: before[i] ?? null,
        after: await read(),
        ts: recorder.now(),
      })),
    );
  } finally {
    await fault.heal();
  }
  const end = recorder.close();
  const landed = readings.some((reading) => reading.source === 'victim' && moved(reading));
  const still = readings.filter((reading) => !moved(reading));
  await land({ epoch, end_ts: end, landing: landed ? readings.filter(moved) : readings });
  say(
    'landing',
    `${epoch}: ${landed ? 'landed' : 'not proven'}${landed && still.length > 0 ? `; did not move: ${still.map(({ name, after }) => `${name} (${String(after)})`).join(', ')}` : ''}`,
  );
  const healed = await until(request.healWithin ?? 60_000, () => fault.healed(), 200);
  if (healed === undefined)
    throw new NotHealed(`${epoch}: ${fault.nemesis} at ${fault.target.join(', ')} was not seen to be healed`);
  await land({ epoch, heal: { ts: recorder.now(), ...healed } });
  say('healed', `${epoch}: ${healed.verified_by}`);
  return { landed, start, end, readings };
}
