import type { Ref } from '../document/ids.js';
import { GATED_CATEGORIES, SURFACE_CATEGORIES, type ClaimCategory } from '../vocabulary/claims.js';
import type { SectionKey } from '../vocabulary/sections.js';
import type { AdequacyRow, Claim, Hypothesis, MissingClaim, Plan, Residual, Scenario, Section } from './model.js';

/** A claim that puts a scenario under a discipline, and by which category. */
export interface Cause {
  readonly claim: Claim;
  readonly category: ClaimCategory;
  /** The reference in the scenario's `Falsifies` field. */
  readonly ref: Ref;
}

/** Who refers to whom in a plan; every lookup is computed once. The first of several definitions counts. */
export class PlanIndex {
  readonly claims: ReadonlyMap<string, Claim>;
  readonly missingClaims: ReadonlyMap<string, MissingClaim>;
  readonly hypotheses: ReadonlyMap<string, Hypothesis>;
  readonly scenarios: ReadonlyMap<string, Scenario>;
  /** Scenarios by the claims and missing claims that they falsify. */
  readonly falsifiedBy: ReadonlyMap<string, readonly Scenario[]>;
  /** Scenarios by the hypotheses that they close. */
  readonly closedBy: ReadonlyMap<string, readonly Scenario[]>;
  /** Hypotheses by the claims and missing claims that they could falsify. */
  readonly hypothesesOf: ReadonlyMap<string, readonly Hypothesis[]>;
  readonly adequacyOf: ReadonlyMap<string, readonly AdequacyRow[]>;
  /** Residual rows by every id that they name. */
  readonly residualsOf: ReadonlyMap<string, readonly Residual[]>;
  readonly sections: ReadonlyMap<SectionKey, Section>;

  constructor(plan: Plan) {
    this.claims = firstById(plan.claims);
    this.missingClaims = firstById(plan.missingClaims);
    this.hypotheses = firstById(plan.hypotheses);
    this.scenarios = firstById(plan.scenarios);
    this.falsifiedBy = group(plan.scenarios, (scenario) => scenario.falsifies);
    this.closedBy = group(plan.scenarios, (scenario) => scenario.closes);
    this.hypothesesOf = group(plan.hypotheses, (hypothesis) => hypothesis.falsifies);
    this.adequacyOf = group(plan.adequacy, (row) => row.claims);
    this.residualsOf = group(plan.residuals, (row) => row.refs);
    const sections = new Map<SectionKey, Section>();
    for (const section of plan.sections) if (!sections.has(section.key)) sections.set(section.key, section);
    this.sections = sections;
  }

  /** True when the id is defined in the plan: C, M, H or S. */
  defines(id: string): boolean {
    return this.claims.has(id) || this.missingClaims.has(id) || this.hypotheses.has(id) || this.scenarios.has(id);
  }

  /** The falsified claims of gated categories: why the scenario needs a §7.M block. */
  gated(scenario: Scenario): Cause[] {
    return this.causes(scenario, GATED_CATEGORIES);
  }

  /** The falsified claims of surface categories: why the scenario needs a §7.M.S block. */
  surface(scenario: Scenario): Cause[] {
    return this.causes(scenario, SURFACE_CATEGORIES);
  }

  private causes(scenario: Scenario, categories: ReadonlySet<ClaimCategory>): Cause[] {
    return scenario.falsifies.flatMap((ref) => {
      const claim = this.claims.get(ref.id);
      const category = claim?.category?.categories.find(({ name }) => categories.has(name));
      return claim === undefined || category === undefined ? [] : [{ claim, category: category.name, ref }];
    });
  }
}

function firstById<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) if (!map.has(item.id)) map.set(item.id, item);
  return map;
}

function group<T>(items: readonly T[], refs: (item: T) => readonly Ref[]): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const item of items)
    for (const ref of refs(item)) {
      const list = map.get(ref.id) ?? [];
      if (list.at(-1) !== item) list.push(item);
      map.set(ref.id, list);
    }
  return map;
}
