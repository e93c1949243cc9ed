import { posix, resolve } from 'node:path';
import type { Document } from '../../document/parse.js';
import { linesOf } from '../../document/lines.js';
import { insideSession } from '../../session/paths.js';
import { sessionRule } from '../rule.js';

/** DST416. */
export default sessionRule({
  id: 'DST416',
  name: 'link-broken',
  severity: 'error',
  soundness: true,
  summary: 'Links of log and report lead to something inside the session.',
  why: 'A session is handed over as one directory. A link that leads out of it, or to nothing, is evidence that the next reader does not have.',
  examples: {
    failing: 'findings/report.md\n- (../evidence/S1/verdict.json)\n+ (../evidence/S7/verdict.json)\n',
    passing: 'findings/report.md\n- (../evidence/S1/verdict.json)\n+ (../evidence/S1/checker.json)\n',
  },
  check(session, say) {
    const documents: { document: Document; folder: string; header: ReadonlySet<number> }[] = [];
    const planAt = (header: readonly { key: string; value: { range: { start: number } } }[]): Set<number> =>
      new Set(header.filter(({ key }) => key === 'plan').map(({ value }) => value.range.start));
    if (session.log !== undefined)
      documents.push({ document: session.log.document, folder: '', header: planAt(session.log.header) });
    if (session.report !== undefined)
      documents.push({ document: session.report.document, folder: 'findings', header: planAt(session.report.header) });
    for (const { document } of session.findingFiles)
      documents.push({ document, folder: 'findings', header: new Set() });
    const folders = foldersOf(session.files.keys());
    for (const { document, folder, header } of documents)
      for (const line of linesOf(document.blocks))
        for (const text of line.kind === 'row' ? line.row.cells : line.kind === 'code' ? [] : [line.text])
          for (const { href } of text.marks) {
            if (href === undefined || /^(?:[a-z][a-z0-9+.-]*:|#)/i.test(href.value) || header.has(text.range.start))
              continue;
            // The plan lies outside of the session and is named at its head.
            if (/\*\*Plan/i.test(document.source.lineText(document.source.lineAt(href.range.start)))) continue;
            const target = href.value.replace(/[#?].*$/, '');
            let decoded = target;
            try {
              decoded = decodeURIComponent(target);
            } catch {
              // Left as it is: then it leads nowhere.
            }
            // The plan lies outside of every session, and prose may point to it; evidence it is none.
            if (line.kind !== 'row' && resolve(session.directory, folder, decoded) === session.plan?.path) continue;
            const path = insideSession(session.directory, posix.join(folder, decoded));
            const there = path !== undefined && (session.files.has(path) || folders.has(path.replace(/\/$/, '')));
            if (there) continue;
            say({
              source: document.source,
              range: href.range,
              message:
                path === undefined
                  ? `the link leads out of the session: ${href.value}`
                  : `the link leads to nothing: ${href.value}`,
              help:
                path === undefined
                  ? 'copy what it shows into the session, and link there'
                  : 'correct the path, relative to this document',
              subject: `link/${href.value}`,
            });
          }
  },
});

/** Every folder that has a file somewhere below it. */
function foldersOf(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files)
    for (let at = file.lastIndexOf('/'); at > 0 && !folders.has(file.slice(0, at)); at = file.lastIndexOf('/', at - 1))
      folders.add(file.slice(0, at));
  return folders;
}
