import type { Summary } from '../lint/result.js';

/** `1 plan`, `2 plans`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

const ONE: Readonly<Record<string, string>> = {
  // What stands for a pack among the files that are looked at is its manifests.
  pack: 'manifest',
  hypotheses: 'hypothesis',
  processes: 'process',
  'session-log': 'session log',
  evidence: 'evidence directory',
  boxes: 'box',
};
const MANY: Readonly<Record<string, string>> = { history: 'histories', evidence: 'evidence directories' };
/** What is counted in documents of a kind; all else is counted in plans. */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  history: ['operations', 'processes'],
  report: ['results', 'findings', 'boxes'],
  'session-log': ['events', 'rows'],
  session: ['verdicts', 'evidence', 'files'],
};
const ELSEWHERE: ReadonlySet<string> = new Set(Object.values(COUNTED).flat());

function singular(what: string): string {
  return ONE[what] ?? (what.endsWith('s') ? what.slice(0, -1) : what);
}

/** `2 plans (40 claims, 35 hypotheses, 17 scenarios, 228 fields), 1 report`: what a run looked at. */
export function checkedWords(summary: Summary): string {
  const kinds = Object.entries(summary.types).map(([type, number]) => {
    const name = ONE[type] ?? type;
    const counts = Object.entries(summary.checked)
      .filter(([what]) => (type === 'plan' ? !ELSEWHERE.has(what) : COUNTED[type]?.includes(what) === true))
      .map(([what, found]) => count(found, singular(what), MANY[what] ?? what));
    return `${count(number, name, MANY[name])}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
  });
  return kinds.length === 0 ? 'nothing' : kinds.join('; ');
}

/** What was found and not reported, and what was not looked at; each a sentence without a full stop. */
export function asideWords(summary: Summary): string[] {
  const { suppressed, leftOut, ignored, staleBaseline } = summary;
  const hidden = [
    ...(suppressed.directives > 0 ? [`${suppressed.directives} by directives`] : []),
    ...(suppressed.baseline > 0 ? [`${suppressed.baseline} by the baseline`] : []),
  ];
  return [
    ...(hidden.length > 0 ? [`suppressed: ${hidden.join(', ')}`] : []),
    ...(leftOut > 0 ? [`left out: ${count(leftOut, 'file')} of no kind that is checked`] : []),
    ...(ignored > 0 ? [`ignored by the configuration: ${count(ignored, 'file')}`] : []),
    ...(staleBaseline > 0
      ? [
          `baseline: ${count(staleBaseline, 'entry is', 'entries are')} not needed any more; --update-baseline removes them`,
        ]
      : []),
  ];
}

/** `3 problems (2 errors, 1 warning)`, or `no problems`. */
export function foundWords(summary: Summary): string {
  const total = summary.errors + summary.warnings;
  if (total === 0) return 'no problems';
  return `${count(total, 'problem')} (${count(summary.errors, 'error')}, ${count(summary.warnings, 'warning')})`;
}
