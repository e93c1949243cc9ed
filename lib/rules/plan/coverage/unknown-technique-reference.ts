import { nearest } from '../../../cli/nearest.js';
import { CATALOG_FILES } from '../../../vocabulary/catalog.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

const FILE = /(?<![\w-])[\w-]+\.md\b(?!\.\w)/gi;
const STEMS = CATALOG_FILES.map((file) => file.slice(0, -'.md'.length)).join('|');
/** The name without its suffix, as people write it. */
const STEM = new RegExp(`(?:^|[^\\w.-])(?:${STEMS})(?![\\w-]|\\.\\w)`, 'i');

export default planRule({
  id: 'DST146',
  name: 'unknown-technique-reference',
  severity: 'error',
  summary: 'A technique has no reference to a file of the catalog, or to one that does not exist.',
  why: `The reference is where the executing agent reads how the technique is applied, what it misses and which tools really check
what. Without it the agent improvises, and improvised fault injection is mostly the kind that never lands.`,
  examples: {
    failing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** H1
- **Reference:** \`⟦references/crash-testing.md⟧\`
`,
    passing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** H1
- **Reference:** [crash recovery](references/crash-recovery-and-upgrade.md), section 2
`,
  },
  check(plan, report) {
    for (const { id, name, range, reference } of plan.techniques) {
      if (isPlaceholder(reference)) continue;
      const what = `technique ${id ?? `"${name}"`}`;
      const subject = `§6/${id ?? name}/reference`;
      if (reference === undefined || isMissing(reference)) {
        report({
          range,
          message: `${what} has no reference`,
          help: `name its file of the catalog: ${CATALOG_FILES.join(', ')}`,
          subject,
        });
        continue;
      }
      const places = [reference.value, ...reference.marks.map((mark) => mark.href?.value ?? '')].join(' ');
      const files = places.match(FILE)?.map((file) => file.toLowerCase()) ?? [];
      const known: readonly string[] = CATALOG_FILES;
      if (files.some((file) => known.includes(file))) continue;
      if (files.length === 0 && STEM.test(places)) continue;
      const near = nearest(files[0] ?? reference.value.trim(), CATALOG_FILES);
      report({
        range: reference.visible,
        message:
          files.length === 0
            ? `${what} refers to no file of the catalog`
            : `${files[0] ?? ''} is no file of the catalog`,
        help: `${near === undefined ? '' : `did you mean ${near}? `}the catalog has ${CATALOG_FILES.join(', ')}`,
        subject,
      });
    }
  },
});
