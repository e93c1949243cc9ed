// A complete session is tampered with in hundreds of ways, and each of them is reported at its place: in the file and on
// the line where it shows, with a range that covers what was changed.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { audit, SESSION, type Told } from '../support/audit.js';
import { completeSession } from '../support/session.js';
import { CLAIMS } from './tamper/claims.js';
import { EACH } from './tamper/each.js';
import { FAULTS } from './tamper/faults.js';
import type { Place } from './tamper/tools.js';
import { WHOLE } from './tamper/whole.js';

const MUTATIONS = [...EACH, ...FAULTS, ...WHOLE, ...CLAIMS];

const before = (a: Told['from'], b: Told['from']): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]);

/** A finding is at a place where it begins on its line, and its range holds the column that was changed. */
function isAt({ file, line, column }: Place, told: Told): boolean {
  if (told.file !== file) return false;
  if (column === undefined) return told.from[0] === line;
  const at = [line, column] as const;
  return before(told.from, at) && before(at, told.to);
}

// Bounded by the number of mutations, each a copy and an audit; the machine may be busy.
t.setTimeout(900_000);

let root = '';

t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

t.test(`${MUTATIONS.length} ways to tamper with a session are reported at their place`, async (t) => {
  t.setTimeout(880_000);
  t.ok(MUTATIONS.length >= 300);
  t.strictSame((await audit(join(root, SESSION))).told, [], 'untouched, it is clean');
  const copy = t.testdir();
  for (const { name, apply } of MUTATIONS) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(root, copy, { recursive: true });
    const places = apply(join(copy, SESSION));
    const { told } = await audit(join(copy, SESSION));
    const missed = places.filter((place) => !told.some((one) => isAt(place, one)));
    t.ok(places.length > 0 && missed.length === 0, name, {
      expected: missed,
      told: told.map((one) => one.text),
    });
  }
});
