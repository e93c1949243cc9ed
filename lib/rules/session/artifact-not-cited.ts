import { JOURNAL } from '../../evidence/journal.js';
import { Mentions, visible } from '../../session/mentions.js';
import { sessionRule } from '../rule.js';
import { sessionPlace } from './support.js';

/** DST417. */
export default sessionRule({
  id: 'DST417',
  name: 'artifact-not-cited',
  severity: 'warning',
  summary:
    'Every file under logs, metrics and artifacts is cited by log, report or a manifest, by its name, its folder or a pattern.',
  why: 'A log that nobody cites is either noise or the evidence of something that nobody reported. Both deserve a line, and one line is enough for many: `logs/S1-*.log: output of the nodes`.',
  examples: {
    failing: 'artifacts/heap.txt\n+ 17 MB\n\nsession-log.md\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    const written = visible(
      [session.log, session.report, ...session.findingFiles].map((document) => document?.source.text ?? '').join('\n'),
    );
    // Links write other letters than those of ASCII, and blanks, as %C3%BC.
    const texts = written.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => decodedOr(escaped));
    const mentions = new Mentions(texts);
    const listed = new Set(
      [session, ...session.arms.values(), ...session.others.values()].flatMap(
        ({ manifest }) => manifest?.value?.files.map(({ path }) => path) ?? [],
      ),
    );
    const words = wordsOf(texts);
    const cited = (name: string): boolean => (PLAIN.test(name) ? words.has(name) : texts.includes(name));
    const lost = [...session.files.keys()].filter(
      (path) =>
        /^(?:logs|metrics|artifacts)\//.test(path) &&
        path !== JOURNAL &&
        !listed.has(path) &&
        !cited(path) &&
        !cited(path.slice(path.lastIndexOf('/') + 1)) &&
        !mentions.covers(path),
    );
    if (lost.length === 0) return;
    const shown = lost.slice(0, 5).join(', ');
    say({
      ...sessionPlace(session),
      message: `${lost.length === 1 ? 'a file is' : `${lost.length} files are`} cited by nothing: ${shown}${lost.length > 5 ? `, and ${lost.length - 5} more` : ''}`,
      help: `name them in log, report or finding: a folder or a pattern is enough (${patternFor(lost)}); or record them (dst-skills record artifact ${patternFor(lost)}), or take them out`,
      subject: 'artifacts',
    });
  },
});

function decodedOr(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

/** Names that are one word each; others are looked for in the whole text. */
const PLAIN = /^[\w.+@:=%/-]+$/;

/** The words of a text that can be names of files, as they stand and by the last part of their path. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/[\w.+@:=%/-]+/g)) {
    // A full stop or colon may end the sentence, and a line number may follow.
    for (const name of [word, word.replace(/[.:]+$/, ''), word.replace(/(?::\d+)+[.:]*$/, '')]) {
      const path = name.replace(/^(?:\.{0,2}\/)+/, '');
      words.add(path).add(path.slice(path.lastIndexOf('/') + 1));
    }
  }
  return words;
}

/** A pattern that fits the files, where they have something in common that tells them from others; else the first of them. */
function patternFor(paths: readonly string[]): string {
  const [first = ''] = paths;
  const prefix = first.slice(0, first.indexOf('/') + 1);
  const stem = /^[\p{L}\p{N}]+/u.exec(first.slice(prefix.length))?.[0] ?? '';
  const alike = paths.filter((path) => path.startsWith(`${prefix}${stem}`));
  return alike.length > 1 && stem.length > 1 ? `${prefix}${stem}*` : first;
}
