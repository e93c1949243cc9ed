import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { distDirectory } from '../check/locate.js';
import { prepare, work, type Job, type JobOptions, type Outcome } from './work.js';
import type { Answer, Batch, WorkerData } from './worker.js';

/** Files that a thread is given at once: enough that talking costs little, few enough that no thread runs dry. */
const BATCH = 16;
/** Every thread has a heap of its own, some 40 MB: more only where they are asked for, and never very many. */
const MAX_THREADS = 8;
/** From so many files on, the heap is kept small: it would otherwise grow with garbage that nobody collects. */
const MANY = 16;
/** Batches that may be finished and wait for an earlier one, so that a slow file does not pile up results. */
const WINDOW = 32;

export interface PoolOptions extends JobOptions {
  readonly hygiene: boolean;
  /** 1, the default, for none beside this one. */
  readonly threads: number | undefined;
}

/**
 * Does jobs in this thread and in those beside it that are asked for, and hands their outcomes on in the order
 * of the jobs. Jobs are taken from the iterable only when a thread is free.
 */
export async function runJobs(
  jobs: Iterable<Job>,
  options: PoolOptions,
  onOutcome: (job: Job, outcome: Outcome) => void,
): Promise<void> {
  await prepare(options.hygiene);
  const pool = new Pool(jobs, options, onOutcome);
  const threads = Math.min(options.threads ?? 1, MAX_THREADS);
  if (threads > 1) pool.start(threads - 1);
  try {
    for (let batch = pool.next(); batch !== undefined; batch = await pool.nextWhenRoom()) {
      pool.finish(
        batch.sequence,
        batch.jobs.map((job) => work(job, options)),
      );
      if (batch.sequence === MANY) setFlagsFromString('--heap-growing-percent=10');
    }
    await pool.done();
  } finally {
    await pool.stop();
  }
}

class Pool {
  private started = false;
  private readonly iterator: Iterator<Job>;
  private exhausted = false;
  private sequence = 0;
  private handedOn = 0;
  private readonly waiting = new Map<number, readonly Job[]>();
  private readonly finished = new Map<number, readonly Outcome[]>();
  private readonly workers = new Set<Worker>();
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(
    jobs: Iterable<Job>,
    private readonly options: PoolOptions,
    private readonly onOutcome: (job: Job, outcome: Outcome) => void,
  ) {
    this.iterator = jobs[Symbol.iterator]();
  }

  next(): Batch | undefined {
    if (this.exhausted) return undefined;
    const jobs: Job[] = [];
    // Alone, a result is shown as soon as it is there.
    const size = this.started ? BATCH : 1;
    while (jobs.length < size) {
      const { done, value } = this.iterator.next();
      if (done === true) {
        this.exhausted = true;
        break;
      }
      jobs.push(value);
    }
    if (jobs.length === 0) return undefined;
    const batch = { sequence: this.sequence++, jobs };
    this.waiting.set(batch.sequence, jobs);
    return batch;
  }

  /** Lets other threads speak, and waits while too many results wait for an earlier one. */
  async nextWhenRoom(): Promise<Batch | undefined> {
    if (this.started) await new Promise((resolve) => setImmediate(resolve));
    while (this.sequence - this.handedOn > WINDOW && !this.exhausted) await this.change();
    if (this.failure !== undefined) throw this.failure;
    return this.next();
  }

  finish(sequence: number, outcomes: readonly Outcome[]): void {
    this.finished.set(sequence, outcomes);
    for (let ready = this.finished.get(this.handedOn); ready !== undefined; ready = this.finished.get(this.handedOn)) {
      const jobs = this.waiting.get(this.handedOn) ?? [];
      this.finished.delete(this.handedOn);
      this.waiting.delete(this.handedOn);
      this.handedOn++;
      for (const [i, job] of jobs.entries()) {
        const outcome = ready[i];
        if (outcome !== undefined) this.onOutcome(job, outcome);
      }
    }
    this.wake?.();
  }

  start(count: number): void {
    this.started = true;
    const { excerpts, fix, cache, hygiene } = this.options;
    const workerData: WorkerData = { options: { excerpts, fix, cache }, hygiene };
    for (let i = 0; i < count; i++) this.startOne(workerData);
  }

  private startOne(workerData: WorkerData): void {
    const worker = new Worker(join(distDirectory(), 'lint-worker.cjs'), {
      workerData,
      // Documents are small and short-lived; without a bound each heap would grow to what the machine has.
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 },
    });
    const own = new Map<number, Batch>();
    const give = (): void => {
      const batch = this.failure === undefined ? this.next() : undefined;
      if (batch === undefined) return;
      own.set(batch.sequence, batch);
      worker.postMessage(batch);
    };
    const gone = (): void => {
      if (!this.workers.delete(worker)) return;
      // What the thread had taken is done here.
      for (const batch of own.values())
        this.finish(
          batch.sequence,
          batch.jobs.map((job) => work(job, this.options)),
        );
      this.wake?.();
    };
    worker.on('message', (answer: Answer) => {
      own.delete(answer.sequence);
      if ('error' in answer) {
        this.failure = new Error(answer.error);
        this.wake?.();
        return;
      }
      this.finish(answer.sequence, answer.outcomes);
      give();
    });
    worker.on('error', gone);
    worker.on('exit', gone);
    this.workers.add(worker);
    give();
    give();
  }

  /** Waits until every job that was taken is finished. */
  async done(): Promise<void> {
    while (this.handedOn < this.sequence && this.failure === undefined) await this.change();
    if (this.failure !== undefined) throw this.failure;
  }

  async stop(): Promise<void> {
    const workers = [...this.workers];
    this.workers.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = undefined;
        resolve();
      };
    });
  }
}
