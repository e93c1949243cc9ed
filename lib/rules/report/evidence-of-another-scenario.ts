import { canonicalId } from '../../document/ids.js';
import type { Text } from '../../document/text.js';
import type { Report, ResultEntry } from '../../report/model.js';
import { armKey } from '../../report/verdict-cell.js';
import { reportRule } from '../rule.js';
import { leaves } from './support.js';

/** A folder or file that is named after a scenario or arm: `evidence/S2/…`, `../findings/S5-api.md`. */
const NAMED = /(?:^|\/)S-?0*(\d{1,4})([a-z]?)(?:([/._-])([A-Za-z][\w-]*))?(?=[/.\s#?)]|$)/g;

interface Named {
  readonly key: string;
  readonly id: string;
  readonly arm: string | undefined;
}

function namedIn(path: string, report: Report): Named[] {
  return [...path.matchAll(NAMED)].flatMap(([, digits = '', suffix = '', sign, word]): Named[] => {
    const id = canonicalId('S', digits, suffix);
    // `S1/checker.json` is a file of S1; `S5/api` is an arm where a row says so.
    const arm = sign === undefined || sign === '.' ? undefined : word?.toLowerCase();
    const known = arm !== undefined && report.results.some((entry) => entry.id === id && entry.arm === arm);
    // `logs/S3-gateway.log` may be of the gateway of an S3 store.
    if (!known && (sign === '-' || sign === '_') && !/(?:^|\/)evidence\//.test(path)) return [];
    return [{ key: armKey(id, known ? arm : undefined), id, arm: known ? arm : undefined }];
  });
}

/** Every path that a cell names, with its place. */
function pathsIn(cell: Text): { readonly path: string; readonly start: number; readonly end: number }[] {
  const links = cell.marks.flatMap(({ href, start, end }) =>
    href === undefined ? [] : [{ path: href.value, start, end }],
  );
  const words = [...cell.value.matchAll(/[\w.-]*\/[\w./-]+/g)].map((match) => ({
    path: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  return [...links, ...words.filter(({ start }) => !links.some((link) => start >= link.start && start < link.end))];
}

/** DST220. */
export default reportRule({
  id: 'DST220',
  name: 'evidence-of-another-scenario',
  severity: 'error',
  soundness: true,
  summary: 'A row links the evidence of its own scenario or arm.',
  why: 'A row that rests on the history of another scenario says nothing of its own: the claim, the fault and the checker were others. It happens by copying a row, and it looks complete to everybody who does not follow the link.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | none planned | evidence/S1/ |\n| S2 | b | PASS-smoke | linearizability | 480 consumed | none planned | ⟦evidence/S1/⟧ |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | none planned | evidence/S1/ |\n| S2 | b | PASS-smoke | linearizability | 480 consumed | none planned | evidence/S2/, baseline in evidence/S1/ |\n',
  },
  check(report, say) {
    for (const entry of leaves(report)) {
      if (entry.folded) continue;
      for (const cell of [entry.artifact, entry.execution, entry.landing]) {
        if (cell === undefined) continue;
        const paths = pathsIn(cell).map((one) => ({ ...one, named: namedIn(one.path, report) }));
        const foreign = paths.filter(({ named }) => named.length > 0 && !named.some((one) => isOwn(one, entry)));
        const [first] = foreign;
        // Beside its own evidence a row may name another's, to compare.
        if (first === undefined || paths.some(({ named }) => named.some((one) => isOwn(one, entry)))) continue;
        say({
          range: cell.source(first.start, first.end),
          message: `${entry.key} rests on the evidence of ${first.named[0]?.key ?? 'another scenario'}`,
          help: `link what ${entry.key} itself left behind; without it the verdict is another one`,
          related: report.results
            .filter(({ key }) => key === first.named[0]?.key)
            .slice(0, 1)
            .map(({ idRange, key }) => ({ range: idRange, message: `the row of ${key}` })),
          subject: `${entry.key}/evidence`,
        });
      }
    }
  },
});

/** A folder of the whole scenario holds the evidence of its arms, too. */
function isOwn(named: Named, entry: ResultEntry): boolean {
  return named.id === entry.id && (named.arm === undefined || entry.arm === undefined || named.arm === entry.arm);
}
