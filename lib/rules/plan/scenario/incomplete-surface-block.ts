import type { Scenario, SurfaceBlock } from '../../../plan/model.js';
import { countItems } from '../../../plan/surfaces.js';
import { SURFACE_FIELDS } from '../../../vocabulary/blocks.js';
import { FAIRNESS_PATTERNS } from '../../../vocabulary/surfaces.js';
import { planRule, type Finding } from '../../rule.js';
import { idList } from '../support.js';
import { content, placeOf, quoted } from './support.js';

export default planRule({
  id: 'DST183',
  name: 'incomplete-surface-block',
  severity: 'error',
  summary: 'A §7.M.S block that is due lacks a field, names fewer than three surfaces, or lacks a fairness formula.',
  why: `Leaks sit where nobody looked: in the third surface, in the job that runs without the caller's token, in the
metric label. Each field of the block is one such place. For fairness the four formulas are the oracle: tail latency of
the worst group, its throughput, its errors, and the spread between repeats, without which one lucky run decides.`,
  examples: {
    failing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### ⟦§7.M.S — Surface decomposition⟧

- **Surfaces:** ⟦gRPC API and HTTP gateway⟧
- **Operations:** read, append, list
- **Adversarial inputs:** same name in both tenants, prefixes, upper and lower case
- **Positive controls:** each tenant reads its own accounts
- **Negative controls:** foreign reads are denied and leave no trace in logs
- **Observability paths:** metrics labels, structured log
- **Scenario arms:** S4/grpc, S4/http
`,
    passing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API and HTTP gateway, only two because the product has no other way in
- **Operations:** read, append, list
- **Adversarial inputs:** same name in both tenants, prefixes, upper and lower case
- **Positive controls:** each tenant reads its own accounts
- **Negative controls:** foreign reads are denied and leave no trace in logs
- **Async paths:** none: nothing runs without a request
- **Observability paths:** metrics labels, structured log
- **Scenario arms:** S4/grpc, S4/http
`,
  },
  check(plan, report, index) {
    if (plan.generation === 'older') return;
    for (const scenario of plan.scenarios) {
      const causes = index.surface(scenario);
      const block = scenario.surfaces.find(({ notApplicable }) => notApplicable === undefined);
      if (causes.length === 0 || block === undefined) continue;
      reportMissing(scenario, block, report);
      const has = (name: string): boolean =>
        causes.some(({ claim }) => claim.category?.categories.some((category) => category.name === name) === true);
      const surfaces = content(block.fields, 'surfaces');
      if (has('boundary') && surfaces !== undefined && !REASON.test(surfaces.value.value)) {
        const count = countItems(surfaces.value);
        if (count < 3)
          report({
            range: placeOf(surfaces),
            message: `${scenario.id} names ${count === 1 ? 'one surface' : `${count} surfaces`} and no reason for so few: ${quoted(surfaces.value)}`,
            help: 'name three or more (API, SDK, console, export, backup, metrics, replication …), or write why there are no others',
            subject: `${scenario.id}/§7.M.S/surfaces/count`,
          });
      }
      if (has('fairness')) reportFormulas(scenario, block, report);
    }
  },
});

const REASON =
  /\b(?:because|since|only|no other|no further|there (?:is|are) no|the others?|reason|not reachable|does not have|has no)\b/i;

function reportMissing(scenario: Scenario, block: SurfaceBlock, report: (finding: Finding) => void): void {
  const present = new Set(block.fields.map(({ key }) => key));
  for (const spec of SURFACE_FIELDS)
    if (spec.since !== 'optional' && !present.has(spec.key))
      report({
        range: block.opening.visible,
        message: `the §7.M.S block of ${scenario.id} has no "${spec.label}": a reader does not learn ${spec.purpose}`,
        help: `add "- **${spec.label}:** …" to the §7.M.S block of ${scenario.id}`,
        subject: `${scenario.id}/§7.M.S/${spec.key}`,
      });
}

const THRESHOLD = /[<>≤≥=]\s*~?\d|\b(?:at (?:most|least)|below|under|above|within|no more than)\s+(?:the\s+)?~?\d/;
/** A formula per "group" says nothing until the groups are named. */
const GROUP =
  /\b(?:tenant|class|partition|region|queue|priority|user|customer|namespace|client|shard|topic)(?:e?s|ies)?\b|\bgroups?(?: dimension)?\s*(?:=|:|is|are)/;

/** The four formulas may stand in the block, in the oracle or in an arm's checker. */
function reportFormulas(scenario: Scenario, block: SurfaceBlock, report: (finding: Finding) => void): void {
  const fields = [
    ...block.fields,
    ...scenario.fields.filter(({ key }) => key === 'oracle'),
    ...scenario.models.flatMap((model) => model.fields.filter(({ key }) => key === 'checker')),
  ];
  const text = fields
    .map(({ value }) => value.value)
    .join('\n')
    .toLowerCase();
  const missing: string[] = [];
  const open: string[] = [];
  for (const { label, pattern } of FAIRNESS_PATTERNS) {
    const match = pattern.exec(text);
    // The threshold may stand behind a bracket that says how it is computed.
    const rest = match === null ? '' : text.slice(match.index, match.index + 320).replace(/\([^()]*\)/g, ' ');
    if (match === null) missing.push(label);
    else if (!THRESHOLD.test(rest.slice(0, match[0].length + 60))) open.push(label);
  }
  const group = GROUP.test(text);
  const faults = [
    ...(missing.length > 0 ? [`lacks ${idList(missing)}`] : []),
    ...(open.length > 0 ? [`gives no threshold for ${idList(open)}`] : []),
    ...(group ? [] : ['does not say what a group is']),
  ];
  if (faults.length === 0) return;
  const own = content(block.fields, 'fairness');
  report({
    range: own === undefined ? block.opening.visible : placeOf(own),
    message: `${scenario.id} falsifies a fairness claim and ${faults.join(', and ')}`,
    help: 'give all four with thresholds and the group dimension: "groups are tenants; worst_group_p99 / aggregate_p99 ≤ 2; …"',
    subject: `${scenario.id}/§7.M.S/fairness`,
  });
}
