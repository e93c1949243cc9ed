// Ways of an author who wants a better verdict than the run gave: another build, another checker, a run that counts twice,
// a run put aside, an answer that points at nothing.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json, LOG, other, read, REPORT, reportRow, set, swap, text, type Mutation } from './tools.js';

const ENV = 'evidence/S1/env.json';
const CHECKER = 'evidence/S1/checker.json';
const WINDOWS = 'evidence/S2/nemesis.jsonl';
const RERUNS = 'evidence/S1/reruns.jsonl';
const copy = (directory: string, from: string, to: string): void => {
  cpSync(join(directory, from), join(directory, to), { recursive: true });
};

const reruns = (name: string, line: string, where: RegExp): Mutation =>
  other(name, (directory) => writeFileSync(join(directory, RERUNS), `${line}\n`), [RERUNS, where]);
const GOOD = '{"seed":1,"result":"invalid","evidence":"evidence/control-positive"}';

const BUILDS: readonly Mutation[] = [
  json('another commit than the one under test', ENV, ['sut', 'commit'], '8c1f2aa'),
  json('a commit without a digit', ENV, ['sut', 'commit'], 'deadbeef'),
  json('a tree with changes that nobody tells of', 'evidence/S2/env.json', ['sut', 'dirty'], true),
  json('no probe at all', ENV, ['probes'], []),
  text('the report of another commit', REPORT, 'test:** 4f1e2d0', 'test:** 8c1f2aa'),
  text('the report of another session', REPORT, 'test-sessions/2026-03-14T09-00', 'test-sessions/2026-04-01T10-00', [
    REPORT,
    /^\*\*Session dir/,
  ]),
  text('an absent requirement under a pass', LOG, /^(\| network namespaces[^|]*\| )yes/m, '$1no'),
  other(
    'nothing that fixes the plan',
    (directory) => {
      for (const file of [LOG, REPORT]) swap(directory, file, / \(SHA-256 [0-9a-f]+\)/, '');
      const folders = ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'];
      for (const folder of [...folders, 'control-positive', 'control-negative', 'control-noop'])
        set(directory, `evidence/${folder}/manifest.json`, ['plan'], null);
    },
    [LOG, /^\*\*Plan:/],
  ),
  other(
    'a timeline of the month before',
    (directory) => {
      for (const file of [LOG, 'logs/record.jsonl'])
        writeFileSync(
          join(directory, file),
          read(directory, file).replace(/20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\d)/g, '2026-02-01$1'),
        );
    },
    [LOG, /^\| 2026-02-01/],
  ),
];

const JUDGES: readonly Mutation[] = [
  json('a weaker checker than the plan declares', CHECKER, ['checker'], 'session'),
  json('a positive control by another model', 'evidence/control-positive/checker.json', ['model'], 'counter', [
    'evidence/S1/controls.json',
    /"evidence": "evidence\/control-positive"/,
  ]),
  json('a negative control by another checker', 'evidence/control-negative/checker.json', ['checker'], 'porcupine', [
    'evidence/S1/controls.json',
    /"evidence": "evidence\/control-negative"/,
  ]),
  other(
    'a negative control that judged nothing',
    (directory) => void set(directory, 'evidence/control-negative/checker.json', ['ops_consumed'], 0),
    ['evidence/S1/controls.json', /"evidence": "evidence\/control-negative"/],
  ),
  other(
    'a copy of the run as its negative control',
    (directory) => {
      for (const file of ['history.jsonl', 'checker.json'])
        copy(directory, `evidence/S1/${file}`, `evidence/control-negative/${file}`);
    },
    ['evidence/S1/controls.json', /"evidence": "evidence\/control-negative"/],
  ),
  other(
    'a first answer that was replaced and told nowhere',
    (directory) => {
      set(directory, 'evidence/S3/checker.json', ['checker'], 'porcupine');
      const record = JSON.parse(read(directory, 'evidence/S3/checker.json')) as Record<string, unknown>;
      Object.assign(record, { result: 'invalid', exit_code: 1, anomalies: [{ type: 'nonlinearizable' }] });
      writeFileSync(join(directory, 'evidence/S3/checker.superseded-1.json'), JSON.stringify(record));
    },
    ['evidence/S3/checker.superseded-1.json', /^\{/],
  ),
  other(
    'a violation that an older version is said to have called valid',
    (directory) => {
      copy(directory, 'evidence/control-positive/history.jsonl', 'evidence/S1/history.jsonl');
      const record = JSON.parse(read(directory, 'evidence/control-positive/checker.json')) as Record<string, unknown>;
      Object.assign(record, { version: '0.0.9', result: 'valid', exit_code: 0, anomalies: [] });
      writeFileSync(join(directory, CHECKER), JSON.stringify(record, null, 2));
    },
    [CHECKER, /"result": "valid"/],
    reportRow('S1'),
  ),
];

const RUNS: readonly Mutation[] = [
  other(
    'one run that serves two scenarios',
    (directory) => {
      for (const file of ['history.jsonl', 'checker.json', 'nemesis.jsonl', 'workload.json'])
        copy(directory, `evidence/S1/${file}`, `evidence/S3/${file}`);
    },
    ['evidence/S3/checker.json', /"sha256"/],
  ),
  reruns('a re-run of another seed', GOOD.replace('1', '77'), /"seed"/),
  reruns('a re-run whose record says otherwise', GOOD.replace('"invalid"', '"valid"'), /"result"/),
  reruns('a re-run without its evidence', GOOD.replace('control-positive', 'rerun-1'), /"evidence"/),
  reruns('a re-run that is the run', '{"seed":1,"result":"valid","evidence":"evidence/S1/checker.json"}', /"evidence"/),
  reruns('one re-run counted twice', `${GOOD}\n${GOOD.replace('"seed":1', '"seed":2')}`, /"seed":2/),
  other(
    'a re-run that is a copy of the run',
    (directory) => {
      mkdirSync(join(directory, 'evidence/rerun-S1-1'));
      for (const file of ['history.jsonl', 'checker.json'])
        copy(directory, `evidence/S1/${file}`, `evidence/rerun-S1-1/${file}`);
      writeFileSync(join(directory, RERUNS), '{"seed":1,"result":"valid","evidence":"evidence/rerun-S1-1"}\n');
    },
    [RERUNS, /"evidence"/],
  ),
  other(
    'a run put aside under a word that stands in every text',
    (directory) => copy(directory, 'evidence/control-positive', 'evidence/run'),
    ['evidence/run/checker.json', /^\{/],
  ),
  other(
    'a run put aside among the artifacts',
    (directory) => copy(directory, 'evidence/control-positive', 'artifacts/old'),
    ['artifacts/old/checker.json', /^\{/],
  ),
  other(
    'a history of another attempt beside the one that was judged',
    (directory) => copy(directory, 'evidence/control-positive/history.jsonl', 'evidence/S1/first-history.jsonl'),
    ['evidence/S1/checker.json', /^\{/],
  ),
];

const ANSWERS: readonly Mutation[] = [
  json(
    'an item that is closed by a file that is not there',
    'evidence/S1/audit.json',
    ['items', 'W9', 'evidence'],
    'final reads in evidence/S1/final.jsonl:12.',
  ),
  other(
    'a reach list that is empty, and said to answer R3',
    (directory) => {
      set(directory, 'evidence/S1/workload.json', ['reach'], []);
      set(directory, 'evidence/S1/audit.json', ['items', 'R3', 'evidence'], 'the reach list in workload.json');
    },
    ['evidence/S1/audit.json', /the reach list/],
  ),
  text('a box that is ticked by a file that is not there', REPORT, 'see audit.json of S2', 'see logs/n7.log'),
  text('a window that does not say which fault it was', WINDOWS, '"nemesis":"isolate-leader",', '', [
    WINDOWS,
    /^\{"epoch":"E1"/,
  ]),
  text('a heal that was verified by a dash', WINDOWS, '"verified_by":"n1 follows n2"', '"verified_by":"-"', [
    WINDOWS,
    /^\{"epoch":"E1"/,
  ]),
  text('a pause in the place of the partition', WINDOWS, '"isolate-leader","mechanism":"nft drop"', '"pause"', [
    WINDOWS,
    /^\{"epoch":"E1","nemesis":"pause"/,
  ]),
  text(
    'a scenario under another name',
    REPORT,
    /(\| S1 \| )[a-z_]+/,
    '$1appends_survive_most_of_the_time',
    reportRow('S1'),
  ),
];

export const CLAIMS: readonly Mutation[] = [...BUILDS, ...JUDGES, ...RUNS, ...ANSWERS];
