import type { Range } from '../../document/source.js';
import type { Text } from '../../document/text.js';
import type { Report, ResultEntry } from '../../report/model.js';
import { aggregateArms } from '../../verdict/aggregate.js';
import type { ReportSectionKey } from '../../vocabulary/report.js';
import type { Verdict } from '../../vocabulary/verdicts.js';

/** The verdict that an entry states: one of the ten, or what another spelling stands for. */
export function stated(entry: { readonly verdict: ResultEntry['verdict'] }): Verdict | undefined {
  return entry.verdict?.value ?? entry.verdict?.alias;
}

export const isPass = (verdict: Verdict | undefined): boolean => verdict?.startsWith('PASS-') === true;
export const isFail = (verdict: Verdict | undefined): boolean => verdict?.startsWith('FAIL-') === true;

/** Where to report what an entry lacks: its verdict, else its id. */
export function verdictPlace(entry: ResultEntry): Range {
  return entry.verdict?.range ?? entry.idRange;
}

/** A cell's visible range, or the entry's id where the cell is missing or blank. */
export function cellPlace(entry: ResultEntry, cell: Text | undefined): Range {
  return cell === undefined || cell.isBlank ? entry.idRange : cell.visible;
}

/** Where to report what a report lacks: its title, else its beginning. */
export function reportHead(report: Report): Range {
  return report.title?.range ?? { start: 0, end: Math.min(1, report.source.text.length) };
}

/** The heading of a section that the report has, else its head. */
export function sectionPlace(report: Report, key: ReportSectionKey): Range {
  const section = report.sections.find((one) => one.key === key);
  return section?.heading.text.visible ?? reportHead(report);
}

/** Entries that speak for themselves: scenarios without arms, and arms; aggregates are left out. */
export function leaves(report: Report): ResultEntry[] {
  return report.results.filter(({ aggregate }) => !aggregate);
}

/** The text of a cell in which evidence of a kind stands: its own column, else all cells behind the verdict. */
export function evidenceText(entry: ResultEntry, own: Text | undefined): string {
  return (own === undefined ? entry.evidence.value : own.value).trim();
}

/** Signs that group thousands: comma, blanks of several widths, apostrophes, underscore. */
const GROUPED = /(?<![\w.])\d{1,3}(?:[, \u00a0\u2009\u202f'’_]\d{3})+(?!\d)|(?<![\w.])\d+(?:\.\d+)?(?![\d]|\.\d)/g;

/** Numbers with an optional thousands separator, as a person reads them; versions of three parts and more are none. */
export function numbersIn(text: string): { readonly value: number; readonly at: number; readonly end: number }[] {
  return [...text.matchAll(GROUPED)].map((match) => ({
    value: Number(match[0].replace(/[^\d.]/g, '')),
    at: match.index,
    end: match.index + match[0].length,
  }));
}

/** A verdict for each scenario of the table; a row whose verdict cannot be read is left out, or taken for `unread`. */
export function scenarioVerdicts(results: readonly ResultEntry[], unread?: Verdict): Verdict[] {
  const byScenario = new Map<string, Verdict[]>();
  for (const entry of results) {
    const verdict = stated(entry) ?? unread;
    if (entry.aggregate || verdict === undefined) continue;
    const known = byScenario.get(entry.id);
    if (known === undefined) byScenario.set(entry.id, [verdict]);
    else known.push(verdict);
  }
  return [...byScenario.values()].map((verdicts) => aggregateArms(verdicts));
}
