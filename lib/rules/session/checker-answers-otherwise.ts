import { sessionRule } from '../rule.js';
import { valuePlace } from './support.js';

/** DST419. */
export default sessionRule({
  id: 'DST419',
  name: 'checker-answers-otherwise',
  severity: 'error',
  soundness: true,
  summary:
    'A built-in checker, run again on the history, gives the answer, the figures and the anomalies that its record holds.',
  why: 'Hashes show that a record has not changed since it was sealed; they do not show that a checker ever wrote it. Where the checker is at hand and the history lies beside its record, the answer is not believed but computed again, and the computed one counts. A record that says otherwise was edited, or is of another history, or of a checker that was not the one it names. What is not run again (a checker from elsewhere, another version, a history beyond the budget of `--recheck`) is named once at the head of the audit.',
  examples: {
    failing: 'evidence/S1/checker.json\n- "partitions": 1\n+ "partitions": 2\n',
    passing: 'evidence/S1/checker.json\n- "memory_mb": 512\n+ "memory_mb": 256\n',
  },
  check(session, say) {
    for (const [key, evidence] of [...session.arms, ...session.others]) {
      const { checker } = evidence;
      if (checker === undefined) continue;
      for (const { path, message } of session.rechecks.get(key)?.differences ?? [])
        say({
          source: checker.source,
          range: valuePlace(checker, path),
          message: `${key}: ${message}`,
          help: `run it by hand: dst-skills check ${evidence.shown}/${evidence.historyFile} --checker ${checker.value?.checker ?? ''}${
            typeof checker.value?.model === 'string' ? ` --model ${checker.value.model}` : ''
          }`,
          subject: `${key}/recheck/${path.join('.')}`,
        });
    }
  },
});
