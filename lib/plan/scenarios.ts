import type { Heading } from '../document/blocks.js';
import { canonicalId, refsIn } from '../document/ids.js';
import { labelIndex, normaliseLabel, splitLabel } from '../document/labels.js';
import type { Line } from '../document/lines.js';
import { Text } from '../document/text.js';
import { MODELS, type ModelName } from '../vocabulary/models.js';
import { MODEL_FIELDS, SURFACE_FIELDS } from '../vocabulary/blocks.js';
import { SCENARIO_FIELDS } from '../vocabulary/scenario.js';
import { fieldOf, readFields } from './fields.js';
import type { ModelBlock, ModelChoice, Scenario, Section, SurfaceBlock } from './model.js';

const SCENARIO_LABELS = labelIndex(SCENARIO_FIELDS);
const MODEL_LABELS = labelIndex(MODEL_FIELDS);
const SURFACE_LABELS = labelIndex(SURFACE_FIELDS);

/** `Scenario S1: name`, `S01: name`, `S1 — name`, `S1. name`; an arm behind a slash is part of the id's place only. */
const HEADING =
  /^\s*(?:§\s*\d*\.?\s*)?(?:scenario\s+)?S-?(\d{1,4})([a-z]?)(?:\s*\([^)]*\))?\s*(?:[:.—–]|-{1,3}(?=\s)|\s|$)\s*(.*)$/is;
/** The line that opens a §7.M or §7.M.S block. */
const MODEL_OPENING = /^\s*(?:S\d+(?:\/[\w-]+)?\s*[:—–-]*\s*)?§?\s*7\s?\.\s?M(\s?\.\s?S)?(?![\w.])/;
const NOT_APPLICABLE = /\b(?:not\s+applicable|n\/a|does\s+not\s+apply|not\s+required|not\s+needed|inapplicable)\b/i;

/** Reads the scenarios of §7. */
export function readScenarios(sections: readonly Section[]): Scenario[] {
  return sections.flatMap((section) => {
    const drafts: { heading: Heading; id: string; name: string; lines: Line[] }[] = [];
    let open: (typeof drafts)[number] | undefined;
    for (const line of section.lines) {
      if (line.kind === 'heading') {
        const match = MODEL_OPENING.test(line.text.value) ? null : HEADING.exec(line.text.value);
        if (match !== null) {
          open = {
            heading: line.block,
            id: canonicalId('S', match[1] ?? '', match[2] ?? ''),
            name: (match[3] ?? '').trim(),
            lines: [],
          };
          drafts.push(open);
          continue;
        }
        // A heading at the scenario's own level that opens neither block ends it.
        if (open !== undefined && line.block.level <= open.heading.level && !MODEL_OPENING.test(line.text.value))
          open = undefined;
      }
      open?.lines.push(line);
    }
    return drafts.map((draft) => finish(draft, section));
  });
}

interface Region {
  readonly kind: 'fields' | 'model' | 'surface';
  readonly opening: Text | undefined;
  readonly lines: Line[];
}

/** Fields that no §7.M block has: they lead back to the scenario where they stand behind one. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['exit', 'smoke', 'hardening', 'release', 'target', 'skeleton']);

function ownField(line: Line): string | undefined {
  const split = line.kind === 'text' && line.itemStart ? splitLabel(line.text) : undefined;
  const key = split?.bold === true ? SCENARIO_LABELS.get(normaliseLabel(split.label)) : undefined;
  return key !== undefined && OWN_FIELDS.has(key) ? key : undefined;
}

function regionsOf(lines: readonly Line[]): Region[] {
  const regions: Region[] = [{ kind: 'fields', opening: undefined, lines: [] }];
  const seen = new Set<string>();
  for (const line of lines) {
    const own = ownField(line);
    if (own !== undefined && !seen.has(own)) {
      seen.add(own);
      if (regions.at(-1)?.kind !== 'fields') regions.push({ kind: 'fields', opening: undefined, lines: [] });
    }
    const text = line.kind === 'heading' || line.kind === 'text' ? line.text : undefined;
    const match = text === undefined ? null : MODEL_OPENING.exec(text.value);
    const opens =
      match !== null && (line.kind === 'heading' || (line.kind === 'text' && opensBlock(line.text, match[0].length)));
    const last = regions.at(-1);
    if (opens && text !== undefined && match !== null) {
      const kind = match[1] === undefined ? 'model' : 'surface';
      // `#### §7.M` above the line `§7.M: not applicable (…)` is one block.
      if (last?.kind === kind && last.lines.length === 0 && line.kind === 'text') last.lines.push(line);
      else regions.push({ kind, opening: text, lines: [] });
    } else last?.lines.push(line);
  }
  return regions;
}

/** A line opens a block when the number stands alone, before a colon, a dash or a bracket; not in a sentence. */
function opensBlock(text: Text, end: number): boolean {
  return (
    /^\s*(?:$|[:(—–*-])/.test(text.value.slice(end)) ||
    /^\s*(?:not applicable|n\/a|model|surface)/i.test(text.value.slice(end))
  );
}

function finish(draft: { heading: Heading; id: string; name: string; lines: Line[] }, section: Section): Scenario {
  const { heading, lines } = draft;
  const regions = regionsOf(lines);
  const own = regions.filter((region) => region.kind === 'fields').flatMap((region) => region.lines);
  const fields = readFields(own, SCENARIO_LABELS);
  const models = regions.filter((region) => region.kind === 'model').map(modelBlock);
  const surfaces = regions.filter((region) => region.kind === 'surface').map(surfaceBlock);
  const falsifies = fieldOf(fields, 'falsifies')?.value;
  const closes = fieldOf(fields, 'closes')?.value;
  const { text } = heading;
  const idAt = text.value.search(/S-?\d/);
  const idEnd = idAt + (/^S-?\d+[a-z]?/.exec(text.value.slice(idAt))?.[0].length ?? 2);
  const nameAt = draft.name === '' ? idAt : text.value.lastIndexOf(draft.name);
  return {
    id: draft.id,
    idRange: text.source(idAt, idEnd),
    name: draft.name,
    nameRange: text.source(nameAt, draft.name === '' ? idEnd : nameAt + draft.name.length),
    heading,
    range: { start: heading.range.start, end: endOf(lines, section) ?? heading.range.end },
    fields,
    falsifies: falsifies === undefined ? [] : refsIn(falsifies, 'CM', true),
    closes: closes === undefined ? [] : refsIn(closes, 'HM', true),
    codes: own.flatMap((line) => (line.kind === 'code' ? [line.block] : [])),
    models,
    surfaces,
    arms: surfaces.flatMap((surface) => {
      const arms = fieldOf(surface.fields, 'arms')?.value;
      return arms === undefined ? [] : refsIn(arms, 'S', true).filter((ref) => ref.arm !== undefined);
    }),
  };
}

function endOf(lines: readonly Line[], section: Section): number | undefined {
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  if (last.kind === 'text') return last.text.range.end;
  if (last.kind === 'row') return last.row.range.end;
  return Math.min(last.block.range.end, section.range.end);
}

/** The text of a block's not-applicable line: the opening itself, or the first line of a block without fields. */
function notApplicable(region: Region, fieldCount: number): Text | undefined {
  const candidates: Text[] = [];
  if (region.opening !== undefined) candidates.push(region.opening);
  if (fieldCount === 0) for (const line of region.lines) if (line.kind === 'text') candidates.push(line.text);
  return candidates.find((text) => NOT_APPLICABLE.test(text.value));
}

function modelBlock(region: Region): ModelBlock {
  const fields = readFields(region.lines, MODEL_LABELS);
  const opening = region.opening ?? Text.empty(0);
  const model = fieldOf(fields, 'model');
  return {
    range: rangeOf(region),
    opening,
    arm: /S\d+[a-z]?\s*\/\s*([A-Za-z][\w+.-]*)/.exec(opening.value)?.[1],
    notApplicable: notApplicable(region, fields.length),
    fields,
    model: model === undefined ? undefined : readModel(model.value),
  };
}

function surfaceBlock(region: Region): SurfaceBlock {
  const fields = readFields(region.lines, SURFACE_LABELS);
  return {
    range: rangeOf(region),
    opening: region.opening ?? Text.empty(0),
    notApplicable: notApplicable(region, fields.length),
    fields,
  };
}

function rangeOf(region: Region): { start: number; end: number } {
  const start = region.opening?.range.start ?? 0;
  const last = region.lines.at(-1);
  const end =
    last === undefined
      ? region.opening?.range.end
      : last.kind === 'text'
        ? last.text.range.end
        : last.kind === 'row'
          ? last.row.range.end
          : last.block.range.end;
  return { start, end: end ?? start };
}

const MODEL_NAME = new RegExp(
  `^(?:${[...MODELS].sort((a, b) => b.length - a.length).join('|')}|membership[ _]table)(?![\\w-])`,
  'i',
);

/** Up to three words that qualify a model, none of which denies it. */
const QUALIFIED_MODEL = new RegExp(
  `^(?:(?!(?:no|not|other|or|tbd|todo)\\b)[\\w-]{1,24}\\s){1,3}?(?=(?:${MODELS.join('|')})(?![\\w-]))`,
  'i',
);

/** Reads `register`, `` `log` ``, `queue.`, `register (single key)`, `map + log`, `other(parser)` at the head of a value. */
function readModel(text: Text): ModelChoice {
  const names: { name: ModelName; range: { start: number; end: number } }[] = [];
  const { value } = text;
  const other = /^\W*other\s*[(:<]\s*([^)>\n]{1,80})/i.exec(value)?.[1]?.trim();
  let at = value.search(/[A-Za-z]/);
  if (/^(?:an?|the)\s/i.test(value.slice(at))) at += (/^\w+\s+/.exec(value.slice(at))?.[0] ?? '').length;
  while (at >= 0 && at < value.length) {
    const match = MODEL_NAME.exec(value.slice(at, at + 20));
    if (match === null) {
      // `single-key register`, `the KV map`: the model may follow what qualifies it.
      const ahead = names.length > 0 ? null : QUALIFIED_MODEL.exec(value.slice(at, at + 60));
      if (ahead === null) break;
      at += ahead[0].length;
      continue;
    }
    const name = match[0].toLowerCase().replace(/[ _]/, '-') as ModelName;
    if (!names.some((known) => known.name === name)) names.push({ name, range: text.source(at, at + match[0].length) });
    const rest = value.slice(at + match[0].length, at + match[0].length + 320);
    const next = /^\s*(?:\([^()]{0,300}\)\s*)?(?:[,/+&|]|and\s|plus\s)\s*(?:an?\s|the\s)?/i.exec(rest);
    if (next === null) break;
    at += match[0].length + next[0].length;
  }
  return { names, other, text };
}
