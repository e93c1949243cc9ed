import { parseDocument, type Document } from '../document/parse.js';
import type { Source } from '../document/source.js';
import type { SectionKey } from '../vocabulary/sections.js';
import {
  readAdequacy,
  readClaims,
  readInventory,
  readMatrix,
  readMissingClaims,
  readRequirements,
  readResiduals,
} from './claims.js';
import { readConfidence } from './confidence.js';
import { readHead, readMode } from './header.js';
import { readHypotheses } from './hypotheses.js';
import type { Generation, Plan, Scenario, Section } from './model.js';
import { readScenarios } from './scenarios.js';
import { splitSections } from './sections.js';
import { readTechniques } from './techniques.js';

/** Reads a test plan (formats.md §1). Never fails: what cannot be read is missing from the model. */
export function parsePlan(source: Source): Plan {
  return planOf(parseDocument(source));
}

/** The plan in a document that is already parsed. */
export function planOf(document: Document): Plan {
  const { head, sections } = splitSections(document);
  const { title, header } = readHead(head);
  const of = (key: SectionKey): Section[] => sections.filter((section) => section.key === key);
  const scenarios = readScenarios(of('7'));
  return {
    kind: 'plan',
    source: document.source,
    document,
    generation: generationOf(scenarios),
    title,
    header,
    mode: readMode(header),
    sections,
    claims: readClaims(of('1b')),
    missingClaims: readMissingClaims(of('1c')),
    inventory: readInventory(of('3')),
    hypotheses: readHypotheses(of('4')),
    matrix: readMatrix(of('5')),
    techniques: readTechniques(of('6')),
    requirements: readRequirements(of('6b')),
    scenarios,
    adequacy: readAdequacy(of('7b')),
    residuals: readResiduals(of('7c')),
    confidence: readConfidence(of('7d')),
  };
}

/** Budgets or a §7.M.S anywhere make a plan a current one; exit criteria without them an older one. */
function generationOf(scenarios: readonly Scenario[]): Generation {
  const has = (keys: readonly string[]): boolean =>
    scenarios.some((scenario) => scenario.fields.some((field) => keys.includes(field.key)));
  if (has(['smoke', 'hardening', 'release']) || scenarios.some((scenario) => scenario.surfaces.length > 0))
    return 'current';
  return has(['exit']) ? 'older' : 'current';
}
