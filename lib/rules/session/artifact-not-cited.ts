import { sessionRule } from '../rule.js';
import { sessionPlace } from './support.js';

/** DST417. */
export default sessionRule({
  id: 'DST417',
  name: 'artifact-not-cited',
  severity: 'warning',
  summary: 'Every file under logs, metrics and artifacts is cited by log, report or a manifest.',
  why: 'A log that nobody cites is either noise or the evidence of something that nobody reported. Both deserve a line.',
  examples: {
    failing: 'artifacts/heap.txt\n+ 17 MB\n\nsession-log.md\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    const texts = [
      session.log?.source.text ?? '',
      session.report?.source.text ?? '',
      ...session.findingFiles.map(({ source }) => source.text),
    ].join('\n');
    const listed = new Set(
      [session, ...session.arms.values(), ...session.others.values()].flatMap(
        ({ manifest }) => manifest?.value?.files.map(({ path }) => path) ?? [],
      ),
    );
    const lost = [...session.files.keys()].filter(
      (path) =>
        /^(?:logs|metrics|artifacts)\//.test(path) &&
        path !== 'logs/record.jsonl' &&
        !listed.has(path) &&
        !texts.includes(path) &&
        !texts.includes(path.slice(path.lastIndexOf('/') + 1)),
    );
    if (lost.length === 0) return;
    const shown = lost.slice(0, 5).join(', ');
    say({
      ...sessionPlace(session),
      message: `${lost.length === 1 ? 'a file is' : `${lost.length} files are`} cited by nothing: ${shown}${lost.length > 5 ? `, and ${lost.length - 5} more` : ''}`,
      help: 'record it (dst-skills record artifact <file>), or take it out',
      subject: 'artifacts',
    });
  },
});
