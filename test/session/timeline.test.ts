// The timeline of a log that the recorder wrote: rows of scenarios, controls and re-runs, and what may stand in their place.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { recordEvent } from '../../lib/evidence/recorder.js';
import { lintSession } from '../../lib/lint/lint-session.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { completeSession, emptySession } from '../support/session.js';

async function findings(directory: string): Promise<string[]> {
  const { results } = await lintSession({
    directory,
    shownAs: (path) => path.replace(`${directory}/`, ''),
    settings: () => defaultSettings(),
    excerpts: false,
    recheck: undefined,
  });
  return results.flatMap(({ messages }) =>
    messages.filter(({ ruleId }) => ruleId === 'DST409').map(({ message }) => message),
  );
}

const edit = (path: string, change: (text: string) => string): void => {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};

t.test('rows of controls, re-runs, the session itself, and of any wording are found again', async (t) => {
  const { directory } = emptySession(t.testdir());
  const log = join(directory, 'session-log.md');
  for (const name of ['control-S1-negative', 'rerun-S1-2']) mkdirSync(join(directory, 'evidence', name));
  for (const [scenario, event] of [
    ['control-S1-negative', 'start'],
    ['rerun-S1-2', 'oracle'],
    ['S4/grpc', 'note'],
    ['', 'note'],
    ['S1', '`kill -9` of **n1** | <b>, a_b_c'],
  ] as const)
    recordEvent(directory, { scenario, event, note: 'prefetch 8 | seed 1' });
  edit(log, (text) =>
    text.replace(
      '| Tool | Where | What it does | Used by |\n|---|---|---|---|',
      (head) => `${head}\n| a | b | c | S1 |`,
    ),
  );
  t.strictSame(await findings(directory), []);
  edit(log, (text) => text.replace(/^.*\| control-S1-negative \|.*\n/m, ''));
  t.match(await findings(directory), [/has "start" of control-S1-negative at 20\S+Z, and the timeline has not/]);
});

t.test('windows with their times stand for the row "fault injected"', async (t) => {
  const { directory } = await completeSession(t.testdir());
  const row = /^\|[^|]*\| S1 \| fault injected.*\n/m;
  edit(join(directory, 'session-log.md'), (text) => text.replace(row, ''));
  edit(join(directory, 'logs', 'record.jsonl'), (text) => text.replace(/^.*"S1","event":"fault injected".*\n/m, ''));
  t.strictSame(await findings(directory), []);
  edit(join(directory, 'evidence', 'S1', 'nemesis.jsonl'), (text) => text.replace(/"start_ts":\d+,?/, ''));
  t.match(await findings(directory), [/S1 is PASS-hardening, and the timeline has no "fault injected" event for it/]);
});
