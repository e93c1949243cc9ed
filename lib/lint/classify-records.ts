import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { JOURNAL } from '../evidence/journal.js';
import { EVIDENCE_FILES } from '../vocabulary/evidence-files.js';

/** JSON Lines, compressed or not. */
export const RECORDS = /\.jsonl(?:\.gz)?$/i;

/** What a JSON Lines file is: an operation history, or a record that is checked with the session it belongs to. */
export type RecordsKind = 'history' | 'evidence' | undefined;

/** How much of a file tells what it is. */
const HEAD = 64 * 1024;
const NAME_OF_HISTORY = /(?:^|[-_.])history(?:[-_.][^/\\]*)?$/i;
const OF_OPERATION = ['op_id', 'process_id', 'invoke_ts', 'complete_ts', 'op_type', 'timeout_marker'];
/** The members by which the lines of the other files of a session are known. */
const OF_RECORDS: readonly (readonly string[])[] = [
  ['epoch', 'nemesis', 'start_ts', 'end_ts', 'landing', 'heal', 'observed_ts', 'injector_rc', 'mechanism'],
  ['seed', 'result'],
  ['kind', 'time', 'scenario'],
];

/** What a JSON Lines file is, by its first line, else by its name. Undefined for files that have nothing to do with tests. */
export function classifyRecords(path: string, head: Buffer): RecordsKind {
  const name = basename(path).replace(/\.gz$/i, '');
  const members = membersOf(firstLine(head));
  if (OF_OPERATION.filter((field) => members.has(field)).length >= 2) return 'history';
  const others = [EVIDENCE_FILES.nemesis, EVIDENCE_FILES.reruns, basename(JOURNAL)];
  const isRecord = OF_RECORDS.some((known) => known.filter((field) => members.has(field)).length >= 2);
  if (isRecord || others.includes(name)) return 'evidence';
  return NAME_OF_HISTORY.test(name.replace(/\.jsonl$/i, '')) ? 'history' : undefined;
}

/** The beginning of a file. @throws the file system's error */
export function headOf(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    return head.subarray(0, readSync(fd, head, 0, HEAD, 0));
  } finally {
    closeSync(fd);
  }
}

function firstLine(head: Buffer): string {
  let bytes = head.subarray(0, HEAD);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    try {
      // Only the beginning is here: what is there is unpacked, and the missing end is no error.
      bytes = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, HEAD);
    } catch {
      return '';
    }
  const text = bytes.toString('utf8');
  for (const line of text.split('\n')) if (line.trim() !== '' && line.trim() !== '\ufeff') return line;
  return '';
}

/** The names of members that a line holds: by looking for them, because a line that is cut or broken must be known, too. */
function membersOf(line: string): ReadonlySet<string> {
  const names = [...OF_OPERATION, ...OF_RECORDS.flat()];
  return new Set(names.filter((name) => new RegExp(`"${name}"\\s{0,9}:`).test(line)));
}
