import { parentPort, workerData } from 'node:worker_threads';
import { prepare, work, type Job, type JobOptions, type Outcome } from './work.js';

/** What the pool tells a thread when it starts. */
export interface WorkerData {
  readonly options: JobOptions;
  readonly hygiene: boolean;
}

export interface Batch {
  readonly sequence: number;
  readonly jobs: readonly Job[];
}

export type Answer =
  | { readonly sequence: number; readonly outcomes: readonly Outcome[] }
  | { readonly sequence: number; readonly error: string };

const { options, hygiene } = workerData as WorkerData;
const ready = prepare(hygiene);

parentPort?.on('message', ({ sequence, jobs }: Batch) => {
  void ready
    .then((): Answer => ({ sequence, outcomes: jobs.map((job) => work(job, options)) }))
    .catch((error: unknown): Answer => {
      return { sequence, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    })
    .then((answer) => parentPort?.postMessage(answer));
});
