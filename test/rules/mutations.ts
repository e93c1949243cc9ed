import type { Range } from '../../lib/document/source.js';
import { PlanIndex } from '../../lib/plan/index.js';
import type { Field, Plan, Scenario, Section } from '../../lib/plan/model.js';
import { SECTIONS, type SectionKey } from '../../lib/vocabulary/sections.js';
import { MODEL_FIELDS, SURFACE_FIELDS } from '../../lib/vocabulary/blocks.js';
import { SCENARIO_FIELDS } from '../../lib/vocabulary/scenario.js';

/** One way to break a plan. `break` edits the plan and says where a reader should be told of it. */
export interface Mutation {
  readonly name: string;
  break(plan: Plan, edit: Editor): void;
}

/** Collects edits of a text, and the place where the damage must be reported. */
export class Editor {
  readonly plan: Plan;
  private readonly edits: { start: number; end: number; text: string }[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Replaces a range; a ⟦ in the new text says that the report must be on its line. */
  replace(range: Range, text: string): void {
    this.edits.push({ start: range.start, end: range.end, text });
  }

  /** Removes whole lines. */
  removeLines(range: Range): void {
    const { source } = this.plan;
    const to = source.lineAt(Math.max(range.start, range.end - 1)) + 1;
    this.edits.push({ start: source.lineStart(source.lineAt(range.start)), end: source.lineStart(to), text: '' });
  }

  /** The report must be on the line of this offset. */
  expectAt(offset: number): void {
    this.edits.push({ start: offset, end: offset, text: '⟦' });
  }

  result(): { text: string; line: number } {
    let text = '';
    let at = 0;
    for (const edit of this.edits.sort((a, b) => a.start - b.start || a.end - b.end)) {
      text += this.plan.source.text.slice(at, Math.max(at, edit.start)) + edit.text;
      at = Math.max(at, edit.end);
    }
    text += this.plan.source.text.slice(at);
    const mark = text.indexOf('⟦');
    if (mark === -1) throw new Error('the mutation does not say where it should be reported');
    return { text: text.replaceAll('⟦', ''), line: text.slice(0, mark).split('\n').length };
  }
}

const mutations: Mutation[] = [];
const add = (name: string, breakPlan: Mutation['break']): void => void mutations.push({ name, break: breakPlan });

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the plan has no ${what}`);
  return value;
}
const section = (plan: Plan, key: SectionKey): Section => need(new PlanIndex(plan).sections.get(key), `§${key}`);
const field = <K extends string>(fields: readonly Field<K>[], key: K): Field<K> =>
  need(
    fields.find((f) => f.key === key),
    key,
  );
const gated = (plan: Plan): Scenario =>
  need(
    plan.scenarios.find(
      (s) => new PlanIndex(plan).gated(s).length > 0 && s.surfaces.every((block) => block.notApplicable !== undefined),
    ),
    'gated scenario',
  );
const surface = (plan: Plan): Scenario =>
  need(
    plan.scenarios.find((s) => s.arms.length > 0),
    'scenario with arms',
  );
const rangeOfField = (f: Field<string>): Range => ({
  start: f.labelRange.start,
  end: Math.max(f.labelRange.end, f.value.range.end, ...f.codes.map((code) => code.range.end)),
});
const sectionRange = (plan: Plan, s: Section): Range => {
  const next = plan.sections[plan.sections.indexOf(s) + 1];
  return {
    start: s.heading.range.start,
    end: next === undefined ? plan.source.text.length : next.heading.range.start - 1,
  };
};
/** Puts a new value behind a field's label; the report is expected there. */
function setField(edit: Editor, f: Field<string>, value: string): void {
  edit.replace(f.value.range, `⟦${value}`);
}

// The head
add('the title is no plan title', (plan, edit) => edit.replace(need(plan.title, 'title').range, '⟦Notes on testing'));
for (const key of ['date', 'mode', 'sut', 'change', 'author', 'status'] as const)
  add(`header field ${key} is dropped`, (plan, edit) => {
    const dropped = need(
      plan.header.find((f) => f.key === key),
      key,
    );
    edit.removeLines(dropped.labelRange);
    edit.expectAt(need(plan.title, 'title').range.start);
  });
const badHeader = { date: '2026-02-30', mode: 'module-wide', status: 'done' } as const;
for (const [key, value] of Object.entries(badHeader))
  add(`header field ${key} says ${value}`, (plan, edit) =>
    edit.replace(
      need(
        plan.header.find((f) => f.key === key),
        key,
      ).value.range,
      `⟦${value}`,
    ),
  );
add('a project-wide plan names a commit as its change', (plan, edit) =>
  edit.replace(
    need(
      plan.header.find((f) => f.key === 'change'),
      'change',
    ).value.range,
    '⟦3f1c9ab',
  ),
);

// Sections
for (const spec of SECTIONS) {
  add(`§${spec.key} is dropped`, (plan, edit) => {
    edit.replace(sectionRange(plan, section(plan, spec.key)), '');
    const at = plan.sections.findIndex((s) => s.key === spec.key);
    const before = plan.sections[at - 1];
    edit.expectAt(before === undefined ? need(plan.title, 'title').range.start : before.heading.text.range.start);
  });
  add(`§${spec.key} is empty`, (plan, edit) => {
    const s = section(plan, spec.key);
    edit.replace({ start: s.heading.range.end, end: sectionRange(plan, s).end }, '\n');
    edit.expectAt(s.heading.text.range.start);
  });
}
add('two sections change places', (plan, edit) => {
  const a = section(plan, '7c');
  const b = section(plan, '7d');
  const { text } = plan.source;
  edit.replace(sectionRange(plan, a), text.slice(b.heading.range.start, sectionRange(plan, b).end));
  edit.replace(
    sectionRange(plan, b),
    text.slice(a.heading.range.start, sectionRange(plan, a).end).replace('7c', '⟦7c'),
  );
});
add('a section stands twice', (plan, edit) =>
  edit.replace(
    { start: section(plan, '9').heading.range.start, end: section(plan, '9').heading.range.start },
    '## ⟦8. What this plan does NOT cover\n\n- nothing else\n\n',
  ),
);
add('a section’s number and title disagree', (plan, edit) =>
  edit.replace(section(plan, '8').heading.text.visible, '⟦8. Technique selection'),
);

// Claims
add('a category is misspelt', (plan, edit) =>
  edit.replace(need(plan.claims[0]?.category, 'category').text.visible, '⟦durablity'),
);
add('a claim has no category', (plan, edit) =>
  edit.replace(need(plan.claims[0]?.category, 'category').text.visible, '⟦ '),
);
add('a claim has no source', (plan, edit) => edit.replace(need(plan.claims[1]?.source, 'source').visible, '⟦ '));
add('a claim says nothing', (plan, edit) => edit.replace(need(plan.claims[1], 'claim').statement.visible, '⟦ '));
add('a claim id stands twice', (plan, edit) => edit.replace(need(plan.claims[1], 'claim').idRange, '⟦C1'));
add('a claim id is malformed', (plan, edit) => edit.replace(need(plan.claims[1], 'claim').idRange, '⟦Claim two'));
add('a claim is inferred neither yes nor no', (plan, edit) =>
  edit.replace(need(plan.claims[0]?.inferred, 'inferred').visible, '⟦blue'),
);
add('a new claim is taken up by nothing', (plan, edit) => {
  const last = need(plan.claims.at(-1), 'claim');
  edit.replace(
    { start: last.row.range.end, end: last.row.range.end },
    '\n| ⟦C499 | Reads never block. | liveness | docs | no |',
  );
});
add('a missing-claim id stands twice', (plan, edit) => {
  const last = need(plan.missingClaims.at(-1), 'missing claim');
  edit.replace(
    { start: last.row.range.end, end: last.row.range.end },
    `\n| ⟦${last.id} | The same again. | code | document it |`,
  );
});

// Hypotheses
add('a hypothesis names an unknown claim', (plan, edit) =>
  edit.replace(need(plan.hypotheses[0]?.falsifies[0], 'reference').range, '⟦C498'),
);
add('a hypothesis id stands twice', (plan, edit) =>
  edit.replace(need(plan.hypotheses[1], 'hypothesis').idRange, '⟦H1'),
);
add('a hypothesis is closed by no scenario', (plan, edit) => {
  const s = section(plan, '4');
  edit.replace(
    { start: s.heading.range.end, end: s.heading.range.end },
    '\n\n⟦H499. **Quorum counts a learner** — a learner’s answer is counted as a vote.\n   - Could falsify: C1\n   - Suspected because: both share one type\n   - Subsystem: membership',
  );
});

// Matrix
add('a matrix verdict is no legend value', (plan, edit) =>
  edit.replace(
    need(plan.matrix.find((r) => r.verdict?.value !== undefined)?.verdict, 'verdict').text.visible,
    '⟦mostly',
  ),
);
add('a gap kind is no legend value', (plan, edit) =>
  edit.replace(need(plan.matrix.find((r) => r.gap?.value !== undefined)?.gap, 'gap').text.visible, '⟦some gap'),
);
add('a matrix row names an unknown claim', (plan, edit) =>
  edit.replace(need(plan.matrix[0]?.claims[0], 'claim').range, '⟦C497'),
);
add('a matrix row names an unknown hypothesis', (plan, edit) =>
  edit.replace(need(plan.matrix.find((r) => r.hypotheses.length > 0)?.hypotheses[0], 'hypothesis').range, '⟦H497'),
);
add('a matrix row recommends an unknown scenario', (plan, edit) =>
  edit.replace(need(plan.matrix.find((r) => r.scenarios.length > 0)?.scenarios[0], 'scenario').range, '⟦S97'),
);
add('an uncovered row recommends nothing', (plan, edit) =>
  edit.replace(
    need(
      plan.matrix.find((r) => r.verdict?.value !== 'covered' && r.scenarioText !== undefined && r.scenarios.length > 0)
        ?.scenarioText,
      'row',
    ).visible,
    '⟦—',
  ),
);

// Techniques and requirements
add('a technique addresses no hypothesis', (plan, edit) =>
  edit.replace(need(plan.techniques[0]?.hypothesesField, 'field').visible, '⟦all of them'),
);
add('a technique’s reference is not in the catalog', (plan, edit) =>
  edit.replace(need(plan.techniques[0]?.reference, 'reference').visible, '⟦`references/astrology.md`'),
);
add('a technique addresses an unknown hypothesis', (plan, edit) =>
  edit.replace(need(plan.techniques[0]?.hypotheses[0], 'hypothesis').range, '⟦H496'),
);
add('a requirement is used by no scenario', (plan, edit) =>
  edit.replace(need(plan.requirements[0]?.usedBy, 'used by').visible, '⟦—'),
);
add('a requirement is used by an unknown scenario', (plan, edit) =>
  edit.replace(need(plan.requirements[0]?.scenarios[0], 'scenario').range, '⟦S96'),
);

// Scenarios
for (const spec of SCENARIO_FIELDS) {
  // The skeleton's fence names its language, too: without the field nothing is lost.
  if ((spec.since !== 'both' && spec.since !== 'current') || spec.key === 'language') continue;
  add(`scenario field ${spec.label} is dropped`, (plan, edit) => {
    const s = gated(plan);
    edit.removeLines(rangeOfField(field(s.fields, spec.key)));
    edit.expectAt(s.idRange.start);
  });
  if (spec.key === 'skeleton') continue;
  add(`scenario field ${spec.label} is filler`, (plan, edit) =>
    setField(edit, field(gated(plan).fields, spec.key), 'as appropriate'),
  );
}
add('a scenario falsifies an unknown claim', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'falsifies'), 'C495'),
);
add('a scenario closes an unknown hypothesis', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'closes'), 'H495'),
);
add('a scenario is named after its set-up', (plan, edit) =>
  edit.replace(gated(plan).nameRange, '⟦three_node_cluster_with_chaos'),
);
add('two scenarios have one id', (plan, edit) =>
  edit.replace(need(plan.scenarios[1], 'scenario').idRange, `⟦${need(plan.scenarios[0], 'scenario').id}`),
);
add('an oracle is a look at the logs', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'oracle'), 'the logs look fine and nothing crashes'),
);
add('an oracle is filler', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'oracle'), 'lorem ipsum dolor sit amet'),
);
add('the hardening budget is the smoke budget', (plan, edit) => {
  const s = gated(plan);
  setField(edit, field(s.fields, 'hardening'), field(s.fields, 'smoke').value.value.replace(/\s+/g, ' '));
});
add('the release budget is to be decided', (plan, edit) => setField(edit, field(gated(plan).fields, 'release'), 'TBD'));
add('the release budget is missing without a condition', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'release'), 'not provided — no hardware.'),
);
add('the target file is outside the SUT', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'target'), '`/etc/cron.daily/test.sh`'),
);
add('two scenarios share a target file', (plan, edit) => {
  const [a, b] = plan.scenarios;
  setField(
    edit,
    field(need(b, 'scenario').fields, 'target'),
    field(need(a, 'scenario').fields, 'target').value.value.replace(/\s+/g, ' '),
  );
});
add('a skeleton has no AUTO-GENERATED header', (plan, edit) => {
  const code = need(field(gated(plan).fields, 'skeleton').codes[0], 'skeleton');
  const at = plan.source.text.indexOf('AUTO-GENERATED', code.range.start);
  edit.expectAt(plan.source.lineStart(code.contentFrom));
  edit.replace({ start: at, end: at + 'AUTO-GENERATED'.length }, 'Written');
});
add('a skeleton is another scenario’s', (plan, edit) => {
  const s = gated(plan);
  const code = need(field(s.fields, 'skeleton').codes[0], 'skeleton');
  const at = plan.source.text.indexOf(`Scenario: ${s.id}`, code.range.start);
  edit.replace({ start: at, end: at + `Scenario: ${s.id}`.length }, '⟦Scenario: S94');
});
add('a skeleton falsifies other claims', (plan, edit) => {
  const s = gated(plan);
  const code = need(field(s.fields, 'skeleton').codes[0], 'skeleton');
  const at = plan.source.text.indexOf('Falsifies:', code.range.start);
  edit.replace({ start: at, end: plan.source.lineEnd(plan.source.lineAt(at)) }, '⟦Falsifies: C494');
});

// §7.M
const modelOf = (plan: Plan) => need(gated(plan).models[0], '§7.M block');
add('the §7.M block of a gated scenario is dropped', (plan, edit) => {
  const block = modelOf(plan);
  edit.removeLines(block.range);
  edit.expectAt(gated(plan).idRange.start);
});
add('the §7.M block of a gated scenario says not applicable', (plan, edit) =>
  edit.replace(modelOf(plan).range, '⟦§7.M: not applicable (no gated claim category falsified)'),
);
for (const spec of MODEL_FIELDS)
  add(`§7.M field ${spec.label} is dropped`, (plan, edit) => {
    const block = modelOf(plan);
    edit.removeLines(rangeOfField(field(block.fields, spec.key)));
    edit.expectAt(block.opening.range.start);
  });
add('the model is unknown', (plan, edit) => setField(edit, field(modelOf(plan).fields, 'model'), 'regsiter'));
add('the model is the template’s list', (plan, edit) =>
  setField(edit, field(modelOf(plan).fields, 'model'), 'register | map | queue | log | lock'),
);
add('no checker is named', (plan, edit) => setField(edit, field(modelOf(plan).fields, 'checker'), 'to be chosen'));
add('landing evidence is the injector’s word', (plan, edit) =>
  setField(edit, field(modelOf(plan).fields, 'nemesis'), 'partition of the leader; the injection script exits with 0'),
);
add('ambiguous outcomes are ignored', (plan, edit) => setField(edit, field(modelOf(plan).fields, 'ambiguous'), 'none'));
add('the reduction plan blames nobody', (plan, edit) =>
  setField(edit, field(modelOf(plan).fields, 'reduction'), 'halve the fault window until it passes'),
);

// §7.M.S
const surfaceOf = (plan: Plan) => need(surface(plan).surfaces[0], '§7.M.S block');
add('the §7.M.S block is dropped', (plan, edit) => {
  const s = surface(plan);
  const block = surfaceOf(plan);
  edit.removeLines(block.range);
  edit.expectAt(s.idRange.start);
});
add('the §7.M.S block says not applicable', (plan, edit) =>
  edit.replace(surfaceOf(plan).range, '⟦§7.M.S: not applicable (no boundary or fairness claim falsified)'),
);
for (const spec of SURFACE_FIELDS) {
  if (spec.since === 'optional') continue;
  add(`§7.M.S field ${spec.label} is dropped`, (plan, edit) => {
    const block = surfaceOf(plan);
    edit.removeLines(rangeOfField(field(block.fields, spec.key)));
    edit.expectAt(block.opening.range.start);
  });
}
add('a boundary has one surface', (plan, edit) =>
  setField(edit, field(surfaceOf(plan).fields, 'surfaces'), 'the client API'),
);
add('an arm belongs to another scenario', (plan, edit) =>
  edit.replace(need(surface(plan).arms[0], 'arm').range, '⟦S93/api'),
);

// Adequacy, residuals, confidence
add('a claim loses its adequacy row', (plan, edit) => {
  const row = need(plan.adequacy[0], 'adequacy row');
  edit.removeLines(row.row.range);
  edit.expectAt(
    need(
      plan.claims.find((claim) => claim.id === row.claims[0]?.id),
      'claim',
    ).idRange.start,
  );
});
add('an adequacy row cites no scenario', (plan, edit) =>
  edit.replace(need(plan.adequacy[0]?.scenarioText, 'cell').visible, '⟦—'),
);
add('an adequacy row cites a scenario that falsifies another claim', (plan, edit) => {
  const row = need(plan.adequacy[0], 'adequacy row');
  const other = need(
    plan.scenarios.find((s) => !s.falsifies.some((ref) => row.claims.some(({ id }) => id === ref.id))),
    'other scenario',
  );
  edit.replace(need(row.scenarioText, 'cell').visible, `⟦${other.id}`);
});
add('an adequacy row names an unknown claim', (plan, edit) =>
  edit.replace(need(plan.adequacy[0]?.claims[0], 'claim').range, '⟦C493'),
);
add('an adequacy row says no reason', (plan, edit) => edit.replace(need(plan.adequacy[0]?.why, 'why').visible, '⟦ '));
add('a residual row is never revisited', (plan, edit) =>
  edit.replace(need(plan.residuals[0]?.revisit, 'revisit').visible, '⟦later'),
);
add('the confidence statement promises', (plan, edit) => {
  const last = need(plan.confidence?.sentences.at(-1), 'sentence');
  edit.replace(last.range, '⟦An acknowledged write cannot be lost.');
});
add('the confidence statement is one sentence', (plan, edit) => {
  const sentences = need(plan.confidence, 'confidence').sentences;
  edit.replace(
    { start: need(sentences[0], 'sentence').range.start, end: need(sentences.at(-1), 'sentence').range.end },
    '⟦Everything was fine.',
  );
});
add('the per-aspect table is dropped', (plan, edit) => {
  const table = need(section(plan, '7d').tables[0], 'table');
  edit.removeLines(table.range);
  edit.expectAt(section(plan, '7d').heading.text.range.start);
});

// Placeholders
add('a placeholder is left in a cell', (plan, edit) =>
  edit.replace(need(plan.requirements[0]?.install, 'install hint').visible, '⟦{{install hint}}'),
);
add('a placeholder is left in a field', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'workload'), '{{generator, rate, duration}}'),
);
add('a question is left open with TODO', (plan, edit) =>
  setField(edit, field(gated(plan).fields, 'observability'), 'TODO'),
);

export const MUTATIONS: readonly Mutation[] = mutations;
