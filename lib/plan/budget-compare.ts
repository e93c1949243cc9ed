import type { BudgetDimension } from '../vocabulary/budgets.js';
import type { Budget, Figure } from './budget.js';

/** How the figures of one dimension compare. */
export interface Comparison {
  readonly dimension: BudgetDimension;
  /** `missing`: the other budget gives the dimension, this one does not. */
  readonly outcome: 'more' | 'equal' | 'less' | 'missing';
  /** The figures that decided; of `missing`, the other budget's. */
  readonly mine: Figure | undefined;
  readonly other: Figure;
}

/** Compares a budget with a weaker one, dimension by dimension, for the dimensions that the weaker one gives. */
export function compareBudgets(mine: Budget, other: Budget): Comparison[] {
  const results: Comparison[] = [];
  for (const dimension of new Set(other.figures.map((figure) => figure.dimension))) {
    const theirs = totals(other, dimension);
    const ours = totals(mine, dimension);
    const firstOther = [...theirs.values()][0];
    if (firstOther === undefined) continue;
    if (ours.size === 0) {
      results.push({ dimension, outcome: 'missing', mine: undefined, other: firstOther });
      continue;
    }
    let outcome: Comparison['outcome'] | undefined;
    let pair: { mine: Figure; other: Figure } | undefined;
    for (const [kind, figure] of ours) {
      const against = theirs.get(kind);
      const now =
        against === undefined || figure.amount > against.amount
          ? 'more'
          : figure.amount < against.amount
            ? 'less'
            : 'equal';
      if (against !== undefined && (now === 'less' || (now === 'equal' && outcome === undefined)))
        pair = { mine: figure, other: against };
      // One kind that shrank outweighs what grew; what grew makes up for what stayed.
      if (now === 'less' || outcome === undefined || (now === 'more' && outcome === 'equal')) outcome = now;
      if (outcome === 'less') break;
    }
    results.push({ dimension, outcome: outcome ?? 'missing', mine: pair?.mine, other: pair?.other ?? firstOther });
  }
  return results;
}

/** Per kind the sum of its figures, at the place of the first. */
function totals(budget: Budget, dimension: BudgetDimension): Map<string, Figure> {
  const sums = new Map<string, Figure>();
  for (const figure of budget.figures) {
    if (figure.dimension !== dimension) continue;
    const known = sums.get(figure.kind);
    sums.set(figure.kind, known === undefined ? figure : { ...known, amount: known.amount + figure.amount });
  }
  return sums;
}
