import type { ExitCode, Io } from '../cli/command.js';
import { paint, printable, renderProblems } from './render.js';
import type { StatusResult } from './status.js';

/** Prints what status, verify and doctor found; exit code 1 when there is an error among it. */
export function renderStatus(result: StatusResult, json: boolean, io: Io): ExitCode {
  if (json) {
    io.out(`${JSON.stringify(result, null, 2)}\n`);
    return result.ok ? 0 : 1;
  }
  const { pack, entries, problems, installed } = result;
  const home = io.env['HOME'] ?? '';
  const short = (path: string): string =>
    home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  const lines: string[] = [];
  if (!installed) lines.push(`nothing is installed for this ${result.scope}`);
  else {
    const at = pack.bundled
      ? 'bundled with the npm package'
      : `${pack.commit?.slice(0, 12) ?? 'a copy'}${pack.ref === null ? '' : ` (${pack.ref})`}`;
    lines.push(`pack     ${short(pack.dir)}`, `from     ${printable(pack.source ?? '')}`, `at       ${at}`);
    if (result.remote !== undefined) lines.push(`remote   ${result.remote}`);
    for (const entry of entries) {
      const state =
        entry.state === 'ok' ? paint(io.color, 'green', 'ok       ') : paint(io.color, 'red', entry.state.padEnd(9));
      lines.push(
        `${state}${entry.kind.padEnd(10)}${short(entry.path)}${entry.agents.length > 0 ? `  (${entry.agents.join(', ')})` : ''}`,
      );
    }
    if (entries.length === 0) lines.push('no links or copies: the pack alone is there');
  }
  for (const change of result.changes)
    if (change.kind !== 'receipt') lines.push(`fixed: ${change.action} ${change.kind} ${short(change.path)}`);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  if (problems.length > 0)
    lines.push(`${errors} problem${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}`);
  else if (installed) lines.push('everything is as it should be');
  io.err(renderProblems(problems, io.color));
  io.out(`${lines.join('\n')}\n`);
  return result.ok ? 0 : 1;
}
