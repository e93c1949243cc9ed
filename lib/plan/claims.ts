import { canonicalId, refsIn } from '../document/ids.js';
import type { Table } from '../document/blocks.js';
import type { Range } from '../document/source.js';
import { Text } from '../document/text.js';
import {
  ADEQUACY_COLUMNS,
  CLAIM_COLUMNS,
  INVENTORY_COLUMNS,
  MATRIX_COLUMNS,
  MISSING_CLAIM_COLUMNS,
  REQUIREMENT_COLUMNS,
  RESIDUAL_COLUMNS,
} from '../vocabulary/columns.js';
import { GAP_KINDS, MATRIX_VERDICTS } from '../vocabulary/matrix.js';
import { readCategories } from './categories.js';
import type {
  AdequacyRow,
  Claim,
  InventoryRow,
  MatrixRow,
  MissingClaim,
  Requirement,
  Residual,
  Section,
} from './model.js';
import { columnsOf, keyedRows } from './tables.js';

const nothing = (at: number): Text => Text.empty(at);

/** Reads an id cell (`C1`, `**C1**`, `C1 (new)`, `~~C1~~`); undefined when it holds no id of that family. */
export function readId(
  cell: Text | undefined,
  family: string,
): { id: string; range: Range; withdrawn: boolean } | undefined {
  if (cell === undefined) return undefined;
  const match = /^\s*([A-Z])-?0*(\d{1,4})([a-z]?)(?![\w])/.exec(cell.value);
  if (match?.[1] !== family) return undefined;
  const start = match[0].length - match[0].trimStart().length;
  const range = cell.source(start, match[0].length);
  return {
    id: canonicalId(family, match[2] ?? '', match[3] ?? ''),
    range,
    withdrawn: cell.isMarked('strike', start, match[0].length),
  };
}

export function readClaims(sections: readonly Section[]): Claim[] {
  return sections.flatMap((section) =>
    claimTables(section).flatMap((table) =>
      keyedRows(table, CLAIM_COLUMNS).flatMap(({ row, cell }): Claim[] => {
        const id = readId(cell('id') ?? row.cells[0], 'C');
        if (id === undefined) return [];
        const category = cell('category');
        return [
          {
            id: id.id,
            idRange: id.range,
            row,
            statement: cell('claim') ?? row.cells[1] ?? nothing(row.range.end),
            category: category === undefined ? undefined : readCategories(category),
            source: cell('source'),
            inferred: cell('inferred'),
            withdrawn: id.withdrawn,
          },
        ];
      }),
    ),
  );
}

/** The tables that define claims; one that only speaks of them (priorities, owners) defines nothing. */
export function claimTables(section: Section): readonly Table[] {
  const full = section.tables.filter((table) => {
    const columns = columnsOf(table, CLAIM_COLUMNS);
    return columns.has('category') || columns.has('source');
  });
  return full.length > 0 ? full : section.tables;
}

export function readMissingClaims(sections: readonly Section[]): MissingClaim[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) =>
      keyedRows(table, MISSING_CLAIM_COLUMNS).flatMap(({ row, cell }): MissingClaim[] => {
        const id = readId(cell('id') ?? row.cells[0], 'M');
        if (id === undefined) return [];
        const behavior = cell('behavior') ?? row.cells[1] ?? nothing(row.range.end);
        const struck = behavior.marks.find((mark) => mark.kind === 'strike');
        return [
          {
            id: id.id,
            idRange: id.range,
            row,
            behavior,
            source: cell('source'),
            action: cell('action'),
            withdrawn: id.withdrawn || struck?.start === 0,
          },
        ];
      }),
    ),
  );
}

export function readInventory(sections: readonly Section[]): InventoryRow[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) =>
      keyedRows(table, INVENTORY_COLUMNS).map(({ row, cell }) => ({
        row,
        test: cell('test') ?? row.cells[0] ?? nothing(row.range.end),
        subsystem: cell('subsystem'),
        invariant: cell('invariant'),
        catches: cell('catches'),
      })),
    ),
  );
}

/** A legend value at the head of a cell, a remark behind it allowed: `partial (synthetic only)`. */
function legendValue<T extends string>(text: Text, legend: readonly T[]): T | undefined {
  const value = text.value.trim().toLowerCase().replace(/\s+/g, ' ');
  const found = legend.filter(
    (name) => value === name || (value.startsWith(name) && /^\s*(?:[(;,:]|—|–|--|\/)/.test(value.slice(name.length))),
  );
  return found.sort((a, b) => b.length - a.length)[0];
}

export function readMatrix(sections: readonly Section[]): MatrixRow[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) => {
      const columns = columnsOf(table, MATRIX_COLUMNS);
      if (!columns.has('claim') && !columns.has('hypothesis')) return [];
      return keyedRows(table, MATRIX_COLUMNS).map(({ row, cell }): MatrixRow => {
        const claim = cell('claim');
        const hypothesis = cell('hypothesis');
        const verdict = cell('verdict');
        const gap = cell('gap');
        const scenario = cell('scenario');
        return {
          row,
          claims: claim === undefined ? [] : refsIn(claim, 'CM', true),
          hypotheses: hypothesis === undefined ? [] : refsIn(hypothesis, 'H', true),
          existing: cell('existing'),
          verdict: verdict === undefined ? undefined : { text: verdict, value: legendValue(verdict, MATRIX_VERDICTS) },
          gap: gap === undefined ? undefined : { text: gap, value: legendValue(gap, GAP_KINDS) },
          scenarios: scenario === undefined ? [] : refsIn(scenario, 'S', true),
          scenarioText: scenario,
          summary: !columns.has('hypothesis'),
        };
      });
    }),
  );
}

export function readRequirements(sections: readonly Section[]): Requirement[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) =>
      keyedRows(table, REQUIREMENT_COLUMNS).map(({ row, cell }): Requirement => {
        const usedBy = cell('scenarios');
        return {
          row,
          name: cell('requirement') ?? row.cells[0] ?? nothing(row.range.end),
          version: cell('version'),
          usedBy,
          scenarios: usedBy === undefined ? [] : refsIn(usedBy, 'S', true),
          all: usedBy !== undefined && /^\W*(?:all|every)\b/i.test(usedBy.value),
          install: cell('install'),
        };
      }),
    ),
  );
}

export function readAdequacy(sections: readonly Section[]): AdequacyRow[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) =>
      keyedRows(table, ADEQUACY_COLUMNS).map(({ row, cell }): AdequacyRow => {
        const claimText = cell('claim') ?? row.cells[0] ?? nothing(row.range.end);
        const threatText = cell('threats');
        const scenarioText = cell('scenarios');
        return {
          row,
          claimText,
          claims: refsIn(claimText, 'CM', true),
          threatText,
          threats: threatText === undefined ? [] : threatsIn(threatText),
          scenarioText,
          scenarios: scenarioText === undefined ? [] : refsIn(scenarioText, 'S', true),
          why: cell('why'),
        };
      }),
    ),
  );
}

/** Threats lettered `(a) … (b) …`, or the whole cell as one. */
function threatsIn(text: Text): AdequacyRow['threats'] {
  const letters = [...text.value.matchAll(/(?:^|[\s;,.])\(([a-z])\)\s/g)];
  if (letters.length === 0) return text.isBlank ? [] : [{ letter: undefined, text: text.trim() }];
  return letters.map((match, i) => {
    const start = match.index + match[0].length;
    return { letter: match[1], text: text.slice(start, letters[i + 1]?.index ?? text.value.length).trim() };
  });
}

export function readResiduals(sections: readonly Section[]): Residual[] {
  return sections.flatMap((section) =>
    section.tables.flatMap((table) =>
      keyedRows(table, RESIDUAL_COLUMNS).map(({ row, cell }): Residual => ({
        row,
        uncertainty: cell('uncertainty') ?? row.cells[0] ?? nothing(row.range.end),
        why: cell('why'),
        acceptable: cell('acceptable'),
        revisit: cell('revisit'),
        refs: row.cells.flatMap((text) => refsIn(text, 'CMHS')),
      })),
    ),
  );
}
