import type { Evidence } from '../../evidence/read.js';
import { sessionRule } from '../rule.js';
import { armsWith, historyPlace, valuePlace } from './support.js';

/** What was judged and how; undefined where nothing was. */
function judgement({ history, checker }: Evidence): string | undefined {
  if (history === undefined || history.lines === 0) return undefined;
  const { checker: name, model, args } = checker?.value ?? {};
  return JSON.stringify([history.sha256, name ?? null, model ?? null, args?.options ?? {}]);
}

/** DST422. */
export default sessionRule({
  id: 'DST422',
  name: 'run-counted-twice',
  severity: 'error',
  soundness: true,
  summary: 'No two scenarios or arms rest on one history that one checker judged in one way.',
  why: 'A scenario that was never run can be given the evidence of its neighbour: every hash fits, every figure agrees, and a claim counts as tested that nobody tried. One run may well serve two scenarios where different checkers judge it, for different claims.',
  examples: {
    failing: 'evidence/S2/history.jsonl\n- "node_seen":"n2"\n+ "node_seen":"n1"\n\nevidence/S2/checker.json\n',
    passing: 'evidence/S1/env.json\n- "kernel": "6.1"\n+ "kernel": "6.2"\n',
  },
  check(session, say) {
    const first = new Map<string, string>();
    for (const { key, evidence } of armsWith(session)) {
      const judged = judgement(evidence);
      if (judged === undefined) continue;
      const before = first.get(judged);
      first.set(judged, before ?? key);
      if (before === undefined) continue;
      const { checker } = evidence;
      say({
        ...(checker === undefined
          ? historyPlace(evidence, 1)
          : { source: checker.source, range: valuePlace(checker, ['input', 'sha256']) }),
        message: `${key} rests on the very history of ${before}, judged by the same checker: one run is counted twice`,
        help: `run ${key} itself, or call it NOT-RUN`,
        subject: `${key}/twice`,
      });
    }
  },
});
