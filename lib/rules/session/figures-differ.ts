import { bareWindows, landedWindows, measured, metFigures } from '../../evidence/facts.js';
import type { Evidence } from '../../evidence/read.js';
import type { Text } from '../../document/text.js';
import type { Report } from '../../report/model.js';
import type { Session } from '../../session/load.js';
import { rerunsIn } from '../report/fail-without-rerun-count.js';
import { numbersIn } from '../report/support.js';
import { CHECKERS } from '../../vocabulary/models.js';
import { sessionRule, type SessionFinding } from '../rule.js';

/** Words that name a figure of the checker's record, as they stand before a colon or behind the figure. */
function named(
  evidence: Evidence,
): { readonly word: RegExp; readonly value: number | undefined; readonly what: string }[] {
  const record = evidence.checker?.value;
  const excluded =
    record === undefined ? undefined : Object.values(record.ops_excluded).reduce((sum, count) => sum + count, 0);
  return [
    { word: /consumed/, value: record?.ops_consumed, what: 'consumed operations' },
    { word: /excluded|left out/, value: excluded, what: 'excluded operations' },
    { word: /indeterminate|unknown/, value: record?.indeterminate, what: 'indeterminate operations' },
    { word: /recorded/, value: record?.ops_total ?? evidence.history?.lines, what: 'recorded operations' },
    { word: /seeds?/, value: evidence.workload?.value?.seeds.length, what: 'seeds' },
    { word: /anomal(?:y|ies)|violations?/, value: record?.anomalies.length, what: 'anomalies' },
  ];
}

/** `480 operations consumed`, `480 (consumed)`, `480 operations in the history`; what stands behind a comma is of the next one. */
const BEHIND =
  /^[^\w;,:/|\n]*(?:(?:op(?:eration)?s?\s+)?(?:were\s+)?(consumed|excluded|left out|indeterminate|unknown|recorded)|(seeds?|anomal(?:y|ies)|violations?)|op(?:eration)?s?\s+(in (?:the history|all)))\b/i;
/** `consumed: 480`, `**consumed** = all 480`. */
const BEFORE =
  /\b(consumed|excluded|left out|indeterminate|recorded|anomal(?:y|ies)|violations?)\b[*_`]*\s*[:=][*_`]*\s*(?:all\s+)?$/i;

/** The word by which a text names the figure that stands there: its label, else the word behind it. */
function wordAt(text: string, at: number, end: number): string | undefined {
  const label = BEFORE.exec(text.slice(Math.max(0, at - 40), at))?.[1];
  if (label !== undefined) return label.toLowerCase();
  const [, done, counted, all] = BEHIND.exec(text.slice(end, end + 40)) ?? [];
  return all === undefined ? (done ?? counted)?.toLowerCase() : 'recorded';
}

/** Times of the history are nanoseconds. */
const SECOND = 1e9;
const tenths = (value: number): number => Math.round(value * 10) / 10;

/** Every figure that the records of an arm hold. */
function known(evidence: Evidence): Set<number> {
  const { history, checker, workload, windows, budget, reruns } = evidence;
  const found = new Set<number>([
    windows.length,
    landedWindows(evidence),
    windows.length - bareWindows(evidence).length,
    history?.lines ?? 0,
    history?.processes ?? 0,
  ]);
  const add = (value: unknown): void => {
    if (typeof value === 'number') found.add(value);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) add(one);
  };
  for (const counts of [history?.total, ...(history?.byType.values() ?? []), ...(history?.byEpoch.values() ?? [])]) {
    add(counts);
    if (counts !== undefined) found.add(counts.ok + counts.fail + counts.info);
  }
  add(workload?.value);
  add(budget?.value);
  add(metFigures(evidence));
  add(measured(evidence));
  found.add(workload?.value?.seeds.length ?? 0);
  const { ops_total, ops_consumed, ops_excluded, indeterminate, anomalies } = checker?.value ?? {};
  add([ops_total, ops_consumed, ops_excluded, indeterminate, anomalies?.length]);
  found.add(Object.values(ops_excluded ?? {}).reduce((sum, count) => sum + count, 0));
  // What was found, by its operations and values.
  for (const [number] of JSON.stringify([
    checker?.value?.anomalies,
    (checker?.value as { witness?: unknown } | undefined)?.witness,
  ]).matchAll(/\d+(?:\.\d+)?/g))
    found.add(Number(number));
  const moves = new Map<string, number>();
  for (const { readings, planned, start, observed, end } of windows) {
    add(planned);
    for (const until of [observed, end])
      if (start !== undefined && until !== undefined)
        add([Math.round((until - start) / SECOND), tenths((until - start) / SECOND)]);
    for (const { reading } of readings) {
      add([reading.before, reading.after]);
      if (typeof reading.before !== 'number' || typeof reading.after !== 'number') continue;
      const by = reading.after - reading.before;
      moves.set(reading.name, (moves.get(reading.name) ?? 0) + by);
      add([by, moves.get(reading.name)]);
    }
  }
  const lines = reruns?.value ?? [];
  found.add(lines.length);
  found.add(lines.filter(({ value }) => value.result === 'invalid').length);
  return found;
}

/** Dates and times of day. */
const MOMENTS =
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}[:-]\d{2}(?:[:-]\d{2}(?:[.,]\d+)?)?)?(?:\s?(?:Z|UTC|[+-]\d{2}:?\d{2})\b)?|\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?![\d:])/g;

/**
 * Names of signals and windows may hold numbers (a pid, a threshold) that are no figures, and so do versions of what ran, dates
 * and times: as many blanks in their place.
 */
function withoutNames(text: string, { windows, checker, env }: Evidence): string {
  const names = windows.flatMap(({ epoch, nemesis, readings }) => [
    epoch,
    ...(nemesis === undefined ? [] : [nemesis]),
    ...readings.map(({ reading }) => reading.name),
  ]);
  const longestFirst = [...new Set(names.map((one) => one.replace(/\s+/g, ' ').trim()))]
    .filter((name) => /\d/.test(name) && /[^\d.]/.test(name))
    .sort((a, b) => b.length - a.length);
  const versions = [checker?.value?.version, ...Object.values(env?.value?.versions ?? {})].filter(
    (version) => typeof version === 'string' && /\d\.\d/.test(version),
  ) as string[];
  longestFirst.unshift(...versions.map((version) => version.replace(/^v(?=\d)/, '')));
  let left = text.replace(MOMENTS, (moment) => ' '.repeat(moment.length));
  for (const name of longestFirst)
    for (let at = left.indexOf(name); at !== -1; at = left.indexOf(name, at + name.length))
      if (!/[\w.]/.test((left[at - 1] ?? '').replace('v', '')) && !/\w/.test(left[at + name.length] ?? ''))
        left = left.slice(0, at) + ' '.repeat(name.length) + left.slice(at + name.length);
  return left;
}

/** Whether a figure in per cent is a share of counts that the records hold, as far as it was rounded. */
function isShare(percent: number, raw: string, evidence: Evidence): boolean {
  const { ops_consumed, ops_total } = evidence.checker?.value ?? {};
  const total = evidence.history?.total;
  const all = ops_total ?? evidence.history?.lines ?? 0;
  const parts = [ops_consumed, total?.ok, total?.fail, total?.info].map((part) => [part, all] as const);
  const within = 0.5 * 10 ** -(/\.(\d+)$/.exec(raw)?.[1]?.length ?? 0);
  return [...parts, [landedWindows(evidence), evidence.windows.length] as const].some(
    ([part, whole]) => part !== undefined && whole > 0 && Math.abs((100 * part) / whole - percent) <= within,
  );
}

/** The answer that a cell gives as the checker's; "6 unknown (timeouts)" and "unknown outcomes" count operations. */
function answerIn(text: string): RegExpExecArray | undefined {
  return [
    ...text.matchAll(/\b(?:valid|invalid|unknown)\b(?!\s+(?:outcomes?|op(?:eration)?s?|writes?|reads?|results?)\b)/gi),
  ].find(
    ({ index }) => !/(?:\d|\bno|\bnone)\s+(?:op(?:eration)?s?\s+)?(?:are\s+|were\s+)?$/i.test(text.slice(0, index)),
  );
}

/** Whether an oracle cell names the checker, by its name or by a word of its family, however it is spelled. */
function namesChecker(oracle: string, checker: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]+/g, ' ');
  const [ours, name] = [plain(oracle), plain(checker)];
  if (ours.includes(name.slice(0, 8))) return true;
  const families = Object.entries(CHECKERS).filter(
    ([family, { words }]) => family === checker || words.some((word) => name.includes(plain(word))),
  );
  return families.some(([, { words }]) => words.some((word) => ours.includes(plain(word))));
}

/** A reduced history that was run again has re-runs of its own, which no record counts. */
const REDUCED = /\b(?:reduc|minimi[sz]|shr[iu]nk|shrunk)/i;

/** The k of n that a finding gives is that of the re-runs on record. */
function sayRerunsOfFindings(session: Session, report: Report, say: (finding: SessionFinding) => void): void {
  for (const { id, title, fields, scenarios } of report.findings) {
    const value = fields.find(({ key }) => key === 'reproducer')?.value;
    const [scenario, ...more] = scenarios;
    const counted = value === undefined || !/\bre-?runs?\b/i.test(value.value) ? undefined : rerunsIn(value.value);
    const lines = scenario === undefined ? undefined : session.arms.get(scenario.id)?.reruns?.value;
    if (value === undefined || counted === undefined || lines === undefined || more.length > 0) continue;
    const again = lines.filter((line) => line.value.result === 'invalid').length;
    if (lines.length === 0 || REDUCED.test(value.value) || (counted.k === again && counted.n === lines.length))
      continue;
    say({
      source: report.source,
      range: value.visible,
      message: `finding ${id ?? title} counts ${counted.k} of ${counted.n} re-runs, and reruns.jsonl of ${scenario?.id ?? ''} has ${again} of ${lines.length}`,
      help: 'copy the figures from the records; re-runs that were made are recorded: dst-skills record rerun',
      subject: `${id ?? title}/re-runs`,
    });
  }
}

/** DST403. */
export default sessionRule({
  id: 'DST403',
  name: 'figures-differ',
  severity: 'error',
  soundness: true,
  summary: 'The figures of a result row, and the re-runs that a finding counts, are those of the records.',
  why: 'Figures are copied from the checker’s record, never typed from memory. A figure that no record holds was taken from another run, another scenario, or nowhere.',
  examples: {
    failing: 'findings/report.md\n- 480 operations recorded, 480 consumed\n+ 480 operations recorded, 479 consumed\n',
    passing: 'findings/report.md\n- 480 operations recorded, 480 consumed\n+ 480 recorded, consumed: all 480\n',
  },
  check(session, say) {
    const { report } = session;
    if (report === undefined) return;
    sayRerunsOfFindings(session, report, say);
    for (const entry of report.results) {
      const evidence = session.arms.get(entry.key);
      if (evidence === undefined || entry.aggregate || entry.folded) continue;
      const words = named(evidence);
      const all = known(evidence);
      const check = (cell: Text): void => {
        const report_ = (at: number, end: number, message: string): void =>
          say({
            source: report.source,
            range: cell.source(at, end),
            message,
            help: `copy the figures from ${evidence.shown}/; one that no record holds goes into the summary, or is recorded: dst-skills record budget -s ${entry.key} --met <name>=<figure>`,
            subject: `${entry.key}/figures`,
          });
        for (const { value, at, end } of numbersIn(withoutNames(cell.value, evidence))) {
          const raw = cell.value.slice(at, end);
          const name = wordAt(cell.value, at, end);
          const word = name === undefined ? undefined : words.find((one) => one.word.test(name));
          // `1.200` is twelve hundred where people write it so.
          const dotted = /^\d{1,3}\.\d{3}$/.test(raw) ? Number(raw.replace('.', '')) : undefined;
          if (dotted !== undefined && (word?.value === undefined ? all.has(dotted) : word.value === dotted)) continue;
          // "op 41 wrote 7": which one, and no count.
          if (/\bop(?:eration)?s?\s+#?$/i.test(cell.value.slice(0, at))) continue;
          if (/^\s?%/.test(cell.value.slice(end)) && isShare(value, raw, evidence)) continue;
          if (word?.value !== undefined && word.value !== value)
            report_(at, end, `${entry.key} claims ${value} ${word.what}, and its record has ${word.value}`);
          else if (word === undefined && !all.has(value))
            report_(at, end, `${entry.key} gives the figure ${value}, which none of its records holds`);
        }
        const record = evidence.checker?.value;
        const result = answerIn(cell.value);
        if (
          cell === entry.execution &&
          record !== undefined &&
          result !== undefined &&
          result[0].toLowerCase() !== record.result
        )
          report_(
            result.index,
            result.index + result[0].length,
            `${entry.key} says that its checker answered ${result[0]}, and its record has ${record.result}`,
          );
      };
      for (const cell of [entry.execution, entry.landing]) if (cell !== undefined) check(cell);
      const checker = evidence.checker?.value?.checker;
      const oracle = entry.oracle;
      if (checker !== undefined && oracle !== undefined && !oracle.isBlank && !namesChecker(oracle.value, checker))
        say({
          source: report.source,
          range: oracle.visible,
          message: `${entry.key} names the oracle "${oracle.value.trim()}", and the record is of ${checker}`,
          help: `name the checker that ran: ${checker}`,
          subject: `${entry.key}/oracle`,
        });
    }
  },
});
