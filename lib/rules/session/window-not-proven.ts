import { landedWindows, operationsIn } from '../../evidence/facts.js';
import type { Evidence } from '../../evidence/read.js';
import { inside, moved, notLanded } from '../../evidence/windows.js';
import type { Session } from '../../session/load.js';
import { sessionRule } from '../rule.js';
import { fails, statedOf, toldUnderFail } from './support.js';

/** More places of the same kind are counted, not shown. */
const MOST_RELATED = 5;

/** DST406. */
export default sessionRule({
  id: 'DST406',
  name: 'window-not-proven',
  severity: 'error',
  soundness: true,
  summary:
    'Each fault window has a reading at the victim that moved inside it, operations under it, and a verified heal.',
  why: 'The injector’s word is no evidence: rules land in the wrong namespace, kills hit the wrong process. And a fault that is never healed makes everything after it a test of something else. Where the report itself says INCONCLUSIVE-fault-not-proven, a window that did not land is no finding; nor is it where the scenario FAILs and its row says how many landed, since no violation depends on it (node 3 of the tree comes first). The heal is still asked for. One reading that did not move in many windows is one finding.',
  examples: {
    failing: 'evidence/S1/nemesis.jsonl\n- "after":7,\n+ "after":0,\n',
    passing: 'evidence/S1/nemesis.jsonl\n- "after":7,\n+ "after":8,\n',
  },
  check(session, say) {
    for (const [key, evidence] of session.arms) {
      const { nemesis } = evidence;
      if (nemesis === undefined) continue;
      // What the author says himself is no finding.
      const admitted = admits(session, key, evidence);
      const missed: { readonly at: number; readonly epoch: string; readonly reason: string }[] = [];
      // One reading that does not fit in every window is one mistake.
      const still = new Map<string, { readonly at: number; readonly epoch: string; readonly message: string }[]>();
      const place = (at: number): { source: typeof nemesis.source; range: { start: number; end: number } } => ({
        source: nemesis.source,
        range: { start: at, end: at + 1 },
      });
      for (const window of evidence.windows) {
        const { epoch, heal, end, observed, start } = window;
        const reason = notLanded(window, operationsIn(evidence, epoch));
        const victim = window.readings.find(({ reading }) => reading.source === 'victim');
        if (reason !== undefined) {
          missed.push({ at: victim?.at ?? window.at, epoch, reason });
        } else if (!admitted)
          for (const { reading, at } of window.readings) {
            if (moved(reading) && inside(reading, window)) continue;
            const message = `the reading "${reading.name}" of the window ${epoch} ${moved(reading) ? 'was not taken inside it' : `did not move as expected (${JSON.stringify(reading.before)} to ${JSON.stringify(reading.after)})`}`;
            still.set(reading.name, [...(still.get(reading.name) ?? []), { at, epoch, message }]);
          }
        if (observed !== undefined && start !== undefined && end !== undefined && (observed < start || observed > end))
          say({
            ...place(window.at),
            message: `the fault of the window ${epoch} was observed outside of it`,
            help: 'all times are on the clock of the history',
            subject: `${key}/${epoch}/observed`,
          });
        if (window.nemesis === undefined || !/[\p{L}\p{N}]/u.test(window.nemesis))
          say({
            ...place(window.at),
            message: `the window ${epoch} does not say which fault it was`,
            help: 'name the nemesis as the plan does: dst-skills record landing --nemesis <name>',
            subject: `${key}/${epoch}/nemesis`,
          });
        if (heal !== undefined && !/[\p{L}\p{N}]/u.test(heal.verified_by))
          say({
            ...place(window.at),
            message: `the heal of the window ${epoch} does not say by what it was verified`,
            help: 'name the probe: "n1 follows n2", "counter stands still"',
            subject: `${key}/${epoch}/heal/by`,
          });
        if (heal === undefined)
          say({
            ...place(window.at),
            message: `the window ${epoch} was never verified to be healed`,
            help: 'undo the fault, verify that it is undone, and record it: --heal … --heal-at …',
            subject: `${key}/${epoch}/heal`,
          });
        else if (end !== undefined && heal.ts < end)
          say({
            ...place(window.at),
            message: `the heal of the window ${epoch} was verified before its end`,
            help: 'verify it after the fault was taken away',
            subject: `${key}/${epoch}/heal`,
          });
        if (window.injectorExit !== undefined && window.injectorExit !== 0)
          say({
            ...place(window.at),
            message: `the injector of the window ${epoch} ended with status ${window.injectorExit}`,
            help: 'mend the injection and run again',
            subject: `${key}/${epoch}/injector`,
          });
      }
      const enough = fails(session, key) && missed.length > 0;
      for (const [name, [first, ...more]] of enough ? [] : still)
        if (first !== undefined)
          say({
            ...place(first.at),
            message: `${first.message}${more.length === 0 ? '' : `, and so in ${more.length} more of ${evidence.windows.length} windows`}`,
            help: 'a landing reading is taken inside its window and moves; keep what did not move in the log, and put the line right: dst-skills record landing --supersede --note <why>',
            related: more.slice(0, MOST_RELATED).map(({ at, message }) => ({ ...place(at), message })),
            subject: `${key}/${first.epoch}/reading/${name}`,
          });
      const [first] = missed;
      if (first !== undefined && !admitted)
        say({
          ...place(first.at),
          message:
            missed.length === 1
              ? first.reason
              : `${first.reason}, and ${missed.length - 1} more of ${evidence.windows.length} windows did not land`,
          help: fails(session, key)
            ? `a violation stands without it; say in the row how many landed: ${landedWindows(evidence)} of ${evidence.windows.length} windows landed`
            : 'read the thing perturbed before and inside the window; what did not move did not land: INCONCLUSIVE-fault-not-proven',
          related: missed.slice(1, 1 + MOST_RELATED).map(({ at, reason }) => ({ ...place(at), message: reason })),
          subject: `${key}/${first.epoch}/landing`,
        });
    }
  },
});

/** Whether the author says himself that windows did not land. */
function admits(session: Session, key: string, evidence: Evidence): boolean {
  return (
    statedOf(session, key) === 'INCONCLUSIVE-fault-not-proven' ||
    toldUnderFail(session, key, landedWindows(evidence), evidence.windows.length)
  );
}
