import { statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../cli/errors.js';
import { VERSION } from '../cli/version.js';
import { reduceInWorker } from './in-worker.js';
import { absolute } from './perform.js';
import type { CheckRequest } from './record.js';
import type { Reduced } from './reduce.js';

export interface ReduceOutcome {
  readonly exitCode: 0 | 1;
  readonly summary: string;
  /** The smaller history as JSON Lines; undefined where there is nothing to reduce. */
  readonly history: string | undefined;
  readonly json: unknown;
}

/** Reduces a history and writes the smaller one where `output` says. @throws UserError */
export async function performReduce(
  request: CheckRequest,
  stdin: Readable,
  to: { readonly cwd: string; readonly output: string | undefined },
): Promise<ReduceOutcome> {
  const named = absolute(request, to.cwd);
  if (to.output !== undefined && named.file !== '-' && sameFile(named.file, resolve(to.cwd, to.output)))
    throw new UserError(`--output names the history itself, ${to.output}, which would be lost`, {
      help: 'name another file for the smaller history',
    });
  const done = await reduceInWorker(named, stdin);
  if (!('result' in done))
    return {
      exitCode: 1,
      summary: `unknown: ${done.reason}`,
      history: undefined,
      json: { version: VERSION, result: 'unknown', reason: done.reason },
    };
  const json = { version: VERSION, ...done };
  if (done.result !== 'invalid') {
    const summary =
      done.result === 'valid' ? 'valid: there is no violation to reduce' : `unknown: ${done.reason ?? ''}`;
    return { exitCode: 1, summary, history: undefined, json };
  }
  const history = done.operations.map((op) => `${JSON.stringify(op)}\n`).join('');
  if (to.output !== undefined) {
    try {
      writeFileSync(resolve(to.cwd, to.output), history);
    } catch (error) {
      throw new UserError(`cannot write ${to.output}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { exitCode: 0, summary: summarise(done, to.output), history, json };
}

function sameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

function summarise(done: Reduced, output: string | undefined): string {
  const { before, after } = done;
  return (
    `${done.anomaly?.type ?? 'violation'}: ${before.operations} operations reduced to ${after.operations}, ` +
    `${before.keys} keys to ${after.keys}, ${before.processes} processes to ${after.processes}, in ${done.probes} checks; ` +
    (done.minimal ? 'none of them can be left out' : 'the time was over before all were tried') +
    (output === undefined ? '' : `; written to ${output}`)
  );
}
