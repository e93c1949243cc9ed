import { dirname } from 'node:path';
import type { Evidence } from '../../evidence/read.js';
import type { Session } from '../../session/load.js';
import { fieldOf } from '../../plan/fields.js';
import { insideSession } from '../../session/paths.js';
import { sessionRule } from '../rule.js';
import { evidenceByFolder, folderOf, isThere, valuePlace } from './support.js';

/** DST421. */
export default sessionRule({
  id: 'DST421',
  name: 'rerun-not-backed',
  severity: 'error',
  soundness: true,
  summary: 'A re-run has evidence of its own, which shows its result, and was made with a seed of the run.',
  why: 'Whether a violation reproduces is what a reader acts on first. A line that says "invalid" over a record that says "valid", the run itself named as its own repetition, or one repetition counted three times: each of them makes k of n a figure of nothing. A re-run whose line names no evidence is told once at the head of the audit. Under a deterministic simulation, which the plan names as the technique of the scenario, a re-run of one seed gives one history to the byte.',
  examples: {
    failing:
      'evidence/S1/reruns.jsonl\n+ {"seed":1,"result":"invalid","evidence":"evidence/control-negative/checker.json"}\n',
    passing:
      'evidence/S1/reruns.jsonl\n+ {"seed":2,"result":"invalid","evidence":"evidence/control-positive/checker.json"}\n',
  },
  check(session, say) {
    const byFolder = evidenceByFolder(session);
    for (const [key, evidence] of session.arms) {
      const { reruns, workload } = evidence;
      const seeds = (workload?.value?.seeds ?? []).map(String);
      const runs = new Map<string, string>();
      for (const { value, at } of reruns?.value ?? []) {
        if (reruns === undefined) continue;
        const tell = (member: string, message: string, help: string): void =>
          say({
            source: reruns.source,
            range: valuePlace(reruns, [member], at),
            message,
            help,
            subject: `${key}/rerun/${member}`,
          });
        const seed = typeof value.seed === 'string' ? value.seed : JSON.stringify(value.seed);
        if (seeds.length > 0 && !seeds.includes(seed))
          tell(
            'seed',
            `the re-run of ${key} has the seed ${seed}, and the run had ${seeds.join(', ')}`,
            'a re-run repeats seed, configuration and fault sequence of the run; another seed is another run',
          );
        if (typeof value.evidence !== 'string') continue;
        const path = insideSession(session.directory, value.evidence);
        const own = path === undefined ? undefined : (byFolder.get(path) ?? byFolder.get(dirname(path)));
        if (path === undefined || (own === undefined && !isThere(session, path)))
          tell(
            'evidence',
            `the re-run of ${key} has no evidence at ${value.evidence}`,
            'keep history and checker.json of each re-run in a directory of its own: evidence/rerun-<scenario>-<n>',
          );
        else if (own !== undefined) {
          const other = sameRun(session, evidence, own, { seen: runs, simulated: isSimulated(session, key) });
          if (other !== undefined)
            tell(
              'evidence',
              `the re-run of ${key} at ${value.evidence} is ${other}, and not a run of its own`,
              'a re-run starts the system again and records a history of its own; where a deterministic simulation gives one history to a seed, the plan names it as the technique',
            );
          const shown = own.checker?.value?.result;
          if (
            shown !== undefined &&
            shown !== value.result &&
            !(value.result === 'invalid' && judgedByLess(evidence, own))
          )
            tell(
              'result',
              `the re-run of ${key} is called ${value.result}, and its checker's record says ${shown}`,
              'k of n counts what the records of the re-runs say',
            );
        }
      }
    }
  },
});

/** Whether the plan has a scenario run in a simulation, whose runs are functions of their seeds. */
function isSimulated({ states }: Session, key: string): boolean {
  const scenario = states.find(({ arms }) => arms.some((arm) => arm.key === key))?.scenario;
  return (['technique', 'workload'] as const).some((field) =>
    /\bdeterministic(?:ally)?\W+simulat|\bsimulation(?: test\w*)?\b|\bvirtual (?:clock|time)\b/i.test(
      (scenario === undefined ? undefined : fieldOf(scenario.fields, field))?.value.value ?? '',
    ),
  );
}

/** Which run the evidence of a re-run repeats to the byte; undefined where it is a new one. */
function sameRun(
  session: Session,
  run: Evidence,
  own: Evidence,
  { seen, simulated }: { readonly seen: Map<string, string>; readonly simulated: boolean },
): string | undefined {
  if (own === run) return 'the run itself';
  if (simulated) return undefined;
  const name = folderOf(session, own);
  const hash = own.history?.sha256 ?? name;
  if (hash === run.history?.sha256) return 'a copy of the run itself';
  const before = seen.get(hash);
  seen.set(hash, name);
  return before === undefined ? undefined : `that of ${before} again`;
}

/** A record of another checker or version than the run's, or of it alone, need not show what the run's oracles found. */
function judgedByLess({ checker }: Evidence, own: Evidence): boolean {
  const [ours, theirs] = [checker?.value, own.checker?.value];
  return ours?.checker !== theirs?.checker || ours?.version !== theirs?.version;
}
