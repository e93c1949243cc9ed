import type { Code, Row } from '../document/blocks.js';
import type { Ref } from '../document/ids.js';
import type { Range, Source } from '../document/source.js';
import type { Text } from '../document/text.js';
import type { Field, Plan, Scenario } from './model.js';

/** A place in a file; lines and columns from 1, columns in UTF-16 code units, the end exclusive. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Version of the printed model's form; it changes when a field is renamed, removed or means something else. */
const MODEL_VERSION = 1;

/** Converts offsets into lines and columns. */
function placeOf(source: Source, range: Range): Place {
  const start = source.position(range.start);
  const end = source.position(range.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/**
 * The plan as plain JSON (schemas/plan-model.schema.json): what `dst-skills model` prints. Visible text stands in `text`,
 * its place in `at`; a value that the document does not have is null.
 */
export function serializePlan(plan: Plan): object {
  const { source } = plan;
  const at = (range: Range): Place => placeOf(source, range);
  const text = (value: Text | undefined): object | null =>
    value === undefined || value.isBlank ? null : { text: value.value.trim(), at: at(value.visible) };
  const ref = (value: Ref): object => ({
    id: value.id,
    arm: value.arm ?? null,
    raw: value.raw,
    note: value.note ?? null,
    at: at(value.range),
  });
  const refs = (values: readonly Ref[]): object[] => values.map(ref);
  const row = (value: Row): Place => at(value.range);
  const codes = (values: readonly Code[]): object[] =>
    values.map((code) => ({ language: code.info, content: code.content, at: at(code.range) }));
  const fields = <K extends string>(values: readonly Field<K>[]): object[] =>
    values.map((field) => ({
      key: field.key,
      label: field.label,
      labelAt: at(field.labelRange),
      value: text(field.value),
      codes: codes(field.codes),
    }));
  const scenario = (value: Scenario): object => ({
    id: value.id,
    idAt: at(value.idRange),
    name: value.name,
    at: at(value.range),
    falsifies: refs(value.falsifies),
    closes: refs(value.closes),
    fields: fields(value.fields),
    models: value.models.map((block) => ({
      at: at(block.range),
      arm: block.arm ?? null,
      applicable: block.notApplicable === undefined,
      models: block.model?.names.map(({ name }) => name) ?? [],
      otherModel: block.model?.other ?? null,
      fields: fields(block.fields),
    })),
    surfaces: value.surfaces.map((block) => ({
      at: at(block.range),
      applicable: block.notApplicable === undefined,
      fields: fields(block.fields),
    })),
    arms: refs(value.arms),
  });
  return {
    modelVersion: MODEL_VERSION,
    kind: 'plan',
    path: source.path,
    generation: plan.generation,
    mode: plan.mode ?? null,
    title: plan.title === undefined ? null : { slug: plan.title.slug ?? null, at: at(plan.title.range) },
    header: plan.header.map((field) => ({
      key: field.key,
      label: field.label,
      labelAt: at(field.labelRange),
      value: text(field.value),
    })),
    sections: plan.sections.map((section) => ({
      key: section.key,
      number: section.number ?? null,
      title: section.title,
      headingAt: at(section.heading.range),
      at: at(section.range),
    })),
    claims: plan.claims.map((claim) => ({
      id: claim.id,
      idAt: at(claim.idRange),
      at: row(claim.row),
      claim: text(claim.statement),
      categories: claim.category?.categories.map(({ name }) => name) ?? [],
      unknownCategories: claim.category?.unknown.map(({ word }) => word) ?? [],
      source: text(claim.source),
      inferred: text(claim.inferred),
      withdrawn: claim.withdrawn,
    })),
    missingClaims: plan.missingClaims.map((claim) => ({
      id: claim.id,
      idAt: at(claim.idRange),
      at: row(claim.row),
      behavior: text(claim.behavior),
      source: text(claim.source),
      action: text(claim.action),
      withdrawn: claim.withdrawn,
    })),
    inventory: plan.inventory.map((item) => ({
      at: row(item.row),
      test: text(item.test),
      subsystem: text(item.subsystem),
      invariant: text(item.invariant),
      catches: text(item.catches),
    })),
    hypotheses: plan.hypotheses.map((hypothesis) => ({
      id: hypothesis.id,
      idAt: at(hypothesis.idRange),
      title: hypothesis.title,
      text: text(hypothesis.text),
      falsifies: refs(hypothesis.falsifies),
      because: text(hypothesis.because),
      subsystem: text(hypothesis.subsystem),
      withdrawn: hypothesis.withdrawn,
    })),
    matrix: plan.matrix.map((item) => ({
      at: row(item.row),
      summary: item.summary,
      claims: refs(item.claims),
      hypotheses: refs(item.hypotheses),
      existing: text(item.existing),
      verdict: item.verdict?.value ?? null,
      verdictText: text(item.verdict?.text),
      gap: item.gap?.value ?? null,
      gapText: text(item.gap?.text),
      scenarios: refs(item.scenarios),
    })),
    techniques: plan.techniques.map((technique) => ({
      id: technique.id ?? null,
      name: technique.name,
      at: at(technique.range),
      hypotheses: refs(technique.hypotheses),
      catches: text(technique.catches),
      reference: text(technique.reference),
      cost: text(technique.cost),
    })),
    requirements: plan.requirements.map((item) => ({
      at: row(item.row),
      requirement: text(item.name),
      version: text(item.version),
      scenarios: refs(item.scenarios),
      all: item.all,
      install: text(item.install),
    })),
    scenarios: plan.scenarios.map(scenario),
    adequacy: plan.adequacy.map((item) => ({
      at: row(item.row),
      claims: refs(item.claims),
      threats: item.threats.map((threat) => ({ letter: threat.letter ?? null, threat: text(threat.text) })),
      scenarios: refs(item.scenarios),
      why: text(item.why),
    })),
    residuals: plan.residuals.map((item) => ({
      at: row(item.row),
      uncertainty: text(item.uncertainty),
      why: text(item.why),
      acceptable: text(item.acceptable),
      revisit: text(item.revisit),
      refs: refs(item.refs),
    })),
    confidence:
      plan.confidence === undefined
        ? null
        : {
            statement: text(plan.confidence.prose),
            sentences: plan.confidence.sentences.length,
            aspects: plan.confidence.aspects.map((aspect) => ({
              at: row(aspect.row),
              claims: refs(aspect.claims),
              aspect: text(aspect.aspect),
              confidence: text(aspect.confidence),
              reason: text(aspect.reason),
            })),
          },
  };
}
