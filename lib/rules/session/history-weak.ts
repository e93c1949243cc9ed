import { sessionRule } from '../rule.js';
import { historyPlace } from './support.js';

/** DST405. */
export default sessionRule({
  id: 'DST405',
  name: 'history-weak',
  severity: 'error',
  soundness: true,
  summary: 'A history is complete and does not contradict itself.',
  why: 'A timeout that counts as a response turns an unknown outcome into an acknowledgement, a dropped operation hides the one that was lost, a process that goes on after a timeout breaks the order that every checker relies on. On such a history a checker’s answer means nothing.',
  examples: {
    failing: 'evidence/S1/history.jsonl\n- "op_id":41,\n+ "op_id":40,\n',
    passing: 'evidence/S1/history.jsonl\n- "node_seen":"n1"\n+ "node_seen":"n2"\n',
  },
  check(session, say) {
    for (const [key, evidence] of session.arms)
      for (const { kind, line, message, count } of evidence.history?.problems ?? [])
        say({
          ...historyPlace(evidence, line),
          message: count === 1 ? message : `${message} (and ${count - 1} more: ${kind})`,
          help: 'mend the recorder and run again; a history is never edited',
          subject: `${key}/history/${kind}`,
        });
  },
});
