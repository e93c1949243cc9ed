// Whatever is done to the files of a session, the audit ends with findings at places that exist, and no failure.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { audit, SESSION } from '../support/audit.js';
import { Random } from '../support/random.js';
import { completeSession } from '../support/session.js';

const FILES = [
  'session-log.md',
  'findings/report.md',
  'logs/record.jsonl',
  'evidence/S1/history.jsonl',
  'evidence/S1/nemesis.jsonl',
  ...['S1', 'S4/http'].flatMap((key) =>
    ['checker', 'env', 'workload', 'budget', 'controls', 'audit', 'verdict', 'manifest'].map(
      (name) => `evidence/${key}/${name}.json`,
    ),
  ),
];

/** Pieces that mean something to Markdown, JSON or a record, and some that should mean nothing. */
const FRAGMENTS = [
  '|', '\n', '\n\n', '**', '`', '```\n', '<!--', '-->', '## ', '| S1 |', '| S4/http |', '{', '}', '[', ']', ',', ':', '"', '\\', 'null',
  'true', '-1', '1e999', '9007199254740993', '0.5', '"E1"', '"../../x"', 'PASS-hardening', 'FAIL-reproducible', '](', '\r', '\0', '\u200b',
  '\ufeff', '😀', '\ud83d', '__proto__', '{"epoch":"E1"}\n', '| --- |', '2026-03-14T09:00:00Z', 'SHA-256 ',
]; // prettier-ignore

/** Values of the wrong kind, or at an edge. */
const VALUES: readonly unknown[] = [
  null, true, -1, 0, 1e308, -0.5, 2 ** 53, '', 'x'.repeat(5000), '__proto__', '../../..', '\0', [], {}, [null], { a: 1 }, [[]],
]; // prettier-ignore

function editText(text: string, random: Random): string {
  let next = text;
  for (let n = 1 + random.int(5); n > 0; n--) {
    const at = random.int(next.length + 1);
    const insert = Array.from({ length: random.int(4) }, () => random.pick(FRAGMENTS)).join('');
    next = next.slice(0, at) + insert + next.slice(at + random.int(random.chance(0.2) ? 2000 : 40));
  }
  return next;
}

/** Puts another value at any place of a parsed record. */
function editValue(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return random.pick(VALUES);
  const copy = structuredClone(value) as Record<string, unknown>;
  const names = Object.keys(copy);
  const name = names.length === 0 ? 'x' : random.pick(names);
  const fate = random.int(10);
  if (fate === 0 && !Array.isArray(copy)) {
    const { [name]: gone, ...rest } = copy;
    return { ...rest, ...(gone === undefined ? { more: 1 } : {}) };
  }
  if (fate === 1 && !Array.isArray(copy)) copy[random.pick(['__proto__x', 'more', 'result'])] = random.pick(VALUES);
  else copy[name] = editValue(copy[name], random);
  return copy;
}

function damage(directory: string, file: string, random: Random): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  if (random.chance(0.05)) rmSync(path);
  else if (random.chance(0.05)) writeFileSync(path, text.slice(0, random.int(text.length)));
  else if (file.endsWith('.json') && random.chance(0.7)) {
    let value: unknown = JSON.parse(text);
    for (let n = 1 + random.int(3); n > 0; n--) value = editValue(value, random);
    writeFileSync(path, JSON.stringify(value, null, random.int(3)) ?? '');
  } else if (file.endsWith('.jsonl') && random.chance(0.5)) {
    const lines = text.split('\n');
    const at = random.int(lines.length - 1);
    lines[at] = JSON.stringify(editValue(JSON.parse(lines[at] ?? ''), random)) ?? '';
    writeFileSync(path, lines.join('\n'));
  } else writeFileSync(path, editText(text, random));
}

/** Lines of a file of the session; one that is not there has the place 1:1 alone. */
function linesOf(directory: string, file: string): number {
  const path = join(directory, file === 'session' ? '.' : file);
  return file === 'session' || !existsSync(path) ? 1 : readFileSync(path, 'utf8').split(/\r\n|\n|\r/).length;
}

const RUNS = 150;
t.setTimeout(600_000);

t.test(`${RUNS} damaged sessions are audited without a failure, and every place that is reported exists`, async (t) => {
  const { root } = await completeSession(t.testdir());
  const copy = join(root, 'copy');
  let findings = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = new Random(seed);
    rmSync(copy, { recursive: true, force: true });
    cpSync(join(root, 'test-sessions'), join(copy, 'test-sessions'), { recursive: true });
    cpSync(join(root, 'plan.md'), join(copy, 'plan.md'));
    const directory = join(copy, SESSION);
    const files = new Set(Array.from({ length: 1 + random.int(2) }, () => random.pick(FILES)));
    for (const file of files) damage(directory, file, random);
    const { told, summary } = await audit(directory).catch((error: unknown) => {
      throw new Error(`seed ${seed}, ${[...files].join(', ')}`, { cause: error });
    });
    findings += told.length;
    for (const { file, from, to, message, text } of told) {
      const lines = linesOf(directory, file);
      if (!(from[0] >= 1 && from[1] >= 1 && to[0] >= from[0] && from[0] <= lines && to[0] <= lines))
        t.fail(`seed ${seed}: ${text} lies outside of ${lines} lines`);
      if (message.trim() === '' || /undefined|NaN|\[object/.test(message)) t.fail(`seed ${seed}: ${text}`);
    }
    if (!/^(?:DONE|DONE_WITH_CONCERNS|FAIL|INCONCLUSIVE|BLOCKED)$/.test(summary.verdict))
      t.fail(`seed ${seed}: session verdict ${summary.verdict}`);
  }
  t.ok(findings > RUNS, `${findings} findings in ${RUNS} damaged sessions`);
});
