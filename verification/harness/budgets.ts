import type { BudgetFile, Figures } from '../../lib/evidence/types.js';
import { readBudget } from '../../lib/plan/budget.js';
import { fieldOf } from '../../lib/plan/fields.js';
import { loadPlan } from '../../lib/session/plan-of.js';

const NAMES: Readonly<Record<string, string>> = { duration: 'duration_s', faults: 'fault_windows' };

/** The budgets of a scenario as the plan declares them, in the dimensions of budget.json. */
export function plannedBudgets(plan: string, scenario: string): BudgetFile['planned'] {
  const fields = loadPlan(plan, plan)?.index.scenarios.get(scenario)?.fields ?? [];
  const figures = (tier: 'smoke' | 'hardening'): Figures =>
    Object.fromEntries(
      readBudget(fieldOf(fields, tier)?.value.value ?? '').figures.map(({ kind, amount }) => [
        NAMES[kind] ?? kind,
        amount,
      ]),
    );
  return { smoke: figures('smoke'), hardening: figures('hardening'), release: null };
}
