import { readFileSync } from 'node:fs';

/** What a Sentinel's log says of votes and elections. Times are milliseconds of the wall clock. */
export interface Said {
  readonly at: number;
  readonly what: 'vote' | 'elected' | 'candidate' | 'not elected' | 'tilt' | 'tilt over' | 'sdown';
  /** The epoch of a vote; of an election that of the candidacy it ends. */
  readonly epoch: number;
  /** Run id that a vote went to. */
  readonly for?: string;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LINE = /^\d+:X (\d+) (\w+) (\d+) (\d+):(\d+):(\d+)\.(\d+) [#*] ([+-][\w-]+) ?(.*)$/;

/** The run id that a Sentinel gives itself in its log. */
export const idIn = (file: string): string => /Sentinel ID is (\w+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';

/** Reads a Sentinel's log, whose times are taken to be UTC (the run sets TZ). */
export function readLog(file: string): Said[] {
  const said: Said[] = [];
  let epoch = 0;
  let candidacy = 0;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const found = LINE.exec(line);
    if (found === null) continue;
    const [, day, month = '', year, hour, minute, second, ms, event, rest = ''] = found;
    const at = Date.UTC(
      Number(year),
      MONTHS.indexOf(month),
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
      Number(ms),
    );
    const words = rest.trim().split(' ');
    if (event === '+new-epoch') epoch = Number(words[0]);
    // A candidate raises the epoch and says so before it says that it tries.
    if (event === '+try-failover') said.push({ at, what: 'candidate', epoch: (candidacy = epoch) });
    if (event === '+vote-for-leader') said.push({ at, what: 'vote', for: words[0] ?? '', epoch: Number(words[1]) });
    if (event === '+elected-leader') said.push({ at, what: 'elected', epoch: candidacy });
    if (event === '-failover-abort-not-elected') said.push({ at, what: 'not elected', epoch: candidacy });
    if (event === '+tilt') said.push({ at, what: 'tilt', epoch });
    if (event === '-tilt') said.push({ at, what: 'tilt over', epoch });
    if (event === '+sdown') said.push({ at, what: 'sdown', epoch });
  }
  return said;
}
