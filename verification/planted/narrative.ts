import type { FindingText, Narrative } from '../harness/report.js';
import type { Extent } from './outcomes.js';
import { SCENARIOS } from './scenarios.js';
import { commitText, type Way } from './sessions.js';

/** What each way's report says in words. */
export function narrative(way: Way, findings: readonly FindingText[], { sut, short, chosen }: Extent): Narrative {
  const ran = (key: string): boolean => chosen.some((one) => one.key === key);
  const reasons = SCENARIOS.flatMap(({ key, sees }): [string, string][] => {
    if (!ran(key)) return [[key, 'this was a partial run, which leaves it out']];
    if (way === 'not-landing')
      return [
        [
          key,
          'the fault was aimed at nothing on purpose: the injector reported success, and no reading at the victim moved',
        ],
      ];
    if (way === 'planted' && !sees)
      return [[key, 'smoke size, beside the export arm: the planted leak is out of this surface’s sight']];
    if (way === 'correct' && short) return [[key, 'smoke size, in a partial run']];
    return [];
  });
  const size = short ? 'smoke size' : 'the size of the hardening budget';
  const texts: Readonly<Record<Way, { summary: string[]; confidence: Narrative['confidence'] }>> = {
    correct: {
      summary: [
        `Every switch was off. The scenarios ran at ${size}, under the faults of the plan, and nothing was found. The same oracles found the planted defects under the same faults, in runs whose evidence stands here as the positive controls.`,
      ],
      confidence: {
        more: 'that this pipeline passes a store that keeps its claims, under kill, pause and partition, with the oracles that fail its twins with a defect.',
        less: 'nothing.',
        unchanged:
          'power loss, disk errors, clock drift, membership changes, overload, long runs and side channels were not exercised.',
      },
    },
    planted: {
      summary: [
        `In each scenario the switch of one defect was on. ${findings.length} of the planted defects were found, each reproduced, reduced, and blamed on the store; arms that cannot see the planted leak passed beside the arm that did.`,
        'The findings are planted: this session is the positive control of the pipeline, not news about the store.',
      ],
      confidence: {
        more: 'that these oracles see these defects under these faults at smoke size.',
        less: 'nothing about the store with its switches off, which has a session of its own.',
        unchanged: 'defects of other kinds: six were planted, and these are what was looked for.',
      },
    },
    'not-landing': {
      summary: [
        'In each scenario the switch of one defect was on, and the fault was aimed at nothing: the rule in a namespace where no node lives, the signal at no process. The injector reported success each time, operations ran in every window, every checker answered valid, and still nothing here is a pass: no reading at a victim moved.',
        'The store in this session is broken in six ways. A report built on exit statuses would have called it sound.',
      ],
      confidence: {
        more: 'that a fault that does not land is not taken for one that was survived.',
        less: 'nothing.',
        unchanged: 'the store: nothing was learnt about it here.',
      },
    },
  };
  return {
    plan: 'planted-store',
    commit: commitText(sut),
    findings,
    reasons: Object.fromEntries(reasons),
    ...texts[way],
  };
}
