import { labelIndex } from '../../../document/labels.js';
import { readFields } from '../../../plan/fields.js';
import { sectionName } from '../../../plan/sections.js';
import { MODEL_ASPECTS } from '../../../vocabulary/aspects.js';
import { planRule } from '../../rule.js';
import { isEmptySection, isMissing } from '../support.js';

const LABELS = labelIndex(MODEL_ASPECTS);

export default planRule({
  id: 'DST114',
  name: 'missing-model-aspect',
  severity: 'warning',
  summary: 'The model of the system says nothing about one of its seven aspects.',
  why: `Hypotheses grow out of the model: whoever did not write down who retries what will not ask what happens to a retry
after failover. An aspect that does not exist ("one tenant, no isolation") is worth a line, because it tells the reviewer
that somebody looked.`,
  examples: {
    failing: `## ⟦2. SUT model⟧

- **Tenancy / isolation:** by the token's tenant id.
- **Persistence:** every entry is fsynced.
- **Replication / consensus:** Raft, three voters.
- **Network boundaries:** gRPC between nodes.
- **Retry / idempotency contract:** clients retry with the same request id.
- **Observability:** Prometheus metrics.
`,
    passing: `## 2. SUT model

One tenant, no isolation. Every entry is fsynced on a quorum before the answer, in log order. Clients reach any node over
gRPC and do not retry. Metrics are exported.
`,
  },
  check(_plan, report, index) {
    const section = index.sections.get('2');
    if (section === undefined || isEmptySection(section)) return;
    const fields = readFields(section.lines, LABELS);
    const text = section.lines
      .flatMap((line) => {
        if (line.kind === 'row') return line.row.cells.map((cell) => cell.value);
        return line.kind === 'code' ? [] : [line.text.value];
      })
      .join('\n');
    for (const { key, label, words } of MODEL_ASPECTS) {
      const field = fields.find((candidate) => candidate.key === key);
      if (field === undefined ? words.test(text) : !isMissing(field.value)) continue;
      report({
        range: field?.labelRange ?? section.heading.text.visible,
        message:
          field === undefined
            ? `${sectionName('2')} says nothing about ${label.toLowerCase()}`
            : `"${field.label}" is empty`,
        help: `add "- **${label}:**", also where the answer is that there is none`,
        subject: `§2/${key}`,
      });
    }
  },
});
