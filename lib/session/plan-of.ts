import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { Source } from '../document/source.js';
import type { Text } from '../document/text.js';
import type { KnownOfRun } from '../evidence/read.js';
import { fieldOf } from '../plan/fields.js';
import { PlanIndex } from '../plan/index.js';
import type { Plan, Scenario } from '../plan/model.js';
import { parsePlan } from '../plan/parse.js';
import { UserError } from '../cli/errors.js';
import { classify } from '../lint/classify.js';
import { readBytes, textOf } from '../lint/read.js';
import type { ClaimCategory } from '../vocabulary/claims.js';

/** The plan that a session or report names, as it lies on disk now. */
export interface FoundPlan {
  readonly plan: Plan;
  readonly index: PlanIndex;
  /** Absolute. */
  readonly path: string;
  readonly shown: string;
  readonly sha256: string;
}

/** The path in a header's `Plan:` value: a link's target, what stands in backticks, or the first word. */
export function pathIn(value: Text): string | undefined {
  const href = value.marks.find((mark) => mark.kind === 'link')?.href?.value;
  if (href !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(href)) return decode(href);
  const code = value.marks.find((mark) => mark.kind === 'code');
  if (code !== undefined) return value.value.slice(code.start, code.end).trim();
  const word = /\S+\.(?:md|markdown)(?=[\s),;:]|$)/i.exec(value.value)?.[0] ?? value.value.trim().split(/\s+/)[0];
  return word === '' ? undefined : word;
}

function decode(href: string): string {
  const path = href.replace(/[#?].*$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Looks for a plan beside a document: its path is taken from the document's folder and from every folder above it. */
export function findPlan(path: string, from: string, shownAs: (path: string) => string): FoundPlan | undefined {
  const candidates: string[] = [];
  if (isAbsolute(path)) candidates.push(path);
  else
    for (let folder = resolve(from), steps = 0; steps < 40; folder = dirname(folder), steps++) {
      candidates.push(join(folder, path));
      if (dirname(folder) === folder) break;
    }
  for (const candidate of candidates)
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile() === true)
      return loadPlan(candidate, shownAs(candidate));
  return undefined;
}

/**
 * The plan that a user named with `--plan`: going on without it would give other findings and other verdicts.
 * @throws UserError where it cannot be read or is another document
 */
export function namedPlan(path: string, shown: string): FoundPlan {
  const kind = classify(path, textOf(path, shown));
  const found = kind === undefined || kind === 'plan' ? loadPlan(path, shown) : undefined;
  if (found === undefined || (kind === undefined && found.plan.scenarios.length === 0))
    throw new UserError(`${shown} is ${kind === undefined ? 'no' : `a ${kind} and no`} test plan`);
  return found;
}

/** Reads a plan. Undefined where it is no UTF-8 text or cannot be read. */
export function loadPlan(path: string, shown: string): FoundPlan | undefined {
  try {
    const bytes = readBytes(path, shown);
    if ('problem' in bytes) return undefined;
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const plan = parsePlan(new Source(shown, text));
    return {
      plan,
      index: new PlanIndex(plan),
      path,
      shown,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  } catch {
    return undefined;
  }
}

const NO_FAULTS = /^\s*(?:none\b|no\s+(?:faults?|nemesis)\b|n\/a\b|not applicable\b|nothing\b|[-–—]\s*$)/i;

/** Whether a scenario plans a fault; undefined where it does not say. */
export function plansFault(scenario: Scenario): boolean | undefined {
  const faults = fieldOf(scenario.fields, 'faults')?.value;
  if (faults === undefined || faults.isBlank) return undefined;
  return !NO_FAULTS.test(faults.value);
}

/** The categories of the claims that a scenario falsifies. */
function categoriesOf(scenario: Scenario, index: PlanIndex): ReadonlySet<ClaimCategory> {
  return new Set(
    scenario.falsifies.flatMap(
      ({ id }) => index.claims.get(id)?.category?.categories.map((category) => category.name) ?? [],
    ),
  );
}

/** What the plan says of the run of a scenario or arm, by its key: `S5`, `S5/api`. */
export function knownOfRun(plan: FoundPlan | undefined, key: string | undefined): KnownOfRun {
  const id = key?.split('/')[0];
  const scenario = id === undefined ? undefined : plan?.plan.scenarios.find((one) => one.id === id);
  if (plan === undefined || scenario === undefined) return {};
  return { categories: [...categoriesOf(scenario, plan.index)] };
}

/** The arms of a scenario by name, lower case, in the plan's order. */
export function armsOf(scenario: Scenario): string[] {
  return [
    ...new Set(
      scenario.arms
        .filter(({ id }) => id === scenario.id)
        .flatMap(({ arm }) => (arm === undefined ? [] : [arm.toLowerCase()])),
    ),
  ];
}
