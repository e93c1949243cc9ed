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
    const texts = [session.log, session.report, ...session.findingFiles]
      .map((one) => one?.source.text ?? '')
      .join('\n');
    for (const [key, evidence] of [...session.arms, ...session.others]) {
      const { checker } = evidence;
      for (const { source, value } of evidence.superseded) {
        const name = source.path.slice(source.path.lastIndexOf('/') + 1);
        // Where the checker has just given the present answer itself, the old one was mistaken.
        const again = session.rechecks.get(key);
        const confirmed = again !== undefined && again.skipped === undefined && again.answer === undefined;
        if (value?.result !== 'invalid' || checker?.value?.result === 'invalid' || confirmed) continue;
        if (texts.includes(name)) continue;
        say({
          source,
          range: { start: 0, end: 1 },
          message: `a record of ${key} that was superseded says invalid, checker.json says ${checker?.value?.result ?? 'nothing'}, and no document tells why`,
          help: `say in the log or the report what was wrong with the first answer, and name ${name}`,
          subject: `${key}/${name}`,
        });
      }
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
