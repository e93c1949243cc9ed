// The examples of the session rules: changes of files of a complete session, which the rule reports or leaves alone.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { lintSession } from '../../lib/lint/lint-session.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { applyPatch, readPatch } from '../../lib/rules/examples/patch.js';
import { SESSION_RULES } from '../../lib/rules/session/index.js';
import { QUICK } from '../../lib/session/recheck-budget.js';
import { completeSession, type Made } from '../support/session.js';

let made: Made | undefined;

interface Told {
  readonly rule: string;
  readonly file: string;
  readonly text: string;
}

async function audit(root: string): Promise<Told[]> {
  const directory = join(root, 'test-sessions', '2026-03-14T09-00-00Z');
  const { results } = await lintSession({
    directory,
    shownAs: (path) =>
      path
        .replace(`${directory}/`, '')
        .replace(`${root}/`, '')
        .replace(/^test-sessions\/[^/]+\/?/, ''),
    settings: () => defaultSettings(),
    excerpts: false,
    recheck: QUICK,
  });
  return results.flatMap(({ path, messages }) =>
    messages.map(({ ruleId, message, line, column }) => ({
      rule: ruleId,
      file: path.replace(/^\//, ''),
      text: `${ruleId} ${path}:${line}:${column} ${message}`,
    })),
  );
}

t.before(async () => {
  made = await completeSession(t.testdir());
});

t.test('the complete session is clean', async (t) => {
  t.strictSame(
    (await audit(made?.root ?? '')).map(({ text }) => text),
    [],
  );
});

for (const rule of SESSION_RULES) {
  for (const which of ['failing', 'passing'] as const) {
    t.test(`${rule.id} ${rule.name}: its ${which} example`, async (t) => {
      const root = t.testdir();
      cpSync(made?.root ?? '', root, { recursive: true });
      const directory = join(root, 'test-sessions', '2026-03-14T09-00-00Z');
      const patches = readPatch(rule.examples[which]);
      for (const patch of patches) {
        const path = join(directory, patch.file);
        const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
        writeFileSync(path, applyPatch(text, patch));
      }
      const told = (await audit(root)).filter((one) => one.rule === rule.id);
      if (which === 'passing')
        t.strictSame(
          told.map(({ text }) => text),
          [],
        );
      else {
        t.ok(told.length > 0, 'something is reported');
        const files = patches.map(({ file }) => file);
        t.ok(
          told.some(({ file }) => files.includes(file)),
          `in ${files.join(', ')}: ${told.map(({ text }) => text).join('\n')}`,
        );
      }
    });
  }
}
