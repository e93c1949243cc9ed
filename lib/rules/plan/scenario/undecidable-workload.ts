import { readBudget } from '../../../plan/budget.js';
import type { Scenario } from '../../../plan/model.js';
import { CHECKERS } from '../../../vocabulary/models.js';
import { planRule } from '../../rule.js';
import { content, mention } from './support.js';

/** Above these a linearizability check of one key is likely to end as "unknown" (docs/checkers.md has the figures). */
const MOST_CLIENTS = 10;
const MOST_OPERATIONS = 2000;

export default planRule({
  id: 'DST181',
  name: 'undecidable-workload',
  severity: 'warning',
  summary: 'A linearizability check of one key is asked for under more clients or operations than it can decide.',
  why: `Checking linearizability is NP-complete (Gibbons and Korach, 1997): time grows with the operations that are open
at once, and each timeout stays open to the end. Ten thousand operations on one key are easy for five clients; with
twenty clients and as many timeouts, a violation among repeated values is not found in half a minute. The run then ends as "unknown", after hours, on exactly the histories with many timeouts that the
faults were injected for. Five to ten clients a key, and a new key every few hundred operations, keep it decidable.`,
  examples: {
    failing: `### Scenario S2: reads_stay_linearizable_while_the_leader_is_isolated

- **Falsifies if it FAILs:** C2
- **Workload:** 40 clients read and write ⟦a single account⟧ for 1 minute
- **Oracle:** linearizability of the history
`,
    passing: `### Scenario S2: reads_stay_linearizable_while_the_leader_is_isolated

- **Falsifies if it FAILs:** C2
- **Workload:** 40 clients read and write 20 accounts, five clients a key, rotated every 200 operations
- **Oracle:** linearizability of the history
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const workload = content(scenario.fields, 'workload');
      if (workload === undefined || !isLinearizability(scenario)) continue;
      const { value } = workload.value;
      const single = SINGLE_KEY.exec(value);
      const budget = readBudget(value);
      if (single === null || ROTATES.test(value)) continue;
      if (budget.figures.some(({ kind, amount }) => kind === 'keys' && amount > 1)) continue;
      const clients = sum(budget.figures.filter(({ kind }) => kind === 'clients'));
      const operations = operationsOf(scenario, value, clients);
      const many = clients > MOST_CLIENTS;
      const long = operations > MOST_OPERATIONS && clients !== 1;
      if (!many && !long) continue;
      report({
        range: workload.value.source(single.index, single.index + single[0].length),
        message: many
          ? `${scenario.id} checks linearizability of one key under ${clients} clients: that many open operations are rarely decidable`
          : `${scenario.id} checks linearizability of one key over about ${Math.round(operations).toLocaleString('en-US')} operations`,
        help: 'use many keys with five to ten clients each, and rotate to a new key every few hundred operations',
        subject: `${scenario.id}/workload`,
      });
    }
  },
});

const SINGLE_KEY =
  /\b(?:(?:an?\s+)?single|one|the same|1)\s+(?:(?:hot|shared|register|fixed)\s+)?(?:key|register|account|object|row|record|item|counter)\b(?!\s+(?:per|each|at a time|a client))/i;
const ROTATES =
  /\brotat\w*|\b(?:new|fresh|another|different) (?:key|register|account|object)\b|\b(?:its|their) own\b|\bone key (?:per|each)\b/i;
const RATE =
  /(?<![\d,.])(\d[\d,.]{0,20})(k?)\s{0,3}(?:ops|operations?|requests?|writes?|reads?|appends?|transactions?|txns?)\s*(?:\/|per )\s*s(?:ec(?:ond)?)?\b(\s*(?:\/|per |each|a )\s*(?:client|each)?)?/i;

function sum(figures: readonly { readonly amount: number }[]): number {
  return figures.reduce((total, { amount }) => total + amount, 0);
}

/** Stated operations, or rate times duration; 0 where neither is given. */
function operationsOf(scenario: Scenario, workload: string, clients: number): number {
  const budgets = [workload, content(scenario.fields, 'hardening')?.value.value ?? ''].map(readBudget);
  const stated = Math.max(...budgets.map(({ figures }) => sum(figures.filter(({ kind }) => kind === 'operations'))));
  const seconds = budgets
    .map(({ figures }) => sum(figures.filter(({ kind }) => kind === 'duration')))
    .find((s) => s > 0);
  const rate = RATE.exec(workload);
  if (rate === null || seconds === undefined) return stated;
  const perSecond = Number((rate[1] ?? '').replaceAll(',', '')) * (rate[2] === '' ? 1 : 1000);
  const all = /client|each/.test(rate[3] ?? '') ? Math.max(1, clients) : 1;
  return Math.max(stated, perSecond * all * seconds);
}

function isLinearizability(scenario: Scenario): boolean {
  const texts = [
    content(scenario.fields, 'oracle'),
    ...scenario.models.map((block) => content(block.fields, 'checker')),
  ].map((field) => field?.value.value.toLowerCase() ?? '');
  return texts.some(
    (text) =>
      mention(text, CHECKERS.linearizability.words) === 'named' && mention(text, ['elle', 'list-append']) === 'none',
  );
}
