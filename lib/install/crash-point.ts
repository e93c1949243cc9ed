let passed = 0;

/**
 * For the crash tests: with `DST_SKILLS_CRASH_AT=<n>` in the environment the process kills itself, without a chance to
 * clean up, when it comes to its n-th boundary between two steps. Does nothing otherwise.
 */
export function crashPoint(_where: string): void {
  const at = process.env['DST_SKILLS_CRASH_AT'];
  if (at === undefined) return;
  passed++;
  if (passed === Number(at)) process.kill(process.pid, 'SIGKILL');
}
