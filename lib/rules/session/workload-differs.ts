import { bareWindows } from '../../evidence/facts.js';
import type { OutcomeCounts } from '../../evidence/types.js';
import { sessionRule } from '../rule.js';
import { isPass } from '../report/support.js';
import { armsWith, fails, statedOf, toldUnderFail, valuePlace } from './support.js';

const same = (a: OutcomeCounts, b: OutcomeCounts | undefined): boolean =>
  a.ok === (b?.ok ?? 0) && a.fail === (b?.fail ?? 0) && a.info === (b?.info ?? 0);
const words = (counts: OutcomeCounts | undefined): string =>
  `${counts?.ok ?? 0} ok, ${counts?.fail ?? 0} failed, ${counts?.info ?? 0} unknown`;

/** DST412. */
export default sessionRule({
  id: 'DST412',
  name: 'workload-differs',
  severity: 'error',
  soundness: true,
  summary:
    'The outcomes that workload.json counts are those of the history, and something succeeded around every window.',
  why: 'The harness counted what it did; the history holds what it recorded. Where they differ, operations were lost between the two, and the lost ones are the interesting ones. And a system that answers nothing under the fault passes every safety check. Where the scenario FAILs and its row says how many windows had traffic on both sides, there is no finding: no violation depends on it.',
  examples: {
    failing: 'evidence/S1/workload.json\n- "ok": 476,\n+ "ok": 477,\n',
    passing: 'evidence/S1/workload.json\n- "hits": 4\n+ "hits": 5\n',
  },
  check(session, say) {
    for (const { key, evidence } of armsWith(session)) {
      const { workload, history } = evidence;
      if (workload?.value === undefined || history === undefined) continue;
      const { total, by_type, windows } = workload.value.outcomes;
      const compare = (
        path: (string | number)[],
        what: string,
        counted: OutcomeCounts,
        there: OutcomeCounts | undefined,
      ): void => {
        if (same(counted, there)) return;
        say({
          source: workload.source,
          range: valuePlace(workload, ['outcomes', ...path]),
          message: `${key} counts ${what} as ${words(counted)}, and its history has ${words(there)}`,
          help: 'count from the history; where the harness did more than it recorded, mend the recorder',
          subject: `${key}/workload/${path.join('.')}`,
        });
      };
      compare(['total'], 'all operations', total, history.total);
      for (const [type, counted] of Object.entries(by_type ?? {}))
        compare(['by_type', type], `"${type}"`, counted, history.byType.get(type));
      for (const [i, window] of (windows ?? []).entries()) {
        const epoch = String(window.epoch);
        compare(['windows', i, 'during'], `operations under ${epoch}`, window.during, history.byEpoch.get(epoch));
        compare(
          ['windows', i, 'before'],
          `operations before ${epoch}`,
          window.before,
          history.around.get(epoch)?.before,
        );
        compare(['windows', i, 'after'], `operations after ${epoch}`, window.after, history.around.get(epoch)?.after);
      }
      const counted = new Set(windows?.map(({ epoch }) => String(epoch)));
      for (const { epoch } of counted.size === 0 ? [] : evidence.windows)
        if (!counted.has(epoch))
          say({
            source: workload.source,
            range: valuePlace(workload, ['outcomes', 'windows']),
            message: `${key} counts nothing around the window ${epoch}`,
            help: 'count every window that nemesis.jsonl has, also one that did not go as planned',
            subject: `${key}/workload/${epoch}`,
          });
      // Who does not call it a pass has said that something was missing.
      const verdict = statedOf(session, key);
      const open = verdict !== undefined && !isPass(verdict);
      for (const [i, { name, hits }] of workload.value.reach.entries())
        if (hits === 0 && !open)
          say({
            source: workload.source,
            range: valuePlace(workload, ['reach', i, 'hits']),
            message: `the workload of ${key} never reached "${name}"`,
            help: 'what was not reached was not tested: change the workload, or name it in the report',
            subject: `${key}/reach/${name}`,
          });
      const bare = bareWindows(evidence);
      const [first] = bare;
      const [within, all] = [evidence.windows.length - bare.length, evidence.windows.length];
      if (first === undefined || toldUnderFail(session, key, within, all)) continue;
      const more = bare.length === 1 ? '' : `, and ${bare.length - 1} more of ${all} windows have none on one side`;
      say({
        source: workload.source,
        range: { start: 0, end: 1 },
        message: `no operation of ${key} succeeded ${first.side} the window ${first.epoch}${more}`,
        help: fails(session, key)
          ? `a violation stands without it; say in the row: traffic before and after ${within} of ${all} windows`
          : 'a window needs a baseline before it, and traffic after the heal',
        subject: `${key}/around/${first.epoch}`,
      });
    }
  },
});
