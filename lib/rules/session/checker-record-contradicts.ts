import { recordContradictions } from '../../evidence/facts.js';
import { sessionRule } from '../rule.js';
import { valuePlace } from './support.js';

/** DST404. */
export default sessionRule({
  id: 'DST404',
  name: 'checker-record-contradicts',
  severity: 'error',
  soundness: true,
  summary: 'The record of a checker agrees with itself and with the history that lies beside it.',
  why: 'A checker that read another file, an empty one or half of it says "valid" in good faith. Hash, number of lines and number of operations tie its answer to this run.',
  examples: {
    failing: 'evidence/S1/checker.json\n- "ops_consumed": 480\n+ "ops_consumed": 481\n',
    passing: 'evidence/S1/checker.json\n- "timeout_s": 60\n+ "timeout_s": 90\n',
  },
  check(session, say) {
    for (const [key, evidence] of [...session.arms, ...session.others]) {
      const { checker } = evidence;
      if (checker === undefined) continue;
      for (const { path, message } of recordContradictions(evidence))
        say({
          source: checker.source,
          range: valuePlace(checker, path),
          message,
          help: 'run the checker again over this history: dst-skills check history.jsonl --evidence .',
          subject: `${key}/checker/${path.join('.')}`,
        });
    }
  },
});
