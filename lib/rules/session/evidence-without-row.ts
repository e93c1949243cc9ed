import { relative } from 'node:path';
import type { Session } from '../../session/load.js';
import { Mentions } from '../../session/mentions.js';
import { splitKey } from '../../session/state.js';
import { sessionRule, type SessionFinding } from '../rule.js';
import { evidencePlace, folderOf } from './support.js';

/** DST420. */
export default sessionRule({
  id: 'DST420',
  name: 'evidence-without-row',
  severity: 'error',
  soundness: true,
  summary:
    'Every evidence directory is that of a scenario or arm of the plan, of a control or of a re-run that a record names.',
  why: 'A run that was made and is told nowhere is the one that did not go as hoped: a first attempt put aside, a control that did not fail, a scenario that the plan does not have. Whoever reads the session must learn of every run in it.',
  examples: {
    failing:
      'evidence/control-first/history.jsonl\n+ {"op_id":1,"process_id":"c1","invoke_ts":0,"complete_ts":9,"op_type":"read","key":"k1","input":null,"output":7,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}\n',
    passing:
      'evidence/S1/controls.json\n- "evidence": "evidence/control-noop"\n+ "evidence": "./evidence/control-noop/"\n',
  },
  check(session, say) {
    const { plan, report, arms, others, states } = session;
    const counted = new Set(states.flatMap((state) => state.arms.map(({ key }) => key)));
    for (const [key, evidence] of arms) {
      const [id] = splitKey(key);
      const state = states.find((one) => one.id === id);
      const own = state?.arms.map((arm) => arm.key) ?? [];
      const message =
        plan !== undefined && !plan.index.scenarios.has(id)
          ? `there is evidence of ${key}, and the plan has no ${id}`
          : !counted.has(key)
            ? `there is evidence of ${key}, which is no arm of the plan: ${own.join(', ')} ${own.length === 1 ? 'counts' : 'count'}, and this does not`
            : plan === undefined &&
                report !== undefined &&
                !report.results.some((row) => row.key === key || row.id === id)
              ? `there is evidence of ${key}, and the report has no row for it`
              : undefined;
      if (message !== undefined)
        say({
          ...evidencePlace(evidence),
          message,
          help: 'report every run: under the scenario that it was of, or as a re-run or control that a record names',
          subject: `${key}/row`,
        });
    }
    const named = namesIn(session);
    sayLooseHistories(session, named, say);
    for (const [path, evidence] of others)
      if (!named(path))
        say({
          ...evidencePlace(evidence),
          message: `${path} holds a run that no record and no document names`,
          help: 'name it where it belongs: dst-skills record control, dst-skills record rerun --evidence, or a line in the log, where "control-S1-negative-1 to -3" and "control-S1-negative-*" name several',
          subject: `${path}/row`,
        });
  },
});

/** Histories beside the one that was judged: of a first attempt, perhaps. Parts that a history was made from are its parents. */
function sayLooseHistories(
  session: Session,
  named: (path: string) => boolean,
  say: (finding: SessionFinding) => void,
): void {
  const all = [...session.arms.values(), ...session.others.values()];
  const parents = new Set(all.flatMap(({ manifest }) => manifest?.value?.files.flatMap((file) => file.parents) ?? []));
  for (const evidence of all) {
    const folder = `${folderOf(session, evidence)}/`;
    for (const path of session.files.keys()) {
      const name = path.slice(folder.length);
      if (path.startsWith(folder) && /^nemesis\.superseded-\d+\.jsonl$/.test(name) && !named(path))
        say({
          ...evidencePlace(evidence),
          message: `${path} holds fault windows that were recorded anew, and no document tells why`,
          help: `say in the log or the report what was wrong with them, and name ${name}`,
          subject: `${path}/superseded`,
        });
      if (!path.startsWith(folder) || !/^[^/]*history[^/]*\.jsonl(?:\.gz)?$/.test(name)) continue;
      if (/^history\.jsonl(?:\.gz)?$/.test(name) || parents.has(path) || named(path)) continue;
      say({
        ...evidencePlace(evidence),
        message: `${path} is a history that no checker's record is about and no document names`,
        help: 'say in the log or the report what it is of; where it is a part of the history, name it as its parent in the manifest',
        subject: `${path}/history`,
      });
    }
  }
}

/** Whether a text has a path as a whole, and not as the beginning or the end of another name. */
function names(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1))
    if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + path.length] ?? '')) return true;
  return false;
}

/**
 * Whether a directory of evidence is named by a control, a re-run, the log, the report or a finding (also by a range or
 * pattern, see `Mentions`), or lies in one that is. `control-S1-positive` is, too, where the timeline has the positive control of S1.
 */
function namesIn(session: Session): (path: string) => boolean {
  const { arms, others, log, report, findingFiles } = session;
  const paths = [...arms.values(), ...others.values()].flatMap(({ controls, reruns }) => [
    ...Object.values(controls?.value ?? {}).flatMap((control: { evidence: string } | null) => control?.evidence ?? []),
    ...(reruns?.value ?? []).flatMap(({ value }) => value.evidence ?? []),
  ]);
  const cited = paths.map((path) => relative('.', path).split('\\').join('/'));
  const texts = [log?.source.text, report?.source.text, ...findingFiles.map(({ source }) => source.text)].join('\n');
  const mentions = new Mentions(texts);
  const inTimeline = new Set(
    (log?.timeline ?? []).flatMap(({ keys, event, notes }) => {
      const kind = event?.value.trim() === 'control' ? /^\w+(?=:)/.exec(notes?.value ?? '')?.[0] : undefined;
      return kind === undefined ? [] : keys.map((key) => `evidence/control-${key.replace('/', '-')}-${kind}`);
    }),
  );
  return (path) =>
    inTimeline.has(path) ||
    cited.some((one) => one === path || one.startsWith(`${path}/`) || path.startsWith(`${one}/`)) ||
    names(texts, path) ||
    mentions.covers(path) ||
    // A last part that is an ordinary word stands in every text.
    (/[\d_-]/.test(path.slice(path.lastIndexOf('/') + 1)) && names(texts, path.slice(path.lastIndexOf('/') + 1)));
}
