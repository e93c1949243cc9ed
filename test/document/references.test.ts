import t from 'tap';
import { linesOf } from '../../lib/document/lines.js';
import { parseDocument } from '../../lib/document/parse.js';
import { Source } from '../../lib/document/source.js';

t.test('link reference definitions are no content, in whatever form', (t) => {
  const text = [
    '# Findings: x',
    '',
    '[vt]: ../references/verdict-taxonomy.md',
    '[a b]: <with blanks> "and a title"',
    '> [quoted]: http://127.0.0.1:2379/%zz',
    '',
    'Text with [a link][vt].',
    '',
    '[unfinished]:',
  ].join('\n');
  const lines = linesOf(parseDocument(new Source('report.md', text)).blocks);
  t.strictSame(
    lines.map((line) => (line.kind === 'heading' || line.kind === 'text' ? line.text.value : line.kind)),
    ['Findings: x', 'Text with [a link][vt].', '[unfinished]:'],
  );
  t.end();
});
