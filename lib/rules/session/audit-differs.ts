import { AUDIT_ITEMS } from '../../vocabulary/evidence-files.js';
import { idList } from '../plan/support.js';
import { isPass } from '../report/support.js';
import { sessionRule } from '../rule.js';
import { armsWith, isThere, pathsNamed, valuePlace } from './support.js';

/** DST415. */
export default sessionRule({
  id: 'DST415',
  name: 'audit-differs',
  severity: 'error',
  soundness: true,
  summary: '`audit.json` answers all twenty-four items of what passed, and the boxes of the report say the same.',
  why: 'The report’s ticks are for people, audit.json is what the verdict is computed from. A box that is ticked over an open answer is the nod that the check exists to prevent.',
  examples: {
    failing: 'evidence/S1/audit.json\n- "evidence": "see evidence of W14"\n+ "evidence": "-"\n',
    passing: 'evidence/S1/audit.json\n- "evidence": "see evidence of W14"\n+ "evidence": "values are a counter"\n',
  },
  check(session, say) {
    for (const { key, evidence, decision } of armsWith(session)) {
      const { audit } = evidence;
      if (audit?.value === undefined) continue;
      const { items } = audit.value;
      const absent = AUDIT_ITEMS.filter(({ id }) => items[id] === undefined).map(({ id }) => id);
      if (absent.length > 0 && (isPass(decision.verdict) || absent.length < AUDIT_ITEMS.length))
        say({
          source: audit.source,
          range: valuePlace(audit, ['items']),
          message: `audit.json of ${key} leaves out ${idList(absent)}`,
          help: 'what has no answer is open',
          subject: `${key}/audit`,
        });
      const open = Object.entries(items).filter(([id, { open }]) => open && id.startsWith('R'));
      if (isPass(decision.verdict))
        for (const [id] of open)
          say({
            source: audit.source,
            range: valuePlace(audit, ['items', id]),
            message: `the red flag ${id} of ${key} is open`,
            help: 'answer it with evidence before the run counts',
            subject: `${key}/audit/${id}`,
          });
      for (const [id, { open: isOpen, evidence: text }] of Object.entries(items))
        if (!isOpen && !/[\p{L}\p{N}]/u.test(text))
          say({
            source: audit.source,
            range: valuePlace(audit, ['items', id, 'evidence']),
            message: `${id} of ${key} is closed without evidence`,
            help: 'name a file, a count or a reading',
            subject: `${key}/audit/${id}/evidence`,
          });
      for (const [id, { open: isOpen, evidence: text }] of Object.entries(items)) {
        const say_ = (message: string, help: string): void =>
          say({
            source: audit.source,
            range: valuePlace(audit, ['items', id, 'evidence']),
            message,
            help,
            subject: `${key}/audit/${id}/evidence`,
          });
        const lost = isOpen ? undefined : pathsNamed(text).find((path) => !isThere(session, path));
        if (lost !== undefined)
          say_(
            `${id} of ${key} is closed by ${lost}, which is not there`,
            'name what backs the answer, inside the session',
          );
        else if (!isOpen && /\breach\b/i.test(text) && evidence.workload?.value?.reach.length === 0)
          say_(`${id} of ${key} is closed by a reach list that is empty`, 'record what was reached, and how often');
      }
      const { report } = session;
      for (const box of report?.audits.filter(({ keys }) => keys.includes(key)).flatMap((block) => block.items) ?? []) {
        const answer = items[box.id];
        const lost = pathsNamed(box.evidence.value).find((path) => !isThere(session, path));
        if (report !== undefined && box.ticked && lost !== undefined)
          say({
            source: report.source,
            range: box.range,
            message: `${box.id} of ${key} is ticked by ${lost}, which is not there`,
            help: 'name what backs the answer, inside the session',
            subject: `${key}/box/${box.id}/evidence`,
          });
        if (report === undefined || answer === undefined || box.ticked === !answer.open) continue;
        say({
          source: report.source,
          range: box.range,
          message: `${box.id} of ${key} is ${box.ticked ? 'ticked' : 'open'} in the report and ${answer.open ? 'open' : 'closed'} in audit.json`,
          help: 'say the same in both',
          subject: `${key}/box/${box.id}`,
        });
      }
    }
  },
});
