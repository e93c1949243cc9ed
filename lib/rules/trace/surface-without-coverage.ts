import { armsOf } from '../../session/plan-of.js';
import { paragraphs } from '../../report/parse.js';
import { armKey } from '../../report/verdict-cell.js';
import { sectionPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** DST304. */
export default traceRule({
  id: 'DST304',
  name: 'surface-without-coverage',
  severity: 'error',
  summary: 'The surface coverage has every arm of a boundary or fairness scenario.',
  why: 'A boundary leaks through the surface that nobody probed. The table is where a reader looks for the surface that is missing, so an arm that is not in it was probed by nobody as far as they can tell.',
  examples: {
    failing:
      '## ⟦Surface coverage⟧\n\n| Scenario / arm | Surface | Positive control | Negative control | Verdict |\n|---|---|---|---|---|\n| S4/grpc | gRPC API | own read | foreign denied | PASS-smoke |\n| S4/http | HTTP gateway | own read | foreign denied | PASS-smoke |\n',
    passing:
      '## Surface coverage\n\n| Scenario / arm | Surface | Positive control | Negative control | Verdict |\n|---|---|---|---|---|\n| S4/grpc | gRPC API | own read | foreign denied | PASS-smoke |\n| S4/http | HTTP gateway | own read | foreign denied | PASS-smoke |\n| S4/export | nightly CSV export | own rows | no foreign row | PASS-smoke |\n',
  },
  check({ report, plan, index }, say) {
    const section = report.sections.find(({ key }) => key === 'surfaces');
    if (section === undefined) return;
    // Rows and lines that a reader sees; a comment or a fence is none.
    const texts = [
      ...section.tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.slice(0, 1))),
      ...paragraphs(section),
    ].map(({ value }) => value.toLowerCase());
    for (const scenario of plan.scenarios) {
      if (index.surface(scenario).length === 0) continue;
      const refs = report.surfaces.flatMap((row) => row.refs);
      for (const arm of armsOf(scenario)) {
        const key = armKey(scenario.id, arm);
        if (refs.some((ref) => ref.id === scenario.id && ref.arm?.toLowerCase() === arm)) continue;
        // Shortened to its last part, it still is there.
        if (texts.some((text) => text.includes(`/${arm}`) || text.trim() === arm)) continue;
        say({
          range: sectionPlace(report, 'surfaces'),
          message: `the surface coverage leaves out ${key}`,
          help: 'add a row: surface, positive and negative control with their results, verdict',
          related: [{ range: scenario.idRange, message: `${scenario.id} in the plan`, source: plan.source }],
          subject: `${key}/surface`,
        });
      }
    }
  },
});
