// The thread that checks run in, one after the other (built as dist/check-worker.cjs): whatever happens here, a model that
// never returns or a history that fills the memory, the command itself stays able to answer.
import { parentPort } from 'node:worker_threads';
import { UserError } from '../cli/errors.js';
import type { CheckRecord, CheckRequest } from './record.js';
import { runCheck, type Progress } from './run.js';
import { runReduce, type ReduceRequest, type Reduced } from './reduce.js';

export type Job =
  | { readonly kind: 'check'; readonly request: CheckRequest }
  | { readonly kind: 'reduce'; readonly request: ReduceRequest };

/** Told on the way; the answer is still to come. */
export interface OnTheWay {
  readonly kind: 'progress';
  readonly progress: Progress;
}

export type Answer =
  | { readonly kind: 'record'; readonly record: CheckRecord }
  | { readonly kind: 'reduced'; readonly reduced: Reduced }
  | { readonly kind: 'refused'; readonly message: string; readonly help: string | undefined; readonly exitCode: 1 | 2 }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };

async function work(job: Job): Promise<Answer> {
  try {
    if (job.kind === 'reduce') return { kind: 'reduced', reduced: await runReduce(job.request, process.stdin) };
    const tell = (progress: Progress): void => {
      const message: OnTheWay = { kind: 'progress', progress };
      parentPort?.postMessage(message);
    };
    return { kind: 'record', record: await runCheck(job.request, process.stdin, undefined, tell) };
  } catch (error) {
    if (error instanceof UserError)
      return { kind: 'refused', message: error.message, help: error.help, exitCode: error.exitCode };
    const detail = error instanceof Error ? error : new Error(String(error));
    return { kind: 'failed', message: detail.message, stack: detail.stack };
  }
}

parentPort?.on('message', (job: Job) => void work(job).then((answer) => parentPort?.postMessage(answer)));
