import { UserError } from '../../cli/errors.js';
import { didYouMean } from '../../cli/nearest.js';
import type { Json } from '../../history/operation.js';
import type { CheckInput, CheckLimits, CheckResult, Checker } from '../checker.js';
import type { Model, ModelSettings } from './model.js';
import { MODELS } from './models/index.js';
import { wholeMap } from './models/map.js';
import { partition } from './partition.js';
import { relaxed } from './relax.js';
import { schedule, type PartOutcome, type Schedule } from './scheduler.js';
import { selfTests } from './self-test.js';
import { explain } from './witness.js';

/** At most so many violating parts are explained; all are counted. */
const EXPLAINED = 10;

const linearizability: Checker = {
  name: 'linearizability',
  models: Object.keys(MODELS),
  summary: 'each operation took effect at one moment between its invocation and its response',
  source:
    'Wing & Gong, "Testing and Verifying Concurrent Objects" (1993), with the memoisation of Lowe (2017), partitioning as ' +
    'in Horn & Kroening (2015) and Porcupine, and Gibbons & Korach (1997) for registers with distinct values',
  cannotDetect: [
    'Violations that no client observed: a stale replica that nobody read is not in the history.',
    'Violations that an operation of unknown outcome could explain: each one may have happened at any later time, or never.',
    'Orders closer than the clock resolves: operations that touch in time count as concurrent.',
    'Anything across keys, where the model is partitioned by key (all but user models that say otherwise).',
    'Lost data after the last read: without final reads of every key nothing contradicts the loss.',
  ],
  options: {
    initial: { description: 'the value that every object starts with, as JSON (default: null, 0, or empty)' },
    partition: { description: 'one object per key, or the whole map as one', choices: ['key', 'off'], default: 'key' },
    ttl: { description: 'model lease: how long a lease lasts, in the unit of the timestamps' },
    overdraft: { description: 'model ledger: whether a balance may go below zero', choices: ['allowed', 'forbidden'] },
    'first-offset': { description: 'model log: the offset of the first entry (default 0)' },
  },
  selfTests,
  run: (input, limits) => checkLinearizability(input, limits),
  relax: (op, name) => {
    const model = name === undefined ? undefined : MODELS[name];
    return model === undefined ? undefined : relaxed(model)(op);
  },
};

export default linearizability;

/**
 * Checks a history against a model.
 * @param own the model where it is not one of the package's (a user's file)
 * @throws UserError where the model is missing or unknown, or an option's value is not usable
 */
export function checkLinearizability(input: CheckInput, limits: CheckLimits, own?: Model): CheckResult {
  const model = own ?? modelFor(input);
  const settings: ModelSettings = { initial: initialValue(input.options['initial']), options: input.options };
  const { parts, consumed, excluded, indeterminate, answered } = partition(input.operations, model);
  const done = schedule(parts, model, settings, limits);
  const common = { consumed, excluded, indeterminate, partitions: parts.length };
  const details = { configurations: done.configurations, legal_partitions: done.legal, model: model.name };
  if (done.illegal.length > 0) {
    const explained = done.illegal.slice(0, EXPLAINED).map((one) => explain(one, limits));
    const left = done.unknown.length + done.untouched;
    return {
      ...common,
      result: 'invalid',
      ...(left > 0 && {
        reason: `${left} of ${parts.length} partitions were left undecided once a violation was found`,
      }),
      anomalies: explained.map((one) => one.anomaly),
      witness: explained[0]?.witness,
      details: { ...details, illegal_partitions: done.illegal.length },
    };
  }
  if (done.unknown.length > 0 || done.untouched > 0)
    return { ...common, result: 'unknown', reason: undecided(done, parts.length), anomalies: [], details };
  if (answered === 0)
    return {
      ...common,
      result: 'unknown',
      reason:
        consumed > 0
          ? `none of the ${consumed} operations got an answer: whatever the object did, nothing contradicts it`
          : input.operations.length === 0
            ? 'the history holds no operation'
            : `no operation of the history is one of model ${model.name} (${model.types.join(', ')})`,
      anomalies: [],
      details,
    };
  return { ...common, result: 'valid', anomalies: [], details };
}

function modelFor(input: CheckInput): Model {
  const name = input.model;
  if (name === undefined)
    throw new UserError('the linearizability checker needs a model', {
      help: `give --model with one of ${Object.keys(MODELS).join(', ')}, or a file with a model of your own`,
    });
  const model = Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
  if (model === undefined)
    throw new UserError(`unknown model "${name}".${didYouMean(name, Object.keys(MODELS))}`, {
      help: `models: ${Object.keys(MODELS).join(', ')}, or the path of a model file`,
    });
  if (input.options['partition'] !== 'off') return model;
  if (model.name === 'map') return wholeMap as Model<unknown>;
  throw new UserError(`option partition=off is for model map; ${model.name} has no meaning across keys`);
}

function initialValue(text: string | undefined): Json {
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UserError(`option initial is not JSON: ${text}`, {
      help: 'strings need quotes: --option initial=\'"a"\'',
    });
  }
}

function undecided(done: Schedule, total: number): string {
  const sentences: string[] = [];
  const count = (limit: PartOutcome['limit']): number => done.unknown.filter((one) => one.limit === limit).length;
  const [late, large] = [count('time'), count('memory')];
  if (late > 0) sentences.push(`${late} of ${total} partitions were undecided when the time was over`);
  if (large > 0) sentences.push(`${large} of ${total} partitions needed more memory than allowed`);
  if (done.untouched > 0) sentences.push(`${done.untouched} of ${total} partitions were not begun in time`);
  const hard = done.unknown[0];
  if (hard !== undefined) {
    const progress = hard.search?.progress();
    const size = hard.prepared.operations.length;
    const reached = progress === undefined ? '' : `, of which ${progress.returned} responses were explained`;
    sentences.push(`key ${JSON.stringify(hard.part.key)} has ${size} operations${reached}`);
  }
  return `${sentences.join('; ')}. Fewer clients per key, fewer operations per key and fewer unknown outcomes make it decidable`;
}
