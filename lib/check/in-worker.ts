import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { UserError } from '../cli/errors.js';
import { distDirectory } from './locate.js';
import type { CheckRecord, CheckRequest } from './record.js';
import type { ReduceRequest, Reduced } from './reduce.js';
import { abandoned, type Progress } from './run.js';
import type { Answer, Job, OnTheWay } from './worker.js';

/** How long after the timeout the thread may take to notice it and to put its answer together, in milliseconds. */
const grace = (timeout: number): number => Math.min(1500, 500 + timeout / 10);

/** What ended a job from outside. */
interface Abandoned {
  readonly kind: 'abandoned';
  readonly reason: string;
  readonly progress: Progress | undefined;
}

/**
 * Runs a check in a thread of its own. It always ends: at the timeout (and a short grace) the thread is stopped,
 * and one that runs out of memory does not take the process with it. The answer is `unknown` then.
 * @throws UserError where the input cannot be read or checked
 */
export async function checkInWorker(request: CheckRequest, stdin: Readable): Promise<CheckRecord> {
  const started = performance.now();
  const answer = await perform({ kind: 'check', request }, stdin);
  if (answer.kind === 'record') return answer.record;
  const progress = answer.kind === 'abandoned' ? answer.progress : undefined;
  return abandoned(request, reasonOf(answer), progress, performance.now() - started);
}

/** As checkInWorker, for a reduction; undefined with a reason where it was ended from outside. */
export async function reduceInWorker(request: ReduceRequest, stdin: Readable): Promise<Reduced | { reason: string }> {
  const answer = await perform({ kind: 'reduce', request }, stdin);
  return answer.kind === 'reduced' ? answer.reduced : { reason: reasonOf(answer) };
}

function reasonOf(answer: Answer | Abandoned): string {
  if (answer.kind === 'abandoned') return answer.reason;
  if (answer.kind === 'refused')
    throw new UserError(answer.message, {
      ...(answer.help !== undefined && { help: answer.help }),
      exitCode: answer.exitCode,
    });
  if (answer.kind !== 'failed') return 'the thread gave another answer than asked for';
  const error = new Error(answer.message);
  if (answer.stack !== undefined) error.stack = answer.stack;
  throw error;
}

function perform(job: Job, stdin: Readable): Promise<Answer | Abandoned> {
  const { file, timeoutSeconds, memoryMegabytes } = job.request;
  const worker = new Worker(join(distDirectory(), 'check-worker.cjs'), {
    workerData: job,
    stdin: file === '-',
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes, maxYoungGenerationSizeMb: 64 },
  });
  if (file === '-' && worker.stdin !== null) stdin.pipe(worker.stdin);
  return new Promise((resolve, reject) => {
    const finish = (answer: Answer | Abandoned): void => {
      clearTimeout(timer);
      stdin.unpipe();
      void worker.terminate().then(() => resolve(answer), reject);
    };
    let progress: Progress | undefined;
    const abandon = (reason: string): void => finish({ kind: 'abandoned', reason, progress });
    const timeout = timeoutSeconds * 1000;
    const timer = setTimeout(
      () => abandon(`it did not end within ${timeoutSeconds} s and was stopped`),
      Math.min(timeout + grace(timeout), 2 ** 31 - 1),
    );
    worker.on('message', (message: Answer | OnTheWay) => {
      if (message.kind === 'progress') progress = message.progress;
      else finish(message);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        abandon(`it needed more than ${memoryMegabytes} MB (give --memory) and was stopped`);
      else finish({ kind: 'failed', message: error.message, stack: error.stack });
    });
  });
}
