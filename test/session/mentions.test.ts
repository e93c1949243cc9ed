import t from 'tap';
import { Mentions } from '../../lib/session/mentions.js';

const covered = (text: string, ...paths: string[]): boolean[] => {
  const mentions = new Mentions(text);
  return paths.map((path) => mentions.covers(path));
};

t.test('a range names everything in it', (t) => {
  const runs = [1, 2, 3, 4].map((n) => `evidence/control-S1-negative-${n}`);
  for (const text of [
    'further negative controls: control-S1-negative-1 to -3.',
    'further ones: `control-S1-negative-1` to `-3`',
    'evidence/control-S1-negative-1 to 3, each valid',
    'control-S1-negative-1 through control-S1-negative-3',
    'evidence/control-S1-negative-1, -2 and -3 passed',
    'control-S1-negative-1..3',
    'control-S1-negative-1–3',
    'control-S1-negative-{1..3}',
    'control-S1-negative-{1,2,3}',
    '(evidence/control-S1-negative-1, evidence/control-S1-negative-2, evidence/control-S1-negative-3)',
  ]) {
    t.strictSame(covered(text, ...runs.slice(1)), [true, true, false], text);
  }
  t.end();
});

t.test('a pattern and a folder name what fits and what lies in it', (t) => {
  t.strictSame(
    covered('all of control-S1-negative-*', 'evidence/control-S1-negative-2', 'evidence/control-S2-negative'),
    [true, false],
  );
  t.strictSame(covered('see [logs](../logs/S1-*.log)', 'logs/S1-n1.log', 'logs/S1-n1.txt', 'logs/sub/S1-n1.log'), [
    true,
    false,
    false,
  ]);
  t.strictSame(covered('raw output: `logs/S1/`', 'logs/S1/n1/out.txt', 'logs/S10/out.txt'), [true, false]);
  t.strictSame(covered('logs/rerun-S1…', 'logs/rerun-S1-1.out'), [true]);
  t.end();
});

t.test('what fits everything names nothing, nor does a comment or a number that goes on with something else', (t) => {
  for (const text of ['logs/', 'everything is under logs/*', 'evidence/', '**', '* * *', 'logs/**'])
    t.strictSame(covered(text, 'logs/S1.log', 'evidence/control-x'), [false, false], text);
  t.strictSame(covered('each control-* and rerun-* is there', 'evidence/control-S1-negative', 'evidence/rerun-S1-1'), [
    false,
    false,
  ]);
  t.strictSame(covered('<!-- control-S1-negative-1 to -3 -->', 'evidence/control-S1-negative-2'), [false]);
  t.strictSame(covered('rerun-S1-1 took from 3 to 9 s', 'evidence/rerun-S1-4'), [false]);
  t.strictSame(covered('rerun-S1-1, 3 operations', 'evidence/rerun-S1-3'), [false]);
  t.end();
});
