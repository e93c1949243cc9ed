import { AUDIT_ITEMS } from '../../vocabulary/evidence-files.js';
import { idList, isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { isPass, leaves, sectionPlace, stated } from './support.js';

/** A second tick in words. */
const NOD =
  /^\W*(?:yes|ok(?:ay)?|done|checked|verified|true|confirmed|pass(?:ed)?|fine|good|ticked|see (?:the\s+)?(?:logs?|report|evidence|session)|all good|of course|as above)?\W*$/i;

/** More open boxes of one scenario than these are one finding: nobody has answered them yet. */
const MOST_APART = 3;

/** DST217. */
export default reportRule({
  id: 'DST217',
  name: 'open-box-under-pass',
  severity: 'error',
  soundness: true,
  summary: 'Every scenario or arm that passed has its twenty-four boxes, ticked with evidence.',
  why: 'Each box is a way in which a broken system looks green. An open weak-oracle item means that a wrong system would have passed this very run, so it forbids PASS-hardening; an open red flag means that nobody knows what ran. A tick without evidence is a nod.',
  examples: {
    failing:
      '## Green-but-broken check\n\n### ⟦S1⟧\n\n- [x] R1 The fault landed on the intended target: drop counter moved\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Green-but-broken check\n\nNothing passed.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check(report, say) {
    if (!report.sections.some(({ key }) => key === 'audit')) return;
    const common = report.audits.filter(({ keys }) => keys.length === 0);
    const seen = new Set<string>();
    for (const entry of leaves(report)) {
      const verdict = stated(entry);
      if (!isPass(verdict) || seen.has(entry.key)) continue;
      seen.add(entry.key);
      const own = report.audits.filter(({ keys }) => keys.includes(entry.key) || keys.includes(entry.id));
      const blocks = own.length > 0 ? own : common;
      const block = blocks[0];
      if (block === undefined) {
        say({
          range: sectionPlace(report, 'audit'),
          message: `${entry.key} is ${verdict ?? 'PASS'} and has no block in the green-but-broken check`,
          help: `add "### ${entry.key}" with the ten red flags and the fourteen weak oracles`,
          subject: `${entry.key}/audit`,
        });
        continue;
      }
      const boxes = new Map(blocks.flatMap(({ items }) => items).map((item) => [item.id, item]));
      const absent = AUDIT_ITEMS.filter(({ id }) => !boxes.has(id)).map(({ id }) => id);
      if (absent.length > 0)
        say({
          range: block.range,
          message: `the green-but-broken check of ${entry.key} leaves out ${idList(absent)}`,
          help: 'answer all ten red flags and fourteen weak oracles; what has no answer is open',
          subject: `${entry.key}/audit/missing`,
        });
      // A smoke pass may have an open weak-oracle item: it claims no more.
      const open = [...boxes.values()].filter(
        ({ id, ticked }) => !ticked && !(id[0] === 'W' && verdict === 'PASS-smoke'),
      );
      for (const items of open.length > MOST_APART ? [open] : open.map((item) => [item])) {
        const [first] = items;
        if (first === undefined) continue;
        say({
          range: first.range,
          message: `${idList(items.map(({ id }) => id))} ${items.length === 1 ? 'is' : 'are'} open, and ${entry.key} is ${verdict ?? 'PASS'}`,
          help: first.id.startsWith('W')
            ? 'close it with evidence, or lower the verdict: an open weak-oracle item forbids PASS-hardening'
            : items.length === 1
              ? 'close it with evidence, or do not call it a PASS'
              : `close each with evidence (dst-skills record audit -s ${entry.key} --closed ${first.id}="…"), or do not call it a PASS`,
          subject: `${entry.key}/audit/${first.id}`,
        });
      }
      for (const item of boxes.values())
        if (item.ticked && (isMissing(item.evidence) || NOD.test(item.evidence.value)))
          say({
            range: item.range,
            message: `${item.id} is ticked for ${entry.key} without evidence`,
            help: 'name a file, a count or a reading behind the question',
            subject: `${entry.key}/audit/${item.id}`,
          });
    }
  },
});
