import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { resolve } from 'node:path';
import type { Operation } from '../history/operation.js';
import type { CheckInput, CheckLimits, CheckResult, Checker, SelfTest } from './checker.js';
import { CHECKERS } from './registry.js';

/** A checker made ready for one model. */
export interface Selected {
  readonly checker: Checker;
  /** The model's name, also where it comes from a file. */
  readonly model: string | undefined;
  readonly selfTests: readonly SelfTest[];
  readonly run: (input: CheckInput, limits: CheckLimits) => CheckResult | Promise<CheckResult>;
  /** As Checker.relax, for this model. */
  readonly relax: ((op: Operation) => Operation | undefined) | undefined;
}

/** True where `--model` names a file rather than a model of the package. */
export function isModelFile(model: string): boolean {
  return model.includes('/') || /\.[cm]?[jt]s$/.test(model);
}

/**
 * Loads the checker that a request asks for. Without a name it is linearizability where that knows the model, else the
 * first checker that does.
 * @throws UserError on an unknown name, or a model that the checker does not know
 */
export async function select(
  name: string | undefined,
  given: string | undefined,
  operations: readonly Operation[],
): Promise<Selected> {
  const checker = await loadChecker(name ?? defaultChecker(given, operations));
  // Of a checker that knows one model only, nobody need say which.
  const model =
    given ?? (checker.models.length === 1 && checker.modelOptional !== true ? checker.models[0] : undefined);
  if (model !== undefined && isModelFile(model)) return withUserModel(checker, model);
  const files = checker.name === 'linearizability';
  if (checker.models.length > 0 && model === undefined && checker.modelOptional !== true)
    throw new UserError(`the ${checker.name} checker needs a model`, {
      help: modelHelp(checker.models, operations, files),
    });
  if (checker.models.length > 0 && model !== undefined && !checker.models.includes(model))
    throw new UserError(
      `the ${checker.name} checker does not know model "${model}".${didYouMean(model, checker.models)}`,
      { help: modelHelp(checker.models, operations, files) },
    );
  const selfTests = checker.selfTests.filter((test) => test.model === undefined || test.model === model);
  const relax = checker.relax === undefined ? undefined : (op: Operation) => checker.relax?.(op, model);
  return { checker, model, selfTests, run: (input, limits) => checker.run(input, limits), relax };
}

/** @throws UserError on an unknown name */
export async function loadChecker(name: string): Promise<Checker> {
  const entry = Object.hasOwn(CHECKERS, name) ? CHECKERS[name] : undefined;
  if (entry === undefined)
    throw new UserError(`unknown checker "${name}".${didYouMean(name, Object.keys(CHECKERS))}`, {
      help: `${models().includes(name) ? `${name} is a model: --model ${name}; ` : ''}checkers: ${Object.keys(CHECKERS).join(', ')}`,
    });
  return entry.load();
}

function defaultChecker(model: string | undefined, operations: readonly Operation[]): string {
  if (model === undefined)
    throw new UserError('name a model or a checker', {
      help: `${modelHelp(models(), operations)}; --list shows the checkers`,
    });
  if (isModelFile(model)) return 'linearizability';
  const names = Object.keys(CHECKERS).filter((one) => CHECKERS[one]?.models.includes(model));
  const first = names.includes('linearizability') ? 'linearizability' : names[0];
  if (first !== undefined) return first;
  throw new UserError(`unknown model "${model}".${didYouMean(model, models())}`, {
    help: modelHelp(models(), operations),
  });
}

function models(): string[] {
  return [...new Set(Object.values(CHECKERS).flatMap((entry) => entry.models))];
}

function modelHelp(known: readonly string[], operations: readonly Operation[], files = true): string {
  const types = [...new Set(operations.slice(0, 10_000).map((op) => op.op_type))].slice(0, 8);
  const found = types.length === 0 ? '' : `; the history has ${types.join(', ')}`;
  return `models: ${known.join(', ')}${files ? ', or the path of a model file' : ''}${found}`;
}

async function withUserModel(checker: Checker, path: string): Promise<Selected> {
  if (checker.name !== 'linearizability')
    throw new UserError(`a model file goes with the linearizability checker, not with ${checker.name}`);
  const { loadUserModel } = await import('./linearizability/user-model.js');
  const { checkLinearizability } = await import('./linearizability/checker.js');
  const { relaxed } = await import('./linearizability/relax.js');
  const { model, selfTests } = await loadUserModel(resolve(path));
  // Without examples of its own, the search is tried on the register, and the model on nothing.
  const engine = checker.selfTests.filter((test) => test.model === 'register');
  return {
    checker,
    model: model.name,
    selfTests: [...engine, ...selfTests],
    run: (input, limits) =>
      input.model === 'register' ? checker.run(input, limits) : checkLinearizability(input, limits, model),
    relax: relaxed(model),
  };
}
