import type { BudgetTier } from '../vocabulary/evidence-files.js';
import type { Figures } from '../evidence/types.js';
import { readBudget, type Figure } from './budget.js';
import { fieldOf } from './fields.js';
import type { Scenario } from './model.js';

/** What budget.json calls the kinds of figures that it does not call by the kind's own name. */
const RECORDED: Readonly<Record<string, string>> = { duration: 'duration_s', faults: 'fault_windows' };

/** Kinds whose figures go by the plan's own noun in budget.json: `tenants`, `rounds`, `jobs`. */
const BY_NOUN: ReadonlySet<string> = new Set(['groups', 'runs', 'jobs']);

/**
 * The figures of a tier as the plan words it (`5 nodes, 20 minutes, 60 kills, 5 seeds`), by the dimensions of
 * budget.json; durations in seconds. Groups, runs and jobs go by the plan's own noun (`tenants`, `rounds`), and runs are
 * seeds only where the tier names no seeds (`3 runs of 20 minutes`). Of several figures for one dimension the first
 * counts: what follows is mostly a part of it. A tier that is "not provided" has none.
 */
export function plannedFigures(value: string): Figures {
  const found: Record<string, number> = {};
  if (/^\W*not provided/i.test(value)) return found;
  const { figures } = readBudget(value);
  const seeds = seedsKind(figures);
  for (const { kind, amount, raw } of figures) {
    const name = kind === seeds ? 'seeds' : BY_NOUN.has(kind) ? nounOf(raw) : (RECORDED[kind] ?? kind);
    found[name] ??= amount;
  }
  return found;
}

/** Which figures are the seeds of a budget: those that are called so, else its runs, each of which has one. */
function seedsKind(figures: readonly Figure[]): string {
  return figures.some(({ kind }) => kind === 'seeds') ? 'seeds' : 'runs';
}

/** How many seeds a text names. */
export function seedsIn(value: string): number | undefined {
  const { figures } = readBudget(value);
  const kind = seedsKind(figures);
  return figures.find((figure) => figure.kind === kind)?.amount;
}

function nounOf(raw: string): string {
  const noun = (/[a-z]+$/i.exec(raw)?.[0] ?? 'others').toLowerCase();
  return noun.endsWith('s') ? noun : `${noun}s`;
}

/** The figures of every tier of a scenario, as `plannedFigures` reads them. */
export function plannedBudget(scenario: Scenario | undefined): Readonly<Record<BudgetTier, Figures>> {
  const tier = (name: BudgetTier): Figures =>
    plannedFigures((scenario === undefined ? undefined : fieldOf(scenario.fields, name))?.value.value ?? '');
  return { smoke: tier('smoke'), hardening: tier('hardening'), release: tier('release') };
}
