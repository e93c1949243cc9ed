import type { Change } from './change.js';
import type { Problem } from './problem.js';
import type { Result } from './result.js';

const VERBS: Readonly<Record<Change['action'], readonly [string, string]>> = {
  create: ['create', 'created'],
  update: ['update', 'updated'],
  replace: ['replace', 'replaced'],
  remove: ['remove', 'removed'],
  adopt: ['take over', 'took over'],
  restore: ['put back', 'put back'],
};

const COLORS = { red: 31, yellow: 33, green: 32, dim: 2 } as const;

export function paint(color: boolean, name: keyof typeof COLORS, text: string): string {
  return color ? `\u001b[${COLORS[name]}m${text}\u001b[0m` : text;
}

/** Control characters in names from the disk must not reach a terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** The changes and a summary, for people. */
export function renderResult(result: Result, options: { dryRun: boolean; color: boolean; home: string }): string {
  const { dryRun, color, home } = options;
  const lines: string[] = [];
  const short = (path: string): string => (path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);
  const groups = new Map<string, number>();
  for (const change of result.changes) {
    if (change.kind === 'directory' || change.kind === 'receipt') continue;
    const verb = VERBS[change.action][dryRun ? 0 : 1];
    const target = change.target === undefined ? '' : ` → ${short(change.target)}`;
    const who =
      change.agents === undefined || change.agents.length === 0
        ? ''
        : paint(color, 'dim', `  (${listAgents(change.agents)})`);
    const why = change.message === undefined ? '' : `, ${short(change.message)}`;
    lines.push(
      printable(`  ${dryRun ? 'would ' : ''}${verb} ${change.kind} ${short(change.path)}${target}${why}`) + who,
    );
    groups.set(change.kind, (groups.get(change.kind) ?? 0) + 1);
  }
  const { pack } = result;
  const at = pack.commit === null ? (pack.bundled ? 'bundled' : '') : pack.commit.slice(0, 12);
  if (pack.source !== null)
    lines.unshift(printable(`pack ${short(pack.dir)}${at === '' ? '' : ` at ${at}`} from ${pack.source}`));
  const errors = result.problems.filter((problem) => problem.severity === 'error').length;
  const total = [...groups.values()].reduce((sum, one) => sum + one, 0);
  const counts = [...groups].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const done =
    total === 0
      ? errors > 0
        ? 'nothing was changed'
        : 'nothing to do: everything is as it should be'
      : dryRun
        ? `would change: ${counts}`
        : `done: ${counts}`;
  lines.push(
    errors === 0
      ? paint(color, 'green', done)
      : paint(color, 'red', `${done}; ${errors} problem${errors === 1 ? '' : 's'}`),
  );
  return `${lines.join('\n')}\n`;
}

function listAgents(agents: readonly string[]): string {
  return agents.length > 4 ? `${agents.slice(0, 3).join(', ')} and ${agents.length - 3} more` : agents.join(', ');
}

/** The problems, for stderr: each with what to do. */
export function renderProblems(problems: readonly Problem[], color: boolean): string {
  return problems
    .map(({ severity, message, help }) => {
      const head = paint(color, severity === 'error' ? 'red' : 'yellow', severity);
      return `${head}: ${printable(message)}\n${help === undefined ? '' : `  help: ${printable(help)}\n`}`;
    })
    .join('');
}
