import { loadedFiles, type Evidence } from '../../evidence/read.js';
import type { Loaded } from '../../evidence/types.js';
import { sessionRule } from '../rule.js';
import { historyPlace } from './support.js';

/** DST400. */
export default sessionRule({
  id: 'DST400',
  name: 'record-broken',
  severity: 'error',
  soundness: true,
  summary: 'Every file of evidence can be read, obeys its schema, and does not contradict itself.',
  why: 'A verdict is computed from these records. One that cannot be read decides nothing, and one with two values for a figure decides whatever its author likes.',
  examples: {
    failing: 'evidence/S1/checker.json\n- "result": "valid"\n+ "result": "passed"\n',
    passing: 'evidence/S1/env.json\n- "kernel": "6.1"\n+ "kernel": "6.2"\n',
  },
  check(session, say) {
    const checkFiles = (loaded: readonly Loaded<unknown>[], key: string): void => {
      for (const { source, problems } of loaded)
        for (const { message, at, help } of problems)
          say({
            source,
            range: { start: at, end: at + 1 },
            message,
            help: help ?? 'evidence is written by the recorder; a mistake gets a second line, never an edit',
            subject: `${key}/${source.path.split('/').at(-1) ?? ''}`,
          });
    };
    const check = (evidence: Evidence, key: string): void => {
      checkFiles(loadedFiles(evidence), key);
      if (evidence.historyError !== undefined)
        say({
          ...historyPlace(evidence, evidence.historyError.line ?? 1),
          message: `${evidence.historyFile} cannot be read: ${evidence.historyError.problem}`,
          help: 'one JSON object a line, as schemas/history.schema.json has it',
          subject: `${key}/history`,
        });
    };
    if (session.manifest !== undefined) checkFiles([session.manifest], 'session');
    for (const [key, evidence] of [...session.arms, ...session.others]) check(evidence, key);
  },
});
