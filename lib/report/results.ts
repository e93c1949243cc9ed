import type { Row } from '../document/blocks.js';
import { Text } from '../document/text.js';
import { columnsOf, keyedRows } from '../plan/tables.js';
import { RESULT_COLUMNS, type ReportSectionKey } from '../vocabulary/report.js';
import type { ResultEntry } from './model.js';
import type { TitledPart } from './titled.js';
import { armKey, readArmIds, readVerdicts, type ArmId } from './verdict-cell.js';

type Draft = Omit<ResultEntry, 'aggregate' | 'arm' | 'key' | 'variant'> & {
  arm: string | undefined;
  key: string;
  variant: boolean;
  readonly remark: string | undefined;
};

/** Reads the tables of the scenario results. A row that names several arms gives an entry for each. */
export function readResults(sections: readonly TitledPart<ReportSectionKey>[]): {
  results: ResultEntry[];
  anonymousRows: Row[];
} {
  const drafts: Draft[] = [];
  const anonymousRows: Row[] = [];
  for (const section of sections)
    for (const table of section.tables) {
      // A legend or a list of tiers in the same section is no table of results.
      if (!columnsOf(table, RESULT_COLUMNS).has('verdict')) continue;
      let previous: string | undefined;
      for (const { row, cell } of keyedRows(table, RESULT_COLUMNS)) {
        const id = cell('id') ?? row.cells[0];
        const scenario = cell('scenario');
        let ids = id === undefined ? [] : readArmIds(id, undefined);
        // Without a column of ids the scenario's name carries it.
        if (ids.length === 0 && scenario !== undefined) ids = readArmIds(scenario, undefined);
        if (ids.length === 0 && id !== undefined) ids = readArmIds(id, previous);
        if (ids.length === 0) {
          anonymousRows.push(row);
          continue;
        }
        previous = ids.at(-1)?.id ?? previous;
        drafts.push(...entriesOf(row, cell, ids));
      }
    }
  nameVariants(drafts);
  const withArms = new Set(drafts.filter(({ arm }) => arm !== undefined).map(({ id }) => id));
  const results = drafts.map((entry) => ({ ...entry, aggregate: entry.arm === undefined && withArms.has(entry.id) }));
  return { results, anonymousRows };
}

/** Remarks that name no part of a scenario. */
const WHOLE = /^(?:aggregate|all(?: arms)?|overall|total|combined|scenario)$/i;

/** Rows of one scenario that differ by a remark (`S1 Driver A`, `S1 Driver B`) are arms by another name. */
function nameVariants(drafts: readonly Draft[]): void {
  const rows = new Map<string, number>();
  for (const { id } of drafts) rows.set(id, (rows.get(id) ?? 0) + 1);
  for (const draft of drafts) {
    if (draft.arm !== undefined || draft.remark === undefined || (rows.get(draft.id) ?? 0) < 2) continue;
    if (WHOLE.test(draft.remark.trim())) continue;
    draft.arm = draft.remark.trim().toLowerCase().replace(/\s+/g, '-');
    draft.key = armKey(draft.id, draft.arm);
    draft.variant = true;
  }
}

function entriesOf(
  row: Row,
  cell: (key: (typeof RESULT_COLUMNS)[number]['key']) => Text | undefined,
  ids: readonly ArmId[],
): Draft[] {
  const verdictText = cell('verdict');
  const verdictCell = verdictText === undefined ? undefined : readVerdicts(verdictText);
  const mentions = verdictCell?.mentions ?? [];
  const from = verdictText === undefined ? 0 : row.cells.indexOf(verdictText) + 1;
  const evidence = Text.join(row.cells.slice(from), row.range.end);
  return ids.map((id, i) => ({
    row,
    id: id.id,
    arm: id.arm,
    key: armKey(id.id, id.arm),
    idRange: id.range,
    remark: id.remark,
    variant: false,
    shortened: id.shortened,
    folded: ids.length > 1,
    // One verdict for several arms is everybody's; several are dealt out in order.
    verdict: mentions.length === 1 ? mentions[0] : mentions.length === ids.length ? mentions[i] : undefined,
    verdictCell,
    name: cell('scenario'),
    oracle: cell('oracle'),
    execution: cell('execution'),
    landing: cell('landing'),
    artifact: cell('artifact'),
    reduction: cell('reduction'),
    evidence,
  }));
}
