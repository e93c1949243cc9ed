import type { Evidence } from '../../evidence/read.js';
import { fieldOf } from '../../plan/fields.js';
import type { Scenario } from '../../plan/model.js';
import { faultFamilies } from '../../vocabulary/fault-families.js';
import { sessionRule } from '../rule.js';

/** What the plan says of a scenario's faults, in every place where it says it. */
function plannedFaults({ fields, models }: Scenario): string {
  const nemesis = models.flatMap((block) => block.fields.filter(({ key }) => key === 'nemesis'));
  return [fieldOf(fields, 'faults'), ...nemesis].map((field) => field?.value.value ?? '').join('\n');
}

/** What the lines of nemesis.jsonl call their fault. */
function injected(nemesis: Evidence['nemesis']): { readonly text: string; readonly at: number }[] {
  return (nemesis?.value ?? []).flatMap(({ value, at }) => {
    const text = [value.nemesis, value.mechanism].filter((one) => typeof one === 'string').join(' ');
    return text === '' ? [] : [{ text, at }];
  });
}

/** DST424. */
export default sessionRule({
  id: 'DST424',
  name: 'fault-not-as-planned',
  severity: 'error',
  soundness: true,
  summary: 'The faults that were injected are of the kinds that the plan has for the scenario.',
  why: 'A process that is killed loses nothing that it has written; a machine that loses power does. Where the plan asks for the one and the run injected the other, every window lands, every figure fits, and the claim was never in danger. Only what is of another kind altogether is reported: kills for partitions, pauses for power loss. Words that have other meanings, too (the loss of a node, the split of a shard), accuse nobody.',
  examples: {
    failing:
      'evidence/S2/nemesis.jsonl\n- "nemesis":"isolate-leader","mechanism":"nft drop"\n+ "nemesis":"kill","mechanism":"SIGKILL"\n',
    passing:
      'evidence/S2/nemesis.jsonl\n- "nemesis":"isolate-leader","mechanism":"nft drop"\n+ "nemesis":"one-way partition","mechanism":"iptables"\n',
  },
  check(session, say) {
    for (const { id, scenario, arms } of session.states) {
      const planned = faultFamilies(scenario === undefined ? '' : plannedFaults(scenario));
      if (scenario === undefined || planned.sure.size === 0) continue;
      for (const { key, evidence } of arms) {
        const nemesis = evidence?.nemesis;
        const foreign = injected(nemesis).filter(({ text }) => {
          const { sure } = faultFamilies(text);
          return sure.size > 0 && ![...sure].some((kind) => planned.all.has(kind));
        });
        const [first] = foreign;
        if (nemesis === undefined || first === undefined) continue;
        const field = fieldOf(scenario.fields, 'faults');
        say({
          source: nemesis.source,
          range: { start: first.at, end: first.at + 1 },
          message: `${key} injected "${first.text}"${foreign.length > 1 ? ` and ${foreign.length - 1} more like it` : ''}, and the plan has for ${id}: ${[...planned.sure].join(', ')}`,
          help: 'run the fault that the plan asks for; one that is added belongs into the plan first',
          ...(field === undefined || session.plan === undefined
            ? {}
            : {
                related: [
                  { range: field.value.visible, message: 'the faults of the plan', source: session.plan.plan.source },
                ],
              }),
          subject: `${key}/fault/planned`,
        });
      }
    }
  },
});
