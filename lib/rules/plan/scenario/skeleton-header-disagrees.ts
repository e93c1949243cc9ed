import { STANDARD_INPUT } from '../../../document/source.js';
import type { Plan, Scenario } from '../../../plan/model.js';
import { readHeader, skeletonsOf, type SkeletonHeader } from '../../../plan/skeleton.js';
import { planRule, type Finding } from '../../rule.js';
import { idList } from '../support.js';
import { quoted } from './support.js';

export default planRule({
  id: 'DST169',
  name: 'skeleton-header-disagrees',
  severity: 'error',
  summary: "A skeleton's header names another scenario, other claims or another plan than it stands in.",
  why: `Skeletons are copied, and scenarios are renumbered. A header that names another scenario sends whoever finds the
failing test to the wrong oracle, and a claim that is missing from it is not put in question when the test fails. Tools
that tie tests to claims follow the header, not the prose.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED from test plan: testing-plans/ledgerd-append-and-transfer.md
  // Scenario: ⟦S1⟧ retried_transfers_move_money_once_across_failover
  // Falsifies: ⟦C1, C3⟧
  \`\`\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED from test plan: docs/plans/ledgerd-append-and-transfer.md
  // Scenario: S03: retried transfers move money once across failover
  // Falsifies: C3 (see §1b of the plan)
  \`\`\`
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios)
      for (const code of skeletonsOf(scenario)) {
        const header = readHeader(plan.source, code);
        if (header !== undefined) compare(plan, scenario, header, report);
      }
  },
});

function compare(plan: Plan, scenario: Scenario, header: SkeletonHeader, report: (finding: Finding) => void): void {
  const named = header.scenario;
  const { id } = scenario;
  const heading = { range: scenario.idRange, message: 'the scenario begins here' };
  if (named !== undefined && named.id !== id)
    report({
      range: named.range,
      message: `the header of ${id}'s skeleton names ${named.value}`,
      help: `write "Scenario: ${id} ${scenario.name}"`,
      related: [heading],
      subject: `${id}/skeleton/scenario`,
    });
  else if (named !== undefined && named.name !== '' && scenario.name !== '' && !sameName(named.name, scenario.name))
    report({
      range: named.range,
      message: `the header of ${id}'s skeleton calls it ${quoted(named.name)}, the heading ${quoted(scenario.name)}`,
      help: `write "Scenario: ${id} ${scenario.name}"`,
      related: [heading],
      subject: `${id}/skeleton/name`,
    });
  const ids = new Set(header.claims?.ids ?? []);
  const own = new Set(scenario.falsifies.map((ref) => ref.id));
  const extra = [...ids].filter((one) => !own.has(one));
  const lacking = [...own].filter((one) => !ids.has(one));
  if (header.claims !== undefined && ids.size > 0 && own.size > 0 && extra.length + lacking.length > 0)
    report({
      range: header.claims.range,
      message: `the header of ${id}'s skeleton ${[
        ...(extra.length > 0 ? [`names ${idList(extra)}, which ${id} does not falsify`] : []),
        ...(lacking.length > 0 ? [`does not name ${idList(lacking)}`] : []),
      ].join(', and ')}`,
      help: `write "Falsifies: ${[...own].join(', ')}"`,
      related: [heading],
      subject: `${id}/skeleton/claims`,
    });
  const path = header.plan;
  // On standard input, without --stdin-filename, a plan has no name that a header could be held against.
  if (path === undefined || /[{<]/.test(path.value) || plan.source.path === STANDARD_INPUT) return;
  const names = [baseName(plan.source.path), plan.title?.slug].flatMap((name) =>
    name === undefined || name === '' ? [] : [name.toLowerCase()],
  );
  if (names.length > 0 && !names.includes(baseName(path.value).toLowerCase()))
    report({
      range: path.range,
      message: `the header of ${id}'s skeleton names another plan, ${quoted(path.value)}`,
      help: `name this plan: '${plan.source.path}'`,
      subject: `${id}/skeleton/plan`,
    });
}

/** Letters and digits alone decide: `a_b`, `a-b` and `A b` are one name; a cut name may end in an ellipsis. */
function sameName(a: string, b: string): boolean {
  const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const [one, other] = [bare(a), bare(b)];
  return one === other || one === '' || (/(?:…|\.\.\.)$/.test(a.trim()) && other.startsWith(one));
}

function baseName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.(?:md|markdown)$/i, '');
}
