import { Source } from '../../document/source.js';
import type { JournalLine } from '../../evidence/journal.js';
import { withJournal } from '../../evidence/log-table.js';
import type { Session } from '../../session/load.js';
import { parseSessionLog, type SessionLog, type TimelineRow } from '../../session/log.js';
import { isPass } from '../report/support.js';
import { sessionRule, type SessionFinding } from '../rule.js';

/** DST409. */
export default sessionRule({
  id: 'DST409',
  name: 'timeline-broken',
  severity: 'error',
  summary:
    'The timeline is in the order of time, holds every row that was recorded, and shows start, fault and oracle for every scenario that passed.',
  why: 'The log is written as the run goes; its order shows that the oracle ran after the fault, on this run. Rows out of order were written afterwards, from memory. Where each fault window has its times in `nemesis.jsonl`, the timeline need not repeat them.',
  examples: {
    failing: 'session-log.md\n- | S1 | oracle | valid |\n+ | S1 | note | valid |\n',
    passing:
      'session-log.md\n- | S1 | baseline | 2 operations a second |\n+ | S1 | baseline | two operations a second |\n',
  },
  check(session, say) {
    const { log } = session;
    if (log === undefined) return;
    checkOrder(log, say);
    checkBeginning(session, log, say);
    checkToolbox(log, say);
    for (const state of session.states)
      for (const arm of state.arms) {
        const row = log.verdicts.find(({ key }) => key === arm.key);
        const verdict = row?.verdict?.value ?? arm.decision.verdict;
        if (!isPass(verdict)) continue;
        const rows = log.timeline.filter(({ keys }) => keys.includes(arm.key) || keys.includes(state.id));
        const first = (kind: TimelineRow['kind']): number => rows.findIndex((one) => one.kind === kind);
        // Windows with their times say when each fault was injected: a row that says it again is not asked for.
        const windows = arm.evidence?.windows ?? [];
        const timed = windows.length > 0 && windows.every(({ start, end }) => start !== undefined && end !== undefined);
        const needed =
          arm.facts.fault.planned && !(timed && first('fault') === -1)
            ? (['start', 'fault', 'oracle'] as const)
            : (['start', 'oracle'] as const);
        const place = {
          source: log.source,
          range: row?.verdict?.range ?? row?.idRange ?? log.title ?? { start: 0, end: 1 },
        };
        for (const [i, kind] of needed.entries()) {
          const name = kind === 'fault' ? 'fault injected' : kind;
          const before = needed[i - 1];
          if (first(kind) === -1)
            say({
              ...place,
              message: `${arm.key} is ${verdict}, and the timeline has no "${name}" event for it`,
              help: 'events are recorded while they happen: dst-skills record event',
              subject: `${arm.key}/timeline/${kind}`,
            });
          else if (before !== undefined && first(before) > first(kind))
            say({
              ...place,
              message: `the timeline of ${arm.key} has "${name}" before "${before === 'fault' ? 'fault injected' : before}"`,
              help: 'the oracle judges what happened before it',
              subject: `${arm.key}/timeline/${kind}/order`,
            });
        }
      }
    checkJournal(log, session.journal, say);
  },
});

/** Rows that the recorder wrote are still there: both sides are read by the same reader, so that markup makes no difference. */
function checkJournal(log: SessionLog, journal: readonly JournalLine[], say: (finding: SessionFinding) => void): void {
  const there = new Set(log.timeline.map(nameOf));
  for (const row of parseSessionLog(new Source(log.source.path, withJournal('# Session log\n', journal))).timeline)
    if (!there.has(nameOf(row)))
      say({
        source: log.source,
        range: log.sections.find(({ key }) => key === 'timeline')?.heading.text.visible ??
          log.title ?? { start: 0, end: 1 },
        message: `the recorder's journal has ${nameOf(row)}, and the timeline has not`,
        help: 'rows of the timeline are never taken out or changed; the next "dst-skills record event" puts it back',
        subject: `journal/${row.time?.value.trim() ?? ''}`,
      });
}

function nameOf({ time, scenario, event }: TimelineRow): string {
  const [when = '', who = '', what = ''] = [time, scenario, event].map((cell) =>
    (cell?.value ?? '').replace(/\s+/g, ' ').trim(),
  );
  return `"${what}" of ${who === '' ? 'the session' : who} at ${when}`;
}

function checkOrder(log: SessionLog, say: (finding: SessionFinding) => void): void {
  let last: TimelineRow | undefined;
  for (const row of log.timeline) {
    const range = row.time?.visible ?? row.row.range;
    if (row.at === undefined) {
      say({
        source: log.source,
        range,
        message: `"${row.time?.value.trim() ?? ''}" is no time`,
        help: 'write UTC as ISO 8601: 2026-03-14T09:00:00Z',
        subject: 'timeline/time',
      });
      continue;
    }
    // A time of day alone begins anew at midnight: then the order cannot be told.
    const wraps = last !== undefined && !row.dated && (last.at ?? 0) - row.at > 12 * 3_600_000;
    if (last?.at !== undefined && last.dated === row.dated && row.at < last.at && !wraps)
      say({
        source: log.source,
        range,
        message: 'the timeline goes back in time here',
        help: 'events stand in the order in which they happened; they are recorded as they happen',
        related: [{ range: last.time?.visible ?? last.row.range, message: 'the row before it', source: log.source }],
        subject: `timeline/order/${row.time?.value.trim() ?? ''}`,
      });
    last = row;
  }
}

const DAY = 24 * 3_600_000;

/** A session directory is named after the moment at which it was laid out; what happened days before belongs to another one. */
function checkBeginning({ directory }: Session, log: SessionLog, say: (finding: SessionFinding) => void): void {
  const [, date, hour, minute] = /(\d{4}-\d\d-\d\d)T(\d\d)[-:]?(\d\d)[^/\\]*$/.exec(directory) ?? [];
  const begun = Date.parse(`${date ?? ''}T${hour ?? ''}:${minute ?? ''}:00Z`);
  const row = log.timeline.find(({ at, dated }) => at !== undefined && dated && at < begun - DAY);
  if (row === undefined) return;
  say({
    source: log.source,
    range: row.time?.visible ?? row.row.range,
    message: `the timeline tells of ${row.time?.value.trim() ?? ''}, more than a day before the session began`,
    help: 'a log is of the run that its directory is named after; what was run before is another session',
    subject: 'timeline/beginning',
  });
}

function checkToolbox(log: SessionLog, say: (finding: SessionFinding) => void): void {
  const start = log.timeline.find(({ kind }) => kind === 'start');
  if (start === undefined || log.toolbox.length > 0) return;
  const heading = log.sections.find(({ key }) => key === 'toolbox')?.heading.text.visible;
  say({
    source: log.source,
    range: heading ?? log.title ?? { start: 0, end: 1 },
    message: 'scenarios were started, and the toolbox is empty',
    help: "look for the system's own harnesses, fault hooks and admin commands first; say so where there are none",
    subject: 'toolbox',
  });
}
