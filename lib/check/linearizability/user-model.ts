import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../cli/errors.js';
import { canonical, show } from '../../history/canonical.js';
import type { Json, Operation } from '../../history/operation.js';
import { toOperation } from '../../history/validate.js';
import type { SelfTest } from '../checker.js';
import type { Model, ModelInstance, ModelSettings } from './model.js';

/** What a model file exports as its default: states are JSON values, `step` must not change the one it gets. */
export interface UserModel {
  readonly name: string;
  readonly types: readonly string[];
  readonly initial?: Json;
  /** False where operations on different keys touch the same object; default true. */
  readonly perKey?: boolean;
  /**
   * The state after `op`, or undefined where `op` cannot answer `op.output` in this state. With `known` false the
   * outcome is unknown: give the state if the operation took effect, whatever its answer.
   */
  step(state: Json, op: Operation, known: boolean): Json | undefined;
  /** True for operations that never change the state; makes checks much faster. Default: none. */
  pure?(op: Operation): boolean;
  /** What beyond type, input and output decides about an operation, such as its process. */
  identity?(op: Operation): string;
  describe?(state: Json): string;
  /** Histories with a known verdict, in the form of history.jsonl; they run before each check. */
  readonly good?: readonly Json[];
  readonly bad?: readonly Json[];
}

/**
 * Loads a model that a user wrote (an ES module or CommonJS file).
 * @throws UserError where the file cannot be loaded or its default export is no model.
 */
export async function loadUserModel(path: string): Promise<{ model: Model<unknown>; selfTests: SelfTest[] }> {
  let exported: unknown;
  if (!existsSync(path))
    throw new UserError(`${path}: no such file`, { help: 'a model of your own is the path of its file' });
  try {
    const loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
    exported = loaded.default;
  } catch (error) {
    throw new UserError(`${path}: cannot load this model: ${error instanceof Error ? error.message : String(error)}`);
  }
  const help = 'export default { name, types: [...], initial, step(state, op, known) { … } }; see docs/checkers.md';
  if (exported === null || typeof exported !== 'object')
    throw new UserError(`${path}: a model file needs a default export that is an object`, { help });
  const model = exported as Partial<UserModel>;
  if (typeof model.name !== 'string' || model.name === '')
    throw new UserError(`${path}: the model has no "name"`, { help });
  if (!Array.isArray(model.types) || model.types.length === 0 || !model.types.every((one) => typeof one === 'string'))
    throw new UserError(`${path}: "types" must be a list of operation types`, { help });
  if (typeof model.step !== 'function') throw new UserError(`${path}: the model has no function "step"`, { help });
  for (const optional of ['pure', 'identity', 'describe'] as const)
    if (model[optional] !== undefined && typeof model[optional] !== 'function')
      throw new UserError(`${path}: "${optional}" must be a function`, { help });
  const valid = model as UserModel;
  const made: Model<Json> = {
    name: valid.name,
    types: valid.types,
    conventions: `as written in ${path}`,
    perKey: valid.perKey !== false,
    create: (settings) => new UserInstance(valid, settings, path),
  };
  return {
    model: made as Model<unknown>,
    selfTests: [...example(valid, 'good', path), ...example(valid, 'bad', path)],
  };
}

function example(model: UserModel, which: 'good' | 'bad', path: string): SelfTest[] {
  const given = model[which];
  if (given === undefined) return [];
  const operations: Operation[] = [];
  given.forEach((line, i) => {
    const op = toOperation(line, i + 1, (problem) => {
      if (problem.kind !== 'missing')
        throw new UserError(`${path}: "${which}", operation ${i + 1}: ${problem.message}`);
    });
    if (op !== undefined) operations.push(op);
  });
  return [
    {
      name: `${model.name}: known ${which}`,
      model: model.name,
      expect: which === 'good' ? 'valid' : 'invalid',
      operations: () => operations,
    },
  ];
}

class UserInstance implements ModelInstance<Json> {
  readonly initial: Json;
  readonly identity: ((op: Operation) => string) | undefined;
  readonly #model: UserModel;
  readonly #path: string;

  constructor(model: UserModel, settings: ModelSettings, path: string) {
    this.#model = model;
    this.#path = path;
    try {
      this.initial = frozen(settings.initial ?? model.initial ?? null);
    } catch (error) {
      throw new UserError(`${path}: "initial": ${error instanceof Error ? error.message : String(error)}`);
    }
    const { identity } = model;
    this.identity = identity === undefined ? undefined : (op) => String(identity.call(model, op));
  }

  apply(state: Json, op: Operation, known: boolean): Json | undefined {
    try {
      const next = this.#model.step(state, op, known);
      return next === undefined ? undefined : frozen(next);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new UserError(`${this.#path}: step failed on operation ${op.op_id} (${op.op_type}): ${what}`, {
        help: 'step must give a new state (JSON, at once, no promise) and leave the one that it gets as it is',
      });
    }
  }

  pure(op: Operation): boolean {
    return this.#model.pure?.(op) === true;
  }

  identify(state: Json): string {
    return canonical(state);
  }

  describe(state: Json): string {
    return this.#model.describe?.(state) ?? show(state, 120);
  }
}

/**
 * The state, so that no later step can change it.
 * @throws TypeError where it is no JSON value: states are told apart by what JSON shows of them, and of a Map, a Set or
 *   a promise it shows nothing
 */
function frozen<T>(value: T): T {
  const other = notJson(value);
  if (other !== undefined) throw new TypeError(`a state holds ${other}, which is no JSON value`);
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) if (member !== undefined) frozen(member);
    Object.freeze(value);
  }
  return value;
}

function notJson(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value !== 'object') return `a ${typeof value}`;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  if (prototype === null || prototype === Object.prototype || Array.isArray(value)) return undefined;
  return `a ${prototype.constructor?.name ?? 'class'}`;
}
