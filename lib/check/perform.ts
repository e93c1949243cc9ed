import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../cli/errors.js';
import { writeThrough } from '../files/whole.js';
import { checkInWorker } from './in-worker.js';
import { isModelFile } from './select.js';
import type { CheckRecord, CheckRequest } from './record.js';

/** The name of the picture that goes beside a record. */
const PICTURE = 'witness.svg';

export interface Destinations {
  readonly cwd: string;
  /** A directory, which gets checker.json (and witness.svg on a violation), or the path of a .json file. */
  readonly evidence?: string;
  /** A .svg or .html file for the picture of a violation. */
  readonly picture?: string;
}

/** Checks a history and writes what was asked for. @throws UserError */
export async function performCheck(
  request: CheckRequest,
  stdin: Readable,
  to: Destinations,
): Promise<{ record: CheckRecord; written: string[] }> {
  if (to.picture !== undefined && !/\.(svg|html)$/.test(to.picture))
    throw new UserError(`--picture got "${to.picture}", expected a name that ends in .svg or .html`);
  const record = await checkInWorker(absolute(request, to.cwd), stdin);
  // The record names the file as the user did, so that it reads the same on another machine.
  const named: CheckRecord = {
    ...record,
    input: { ...record.input, file: request.file === '-' ? '<stdin>' : request.file },
  };
  const written: string[] = [];
  const pictures: string[] = [];
  if (to.picture !== undefined) pictures.push(resolve(to.cwd, to.picture));
  const recordPath = to.evidence === undefined ? undefined : evidencePath(resolve(to.cwd, to.evidence), to.evidence);
  if (recordPath !== undefined && pictures.length === 0) pictures.push(join(dirname(recordPath), PICTURE));
  let witnessFile: string | null = null;
  for (const path of pictures) {
    if (!(await draw(named, path))) continue;
    written.push(path);
    witnessFile =
      recordPath !== undefined && dirname(path) === dirname(recordPath) ? path.slice(dirname(path).length + 1) : path;
  }
  const final: CheckRecord = { ...named, witness_file: witnessFile };
  if (recordPath !== undefined) {
    if (witnessFile !== PICTURE) dropPicture(recordPath);
    write(recordPath, `${JSON.stringify(final, null, 2)}\n`);
    written.push(recordPath);
  }
  return { record: final, written };
}

/** The request with its paths made absolute. */
export function absolute(request: CheckRequest, cwd: string): CheckRequest {
  const model = request.model !== undefined && isModelFile(request.model) ? resolve(cwd, request.model) : request.model;
  return { ...request, file: request.file === '-' ? '-' : resolve(cwd, request.file), model };
}

function evidencePath(path: string, given: string): string {
  if (given.endsWith('.json')) return path;
  return join(path, 'checker.json');
}

/** The picture that an earlier check left beside its record would be taken for one of this check. */
function dropPicture(recordPath: string): void {
  try {
    const earlier = JSON.parse(readFileSync(recordPath, 'utf8')) as Partial<CheckRecord> | null;
    if (earlier?.witness_file === PICTURE) rmSync(join(dirname(recordPath), PICTURE), { force: true });
  } catch {
    // No record before this one, or none of ours.
  }
}

async function draw(record: CheckRecord, path: string): Promise<boolean> {
  const { toHtml, toSvg } = await import('./timeline.js');
  const text = path.endsWith('.html') ? toHtml(record) : toSvg(record);
  if (text === undefined || record.result !== 'invalid') return false;
  write(path, text);
  return true;
}

function write(path: string, text: string): void {
  try {
    writeThrough(path, text);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
