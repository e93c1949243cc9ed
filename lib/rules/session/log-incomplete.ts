import { LOG_HEADER, LOG_SECTIONS } from '../../vocabulary/session.js';
import { isMissing } from '../plan/support.js';
import { stated, verdictPlace } from '../report/support.js';
import type { Session } from '../../session/load.js';
import { isPass } from '../report/support.js';
import { sessionRule, type SessionFinding } from '../rule.js';
import { otherBuild } from './environment-differs.js';

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** DST410. */
export default sessionRule({
  id: 'DST410',
  name: 'log-incomplete',
  severity: 'error',
  summary:
    'The log has its header and sections, a row for each requirement and each scenario or arm, and says what the report says.',
  why: 'Log and report are two witnesses of one run. A requirement without a probe is one that was assumed; a scenario whose verdict differs between the two was judged twice.',
  examples: {
    failing: 'session-log.md\n- | S4/http | smoke | PASS-smoke |\n+ | S9/http | smoke | PASS-smoke |\n',
    passing: 'session-log.md\n- | ledgerctl | bin/ledgerctl |\n+ | ledgerctl | cmd/ledgerctl |\n',
  },
  check(session, say) {
    const { log, plan, report } = session;
    if (log === undefined) return;
    const head = log.title ?? { start: 0, end: 1 };
    for (const { key, label } of LOG_HEADER) {
      const field = log.header.find((one) => one.key === key);
      if (field === undefined || isMissing(field.value))
        say({
          source: log.source,
          range: field?.labelRange ?? head,
          message: `the log ${field === undefined ? `has no "${label}" at its head` : `says nothing under "${label}"`}`,
          help: `write **${label}:** and the value`,
          subject: `log/${key}`,
        });
    }
    for (const { key, title, purpose } of LOG_SECTIONS)
      if (!log.sections.some((section) => section.key === key))
        say({
          source: log.source,
          range: head,
          message: `the log has no section "${title}": ${purpose}`,
          help: `add "## ${title}"`,
          subject: `log/${key}`,
        });
    const place = (key: (typeof LOG_SECTIONS)[number]['key']): { start: number; end: number } =>
      log.sections.find((section) => section.key === key)?.heading.text.visible ?? head;
    if (plan !== undefined && log.sections.some(({ key }) => key === 'capabilities')) {
      const there = log.capabilities.map(({ requirement }) => plain(requirement.value));
      for (const { name } of plan.plan.requirements) {
        const wanted = plain(name.value);
        if (wanted !== '' && !there.some((one) => one !== '' && isSameRequirement(one, wanted)))
          say({
            source: log.source,
            range: place('capabilities'),
            message: `the capability matrix leaves out "${name.value.trim()}"`,
            help: 'add a row: present or not, by which functional probe',
            subject: `log/capability/${wanted}`,
          });
      }
    }
    const rows = new Map(log.verdicts.map((row) => [row.key, row]));
    if (log.sections.some(({ key }) => key === 'verdicts'))
      for (const state of session.states)
        for (const { key } of state.arms)
          if (!rows.has(key) && !rows.has(state.id))
            say({
              source: log.source,
              range: place('verdicts'),
              message: `the log has no row for ${key}`,
              help: 'one row per scenario or arm of the plan; NOT-RUN where it did not run',
              subject: `log/${key}`,
            });
    for (const row of log.verdicts)
      if (plan !== undefined && !plan.index.scenarios.has(row.id))
        say({
          source: log.source,
          range: row.idRange,
          message: `${row.key} is no scenario of the plan`,
          help: 'name the one that is meant',
          subject: `log/${row.key}/foreign`,
        });
    checkHeads(session, say);
    checkCapabilities(session, say);
    for (const entry of report?.results ?? []) {
      const row = rows.get(entry.key);
      const [ours, theirs] = [stated(entry), row?.verdict?.value ?? row?.verdict?.alias];
      if (report === undefined || row === undefined || ours === undefined || theirs === undefined || ours === theirs)
        continue;
      say({
        source: report.source,
        range: verdictPlace(entry),
        message: `${entry.key} is ${ours} in the report and ${theirs} in the log`,
        help: 'both come from the decision tree: dst-skills verdict',
        related: [{ range: row.verdict?.range ?? row.idRange, message: 'the row of the log', source: log.source }],
        subject: `${entry.key}/log`,
      });
    }
  },
});

/** Whether two names are of one requirement: one holds the other, or all of its words in another order. */
function isSameRequirement(a: string, b: string): boolean {
  if (a.includes(b) || b.includes(a)) return true;
  const [ours, theirs] = [a, b].map((name) => name.split(' ').filter((word) => word.length > 2 && word !== 'and'));
  const within = (few: string[] = [], many: string[] = []): boolean =>
    few.length > 1 && few.every((word) => many.includes(word));
  return within(ours, theirs) || within(theirs, ours);
}

const HEADS = [
  { key: 'commit', label: 'the commit under test', differs: otherBuild },
  { key: 'session', label: 'the session', differs: (a: string, b: string): boolean => otherSession(a, b) },
] as const;

/** Two session directories named after different moments. */
function otherSession(a: string, b: string): boolean {
  const [ours, theirs] = [a, b].map((text) => /\d{4}-?\d\d-?\d\dT\d\d[-:]?\d\d(?:[-:]?\d\d)?/.exec(text)?.[0]);
  const digits = (text: string): string => text.replace(/\D/g, '');
  return ours !== undefined && theirs !== undefined && !digits(ours).startsWith(digits(theirs).slice(0, 12));
}

/** A report that was copied from another session names that one. */
function checkHeads({ log, report }: Session, say: (finding: SessionFinding) => void): void {
  for (const { key, label, differs } of HEADS) {
    const [ours, theirs] = [log, report].map((document) => document?.header.find((field) => field.key === key)?.value);
    if (report === undefined || log === undefined || ours === undefined || theirs === undefined) continue;
    if (!differs(ours.value, theirs.value)) continue;
    say({
      source: report.source,
      range: theirs.visible,
      message: `${label} is "${theirs.value.trim()}" in the report and "${ours.value.trim()}" in the log`,
      help: 'a report is of the session in which it lies, and of the build that ran there',
      related: [{ range: ours.visible, message: 'the head of the log', source: log.source }],
      subject: `report/${key}`,
    });
  }
}

/** The matrix and the verdicts tell of one environment. */
function checkCapabilities(session: Session, say: (finding: SessionFinding) => void): void {
  const { log, plan, states } = session;
  if (log === undefined || log.capabilities.length === 0) return;
  const said = log.capabilities.map((row) => ({ row, present: row.present?.value.trim().toLowerCase() ?? '' }));
  const lacking = states.flatMap(({ arms }) => arms).find(({ decision }) => decision.verdict === 'INCONCLUSIVE-env');
  const place = log.sections.find(({ key }) => key === 'capabilities')?.heading.text.visible;
  if (
    lacking !== undefined &&
    place !== undefined &&
    said.every(({ present }) => /^(?:yes|present|ok)\b/.test(present))
  )
    say({
      source: log.source,
      range: place,
      message: `${lacking.key} could not run here for want of ${lacking.facts.missingCapabilities.join(', ')}, and the capability matrix calls everything present`,
      help: 'write "no" where the functional probe failed',
      subject: `log/capability/${lacking.key}`,
    });
  for (const { row, present } of said) {
    const name = plain(row.requirement.value);
    const required = plan?.plan.requirements.find((one) => plain(one.name.value) === name);
    if (present !== 'no' || required === undefined || name === '') continue;
    const passed = states.find(({ id, verdict }) => isPass(verdict) && required.scenarios.some((ref) => ref.id === id));
    if (passed !== undefined)
      say({
        source: log.source,
        range: row.present?.visible ?? row.requirement.visible,
        message: `${passed.id} passed, and "${required.name.value.trim()}", which the plan requires for it, is called absent`,
        help: 'say what stood in its place behind the "no"; where nothing did, the scenario is INCONCLUSIVE-env',
        subject: `log/capability/${passed.id}`,
      });
  }
}
