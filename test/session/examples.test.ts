// The examples of the session rules: changes of files of a complete session, which the rule reports or leaves alone.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { applyPatch, readPatch } from '../../lib/rules/examples/patch.js';
import { SESSION_RULES } from '../../lib/rules/session/index.js';
import { audit, SESSION } from '../support/audit.js';
import { completeSession, type Made } from '../support/session.js';

// Two audits a rule, on a machine that may be busy.
t.setTimeout(600_000);
let made: Made | undefined;

t.before(async () => {
  made = await completeSession(t.testdir());
});

t.test('the complete session is clean', async (t) => {
  t.strictSame(
    (await audit(made?.directory ?? '')).told.map(({ text }) => text),
    [],
  );
});

for (const rule of SESSION_RULES) {
  for (const which of ['failing', 'passing'] as const) {
    t.test(`${rule.id} ${rule.name}: its ${which} example`, async (t) => {
      const root = t.testdir();
      cpSync(made?.root ?? '', root, { recursive: true });
      const directory = join(root, SESSION);
      const patches = readPatch(rule.examples[which]);
      for (const patch of patches) {
        const path = join(directory, patch.file);
        const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, applyPatch(text, patch));
      }
      const told = (await audit(directory)).told.filter((one) => one.rule === rule.id);
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
