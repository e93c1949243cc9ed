// Sessions that others would have written otherwise and that hold: other tools, other layouts, other words. Each is sealed as
// it stands and has to be clean, since a finding on an honest session costs more trust than one that is missed.
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { seal } from '../../lib/evidence/seal.js';
import { audit, SESSION } from '../support/audit.js';
import { completeSession } from '../support/session.js';
import { KEYS } from '../support/session-evidence.js';
import { LOG, read, REPORT, set, swap } from './tamper/tools.js';

const CONTROLS = ['control-positive', 'control-negative', 'control-noop'];
const edit = (directory: string, file: string, change: (text: string) => string): void =>
  writeFileSync(join(directory, file), change(read(directory, file)));
const replaceAll = (directory: string, file: string, old: string | RegExp, next: string): void =>
  edit(directory, file, (text) => {
    const changed = text.replaceAll(old, next);
    if (changed === text) throw new Error(`${file} has no ${String(old)}`);
    return changed;
  });

/** Every record as another program would have left it, which judged runs and controls alike. */
function judgedBy(directory: string, checker: string, record: Readonly<Record<string, unknown>>): void {
  for (const key of [...KEYS, ...CONTROLS]) {
    const file = `evidence/${key}/checker.json`;
    const before = JSON.parse(read(directory, file)) as Record<string, unknown>;
    const kept = ['input', 'ops_total', 'ops_consumed', 'ops_excluded', 'indeterminate', 'result', 'anomalies'];
    const own = Object.fromEntries(kept.map((name) => [name, before[name]]));
    const always = {
      checker,
      exit_code: before['exit_code'],
      self_test: { known_good: 'valid', known_bad: 'invalid' },
    };
    writeFileSync(join(directory, file), `${JSON.stringify({ ...own, ...always, ...record }, null, 2)}\n`);
  }
  replaceAll(directory, REPORT, '| linearizability |', `| ${checker} |`);
}

interface Variation {
  readonly name: string;
  readonly apply: (directory: string) => void;
}

const VARIATIONS: readonly Variation[] = [
  {
    name: 'Porcupine judged it',
    apply: (d) => judgedBy(d, 'porcupine', { version: 'v1.0.3', model: 'register', reason: null }),
  },
  {
    name: 'Elle judged it, and its record names no model',
    apply: (d) => judgedBy(d, 'elle', { version: '0.2.4', model: null, digest: 'e'.repeat(64) }),
  },
  {
    name: 'arms in directories with a hyphen',
    apply(d) {
      for (const arm of ['grpc', 'http', 'export']) {
        renameSync(join(d, `evidence/S4/${arm}`), join(d, `evidence/S4-${arm}`));
        rmSync(join(d, `evidence/S4-${arm}/manifest.json`));
        replaceAll(d, REPORT, `evidence/S4/${arm}/`, `evidence/S4-${arm}/`);
      }
      rmSync(join(d, 'evidence/S4'), { recursive: true });
      replaceAll(d, REPORT, '(../evidence/S4/)', '(../evidence/S4-grpc/verdict.json)');
    },
  },
  {
    name: 'line ends of Windows and byte order marks',
    apply(d) {
      for (const file of [LOG, REPORT]) edit(d, file, (text) => `\uFEFF${text.replace(/\n/g, '\r\n')}`);
    },
  },
  {
    name: 'a log that was written by hand, with times of day',
    apply(d) {
      rmSync(join(d, 'logs/record.jsonl'));
      replaceAll(d, LOG, /^\| 20\d\d-\d\d-\d\dT(\d\d:\d\d:\d\d)\.\d+Z \|/gm, '| $1 |');
    },
  },
  {
    name: 'the commit as a version with a short hash, and in full in the evidence',
    apply(d) {
      for (const file of [LOG, REPORT]) replaceAll(d, file, '4f1e2d0, clean', 'v2.4.0-rc1 (4f1e2d0)');
      for (const key of KEYS) set(d, `evidence/${key}/env.json`, ['sut', 'commit'], `4f1e2d0${'9'.repeat(33)}`);
    },
  },
  {
    name: 'a build that has a digest and no commit',
    apply(d) {
      for (const key of KEYS) set(d, `evidence/${key}/env.json`, ['sut', 'commit'], null);
    },
  },
  {
    name: 'a tree with a change that the head of the report names',
    apply(d) {
      for (const file of [LOG, REPORT]) replaceAll(d, file, '4f1e2d0, clean', '4f1e2d0 with local changes (logging)');
      for (const key of KEYS) set(d, `evidence/${key}/env.json`, ['sut', 'dirty'], true);
    },
  },
  {
    name: 'a requirement that is absent, and what stood in its place',
    apply: (d) =>
      void swap(d, LOG, /^(\| network namespaces[^|]*\| )yes/m, '$1no: user namespaces and slirp in their place'),
  },
  {
    name: 'a fault under a name of the house',
    apply: (d) =>
      replaceAll(
        d,
        'evidence/S2/nemesis.jsonl',
        '"isolate-leader","mechanism":"nft drop"',
        '"chaos-3","mechanism":"gremlin job 17"',
      ),
  },
  {
    name: 'a partition under another name',
    apply: (d) =>
      replaceAll(d, 'evidence/S2/nemesis.jsonl', '"isolate-leader","mechanism":"nft drop"', '"split-brain"'),
  },
  {
    name: 'answers that name files with lines, folders and patterns',
    apply(d) {
      const items = [
        'evidence/S1/checker.json:12.',
        'see evidence/S1/, evidence/control-positive',
        'evidence/S1/*.json',
      ];
      for (const [i, text] of items.entries())
        set(d, 'evidence/S1/audit.json', ['items', `W${i + 2}`, 'evidence'], text);
    },
  },
  {
    name: 'a history that was put together from parts, which are kept',
    apply(d) {
      const lines = read(d, 'evidence/S1/history.jsonl').trimEnd().split('\n');
      for (const [i, part] of [lines.slice(0, 200), lines.slice(200)].entries())
        writeFileSync(join(d, `evidence/S1/history-seed${i + 1}.jsonl`), `${part.join('\n')}\n`);
      appendFileSync(
        join(d, LOG),
        '\nThe history of S1 is history-seed1.jsonl and history-seed2.jsonl one behind the other.\n',
      );
    },
  },
  {
    name: 'one run that two checkers judged for two scenarios',
    apply(d) {
      for (const file of ['history.jsonl', 'nemesis.jsonl', 'workload.json'])
        cpSync(join(d, `evidence/S1/${file}`), join(d, `evidence/S3/${file}`));
      const record = (from: string, to: string): void => {
        const checker = {
          ...(JSON.parse(read(d, `${from}/checker.json`)) as object),
          checker: 'porcupine',
          version: '1',
        };
        writeFileSync(join(d, to, 'checker.json'), JSON.stringify(checker, null, 2));
      };
      record('evidence/S1', 'evidence/S3');
      for (const kind of ['positive', 'negative']) {
        cpSync(join(d, `evidence/control-${kind}`), join(d, `evidence/control-two-${kind}`), { recursive: true });
        record(`evidence/control-${kind}`, `evidence/control-two-${kind}`);
        set(d, 'evidence/S3/controls.json', [kind, 'evidence'], `evidence/control-two-${kind}`);
      }
      edit(d, REPORT, (text) => text.replace(/(\| S3 \|.*?)linearizability/, '$1porcupine'));
    },
  },
  {
    name: 'an answer that was replaced, with the reason in the log',
    apply(d) {
      const record = JSON.parse(read(d, 'evidence/S3/checker.json')) as object;
      const first = { ...record, result: 'invalid', exit_code: 1, anomalies: [{ type: 'nonlinearizable' }] };
      writeFileSync(join(d, 'evidence/S3/checker.superseded-1.json'), JSON.stringify(first));
      appendFileSync(join(d, LOG), '\nchecker.superseded-1.json of S3 ran with the model of a queue.\n');
    },
  },
  {
    name: 'figures with separators, and in another order',
    apply: (d) =>
      edit(d, REPORT, (text) =>
        text.replace(
          /480 operations recorded, 480 consumed, 0 excluded/g,
          'all 480 ops consumed (480 recorded; none left out)',
        ),
      ),
  },
  {
    name: 'a copy of the session under another name',
    apply(d) {
      cpSync(d, join(d, '..', 'for-the-review'), { recursive: true });
      rmSync(d, { recursive: true });
      renameSync(join(d, '..', 'for-the-review'), d);
    },
  },
  {
    name: 'reduced histories and pictures among the artifacts',
    apply(d) {
      mkdirSync(join(d, 'artifacts/reduced'), { recursive: true });
      cpSync(join(d, 'evidence/control-positive/history.jsonl'), join(d, 'artifacts/reduced/S1.jsonl'));
      writeFileSync(join(d, 'artifacts/reduced/S1.svg'), '<svg/>');
      appendFileSync(
        join(d, LOG),
        '\nThe control, reduced: artifacts/reduced/S1.jsonl, and as a picture artifacts/reduced/S1.svg.\n',
      );
    },
  },
];

t.setTimeout(600_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

for (const { name, apply } of VARIATIONS)
  t.test(`clean: ${name}`, async (t) => {
    const copy = t.testdir();
    cpSync(root, copy, { recursive: true });
    const directory = join(copy, SESSION);
    apply(directory);
    await seal(directory, undefined, (path) => path);
    t.strictSame(
      (await audit(directory)).told.map(({ text }) => text),
      [],
    );
  });
