import type { Rule } from './rule.js';

/** The rule's page: what `explain` prints and docs/rules/<id>.md holds. */
export function rulePage(rule: Rule): string {
  const traits = [
    `**Severity:** ${rule.severity}`,
    `**Looks at:** ${LOOKS_AT[rule.on]}`,
    ...(rule.fixable === true ? ['**Fix:** `--fix` mends some of its findings'] : []),
    ...(rule.soundness === true
      ? ['**Guards soundness:** it cannot be disabled, lowered to a warning or put into a baseline']
      : []),
  ];
  return `# ${rule.id} ${rule.name}

${rule.summary}

${traits.map((trait) => `- ${trait}`).join('\n')}

## Why it matters

${rule.why.trim()}

## Reported

What is reported stands between ⟦ and ⟧.

${fenced(rule, rule.examples.failing)}

## Not reported

${fenced(rule, rule.examples.passing)}
`;
}

const LOOKS_AT: Readonly<Record<Rule['on'], string>> = {
  document: 'any Markdown document',
  plan: 'test plans',
  pack: 'skill packs: SKILL.md, the files beside it, manifests',
  directives: 'comments that disable rules, in any Markdown document',
  report: 'findings reports',
  trace: 'findings reports, together with their plan',
  session: 'session directories: log, report, plan and evidence',
  history: 'operation histories: JSON Lines, alone or as part of a session',
};

/** A fence that is longer than any in the example. */
function fenced({ on }: Rule, example: string): string {
  const longest = Math.max(2, ...[...example.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${on === 'history' ? 'json' : 'markdown'}\n${example.replace(/\n*$/, '')}\n${fence}`;
}
