import type { BudgetFile } from '../../lib/evidence/types.js';
import { plannedBudget } from '../../lib/plan/budget.js';
import { loadPlan } from '../../lib/session/plan-of.js';

/** The budgets of a scenario as the plan declares them, in the dimensions of budget.json. */
export function plannedBudgets(plan: string, scenario: string): BudgetFile['planned'] {
  return { ...plannedBudget(loadPlan(plan, plan)?.index.scenarios.get(scenario)), release: null };
}
