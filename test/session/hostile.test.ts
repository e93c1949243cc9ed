// Sessions that nobody leaves behind in good faith, or that a crash left: the command ends by itself, with the right exit
// status, names the place, and shows no stack trace.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { SESSION } from '../support/audit.js';
import { dst } from '../support/run.js';
import { completeSession } from '../support/session.js';

interface Case {
  readonly name: string;
  readonly make: (directory: string) => void;
  readonly code: 0 | 1 | 2;
  readonly says: readonly RegExp[];
}

const put = (directory: string, file: string, content: string | Buffer): void => {
  rmSync(join(directory, file), { recursive: true, force: true });
  writeFileSync(join(directory, file), content);
};
const fifo = (directory: string, file: string): void => {
  rmSync(join(directory, file), { force: true });
  execFileSync('mkfifo', [join(directory, file)]);
};
const folder = (directory: string, file: string): void => {
  rmSync(join(directory, file), { force: true });
  mkdirSync(join(directory, file));
};
const HISTORY = 'evidence/S1/history.jsonl';
const CHECKER = 'evidence/S1/checker.json';
/** A file of this size without its blocks. */
const sparse = (directory: string, file: string, bytes: number): void => {
  put(directory, file, '');
  truncateSync(join(directory, file), bytes);
};

const CASES: readonly Case[] = [
  {
    name: 'links that lead to each other, and one that leads above the session',
    make(directory) {
      symlinkSync('b', join(directory, 'evidence', 'a'));
      symlinkSync('a', join(directory, 'evidence', 'b'));
      symlinkSync('../..', join(directory, 'evidence', 'S1', 'up'));
    },
    code: 1,
    says: [/evidence\/a is a symbolic link/, /evidence\/S1\/up is a symbolic link/],
  },
  {
    name: 'a link in the place of a history',
    make(directory) {
      rmSync(join(directory, HISTORY));
      symlinkSync('/dev/zero', join(directory, HISTORY));
    },
    code: 1,
    says: [/history\.jsonl is a symbolic link/, /history\.jsonl\n\s+1:1 .*cannot be read: it is no regular file/],
  },
  ...[HISTORY, CHECKER, 'logs/record.jsonl', 'session-log.md', 'findings/report.md'].map((file): Case => ({
    name: `a FIFO in the place of ${file}`,
    make: (directory) => void fifo(directory, file),
    code: 1,
    says: [new RegExp(`${file} is a FIFO`)],
  })),
  ...[HISTORY, CHECKER].map((file): Case => ({
    name: `a directory in the place of ${file}`,
    make: (directory) => void folder(directory, file),
    code: 1,
    says: [/is no regular file/],
  })),
  {
    name: 'a directory in the place of the report',
    make: (directory) => void folder(directory, 'findings/report.md'),
    code: 1,
    says: [/something ran, and there is no findings\/report\.md/],
  },
  {
    name: 'a record of 200 MB',
    make: (directory) => void sparse(directory, CHECKER, 200e6),
    code: 1,
    says: [/checker\.json\n\s+1:1 .*is larger than 64 MiB/],
  },
  {
    name: 'a history of 200 MB without a line end',
    make: (directory) => void sparse(directory, HISTORY, 200e6),
    code: 1,
    says: [/history\.jsonl\n\s+1:1 .*cannot be read: the line is longer than 16 MiB/],
  },
  {
    name: 'a log of 200 MB',
    make: (directory) => void sparse(directory, 'session-log.md', 200e6),
    code: 2,
    says: [/session-log\.md.*is too large: 190\.7 MiB/s],
  },
  {
    name: 'an artifact of 200 MB',
    make: (directory) => void sparse(directory, 'artifacts/core', 200e6),
    code: 0,
    says: [/cited by nothing: artifacts\/core/],
  },
  {
    name: 'a compressed history that was cut off',
    make(directory) {
      const whole = gzipSync(readFileSync(join(directory, HISTORY)));
      put(directory, HISTORY, whole.subarray(0, whole.length / 2));
    },
    code: 1,
    says: [/history\.jsonl\n\s+1:1 .*cannot be read: damaged gzip data/],
  },
  {
    name: 'a log that is not UTF-8',
    make: (directory) => void put(directory, 'session-log.md', Buffer.from('# Session log\n\ncaf\xe9\n', 'latin1')),
    code: 2,
    says: [/session-log\.md:3:4.*is not UTF-8|session-log\.md\n\s+3:4 .*is not UTF-8/],
  },
  {
    name: 'a report of nothing',
    make: (directory) => void put(directory, 'findings/report.md', ''),
    code: 2,
    says: [/findings\/report\.md.*is empty/s],
  },
  {
    name: 'a record that is not UTF-8',
    make: (directory) => void put(directory, CHECKER, Buffer.from([0x7b, 0xff, 0x7d])),
    code: 1,
    says: [/checker\.json\n\s+1:1 .*is not UTF-8/],
  },
  {
    name: 'a line of a history that is not UTF-8',
    make: (directory) =>
      void put(directory, HISTORY, Buffer.concat([Buffer.from('{}\n{}\n'), Buffer.from([0xff, 0x0a])])),
    code: 1,
    says: [/history\.jsonl\n\s+3:1 .*cannot be read: the line is not UTF-8/],
  },
  {
    name: 'a million open brackets',
    make: (directory) => void put(directory, CHECKER, '['.repeat(1e6)),
    code: 1,
    says: [/checker\.json\n\s+1:101 .*is nested deeper than 100 levels/],
  },
  {
    name: 'a workload that is nested a hundred thousand levels deep',
    make(directory) {
      const path = join(directory, 'evidence/S1/workload.json');
      const deep = `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`;
      writeFileSync(path, readFileSync(path, 'utf8').replace('"rate": 2', `"rate": ${deep}`));
    },
    code: 1,
    says: [/workload\.json\n\s+\d+:\d+ .*is nested deeper than 100 levels/],
  },
  {
    name: 'an operation whose input is nested a hundred thousand levels deep',
    make(directory) {
      const path = join(directory, HISTORY);
      const deep = `${'['.repeat(1e5)}1${']'.repeat(1e5)}`;
      writeFileSync(path, readFileSync(path, 'utf8').replace('"input":0', `"input":${deep}`));
    },
    code: 1,
    says: [/history\.jsonl\n\s+1:\d+ .*nested deeper than 100 levels/],
  },
  {
    name: 'a hundred thousand values that break the format',
    make: (directory) =>
      void put(
        directory,
        'evidence/S1/audit.json',
        `{"items":{${Array.from({ length: 1e5 }, (_, i) => `"X${i}":0`).join(',')}}}`,
      ),
    code: 1,
    says: [/audit\.json\n\s+1:\d+ /, /more values break the format/],
  },
  {
    name: 'a hundred thousand readings of one window',
    make(directory) {
      const reading =
        '{"epoch":"E1","landing":[{"kind":"counter","name":"x","source":"victim","before":0,"after":0}]}\n';
      put(directory, 'evidence/S1/nemesis.jsonl', reading.repeat(1e5));
    },
    code: 1,
    says: [/nemesis\.jsonl\n\s+1:1 /, / 1:1 .*the window E1 has no start/],
  },
  {
    name: 'names that mean something to JavaScript, and paths that mean something to the system',
    make(directory) {
      const paths = ['__proto__', 'constructor', '..', '/etc/passwd', 'a\u0000b', 'x/'.repeat(5000), 'C:\\x'];
      const files = paths.map((path) => ({
        path,
        bytes: 1,
        sha256: '0'.repeat(64),
        producer: 'x',
        parents: ['__proto__'],
      }));
      put(directory, 'evidence/S1/manifest.json', JSON.stringify({ version: 1, plan: null, files }));
    },
    code: 1,
    says: [/\/etc\/passwd leads out of the session/, /__proto__ is in the manifest and not there/],
  },
];

t.setTimeout(600_000);
let root = '';
t.before(async () => {
  root = (await completeSession(t.testdir())).root;
});

for (const { name, make, code, says } of CASES)
  t.test(name, async (t) => {
    const cwd = t.testdir();
    cpSync(root, cwd, { recursive: true });
    make(join(cwd, SESSION));
    const result = await dst(['lint', SESSION], { cwd, timeout: 120_000 });
    t.equal(result.signal, null, 'it ended by itself');
    const said = `${result.stdout}${result.stderr}`;
    t.equal(result.code, code, said.slice(0, 600));
    for (const one of says) t.ok(one.test(said), `${String(one)} in ${said.slice(0, 3000)}`);
    t.notOk(/internal error|\n\s+at .*:\d+:\d+/.test(said), 'no stack trace');
  });
