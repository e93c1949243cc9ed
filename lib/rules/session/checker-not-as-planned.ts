import { CHECKERS as BUILT_IN } from '../../check/registry.js';
import type { Text } from '../../document/text.js';
import type { Scenario } from '../../plan/model.js';
import { CHECKERS, type CheckerFamily } from '../../vocabulary/models.js';
import { mention, pointsElsewhere } from '../plan/scenario/support.js';
import { sessionRule } from '../rule.js';
import { valuePlace } from './support.js';

const FAMILIES = Object.keys(CHECKERS) as CheckerFamily[];

/** The Checker field of the §7.M block of an arm, else of its scenario. */
function plannedChecker({ models }: Scenario, arm: string | undefined): Text | undefined {
  const block =
    models.find((one) => arm !== undefined && one.arm?.toLowerCase() === arm) ??
    models.find((one) => one.arm === undefined);
  if (block === undefined || block.notApplicable !== undefined) return undefined;
  return block.fields.find(({ key }) => key === 'checker')?.value;
}

/** Whether a planned checker leaves this one out. A checker from elsewhere is one of whichever family its authors say. */
function isAnother(planned: string, checker: string): boolean {
  const text = planned.toLowerCase().replace(/\s+/g, ' ');
  if (!Object.hasOwn(BUILT_IN, checker) || mention(text, [checker]) === 'named' || pointsElsewhere(planned))
    return false;
  const named = FAMILIES.filter((family) => mention(text, CHECKERS[family].words) === 'named');
  const own = FAMILIES.filter((family) => family === checker || mention(checker, CHECKERS[family].words) === 'named');
  return named.length > 0 && own.length > 0 && !own.some((family) => named.includes(family));
}

/** DST423. */
export default sessionRule({
  id: 'DST423',
  name: 'checker-not-as-planned',
  severity: 'error',
  soundness: true,
  summary: 'The checker whose record decides is the one that the plan declares for the scenario.',
  why: 'Monotonic reads hold in histories that are not linearizable; every acknowledged write may be there and the order be wrong. A run that is judged by a weaker checker than the plan asks for passes a test that nobody reviewed. The declared checker is node 5 of the decision tree. Programs from elsewhere (Porcupine, Knossos, Elle, one of your own) are not told by their name and are left alone.',
  examples: {
    failing: 'evidence/S2/checker.json\n- "checker": "linearizability"\n+ "checker": "session"\n',
    passing: 'evidence/S2/checker.json\n- "checker": "linearizability"\n+ "checker": "porcupine"\n',
  },
  check(session, say) {
    for (const { id, scenario, arms } of session.states)
      for (const { key, arm, evidence } of arms) {
        const checker = evidence?.checker;
        const planned = scenario === undefined ? undefined : plannedChecker(scenario, arm);
        const ran = checker?.value?.checker;
        if (checker === undefined || planned === undefined || ran === undefined || !isAnother(planned.value, ran))
          continue;
        say({
          source: checker.source,
          range: valuePlace(checker, ['checker']),
          message: `${key} was judged by ${ran}, and the plan declares for ${id}: ${shortened(planned.value)}`,
          help: 'run the declared checker over the history; what another one says may stand beside it',
          ...(session.plan === undefined
            ? {}
            : {
                related: [
                  { range: planned.visible, message: 'the checker of the plan', source: session.plan.plan.source },
                ],
              }),
          subject: `${key}/checker/planned`,
        });
      }
  },
});

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
