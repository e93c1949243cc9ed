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
export function checkInWorker(request: CheckRequest, stdin: Readable): Promise<CheckRecord> {
  return inThread(request, stdin, (thread) => thread.check(request));
}

/** As checkInWorker, for a reduction; a reason where it was ended from outside. */
export function reduceInWorker(request: ReduceRequest, stdin: Readable): Promise<Reduced | { reason: string }> {
  return inThread(request, stdin, async (thread) => {
    const answer = await thread.perform({ kind: 'reduce', request });
    return answer.kind === 'reduced' ? answer.reduced : { reason: reasonOf(answer) };
  });
}

async function inThread<T>(
  { file, memoryMegabytes }: CheckRequest | ReduceRequest,
  stdin: Readable,
  work: (thread: CheckThread) => Promise<T>,
): Promise<T> {
  const thread = new CheckThread(memoryMegabytes, file === '-' ? stdin : undefined);
  try {
    return await work(thread);
  } finally {
    await thread.close();
  }
}

/**
 * A thread that does one job after the other, so that they share its start and its warm code. Built-in checkers keep nothing
 * between two checks; a model of the user's own could, and gets a thread for each.
 */
export class CheckThread {
  #worker: Worker | undefined;

  /** @param memoryMegabytes what a job may need; each that is done here has to ask for just this */
  constructor(
    private readonly memoryMegabytes: number,
    private readonly stdin?: Readable,
  ) {}

  /** As checkInWorker. */
  async check(request: CheckRequest): Promise<CheckRecord> {
    const started = performance.now();
    const answer = await this.perform({ kind: 'check', request });
    if (answer.kind === 'record') return answer.record;
    const progress = answer.kind === 'abandoned' ? answer.progress : undefined;
    return abandoned(request, reasonOf(answer), progress, performance.now() - started);
  }

  /** One job at a time. A job that has to be ended takes the thread with it, and the next one gets a new one. */
  async perform(job: Job): Promise<Answer | Abandoned> {
    const worker = (this.#worker ??= this.#start());
    const answer = await answerOf(worker, job);
    if (answer.kind === 'abandoned' || answer.kind === 'failed') await this.close();
    return answer;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.stdin?.unpipe();
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(join(distDirectory(), 'check-worker.cjs'), {
      stdin: this.stdin !== undefined,
      resourceLimits: { maxOldGenerationSizeMb: this.memoryMegabytes, maxYoungGenerationSizeMb: 64 },
    });
    // An error that comes when nobody waits for an answer would end the process.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    if (worker.stdin !== null) this.stdin?.pipe(worker.stdin);
    return worker;
  }
}

function answerOf(worker: Worker, job: Job): Promise<Answer | Abandoned> {
  const { timeoutSeconds, memoryMegabytes } = job.request;
  return new Promise((resolve) => {
    const finish = (answer: Answer | Abandoned): void => {
      clearTimeout(timer);
      worker.off('message', hear);
      worker.off('error', fail);
      worker.off('exit', gone);
      resolve(answer);
    };
    let progress: Progress | undefined;
    const abandon = (reason: string): void => finish({ kind: 'abandoned', reason, progress });
    const hear = (message: Answer | OnTheWay): void => {
      if (message.kind === 'progress') progress = message.progress;
      else finish(message);
    };
    const fail = (error: Error & { code?: string }): void => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        abandon(`it needed more than ${memoryMegabytes} MB (give --memory) and was stopped`);
      else finish({ kind: 'failed', message: error.message, stack: error.stack });
    };
    const timeout = timeoutSeconds * 1000;
    const timer = setTimeout(
      () => abandon(`it did not end within ${timeoutSeconds} s and was stopped`),
      Math.min(timeout + grace(timeout), 2 ** 31 - 1),
    );
    // A model may end its thread; an error or an answer comes before that.
    const gone = (): void => abandon('its thread ended without an answer');
    worker.on('message', hear).on('error', fail).on('exit', gone);
    worker.postMessage(job);
  });
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
