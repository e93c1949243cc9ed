import { resolve } from 'node:path';
import { UserError } from '../cli/errors.js';
import { openDraft, type Draft } from '../files/whole.js';
import type { FormatContext, Formatter } from '../format/formatter.js';
import { FORMATS, WITH_EXCERPTS } from '../format/registry.js';
import type { FileProblem, FileResult, Summary } from './result.js';

/** A format and where it goes; standard output where no file is named. */
export interface Output {
  readonly format: string;
  readonly file?: string;
}

/**
 * Pairs `--format` and `--output` flags: an `--output` belongs to the `--format` before it, a single one of each
 * belong together in any order.
 * @throws UserError where two outputs would go to one place
 */
export function pairOutputs(
  flags: readonly { readonly name: string; readonly value: string }[],
  byDefault: string,
): Output[] {
  const outputs: { format: string; file?: string }[] = [];
  const waiting: string[] = [];
  for (const { name, value } of flags) {
    if (name === 'format') outputs.push({ format: value });
    if (name !== 'output') continue;
    const last = outputs.at(-1);
    if (last === undefined) waiting.push(value);
    else if (last.file === undefined) last.file = value;
    else outputs.push({ format: last.format, file: value });
  }
  const [first, ...more] = waiting;
  if (first !== undefined) {
    const only = outputs[0] ?? { format: byDefault };
    if (outputs.length > 1 || only.file !== undefined || more.length > 0)
      throw new UserError(`--output ${first} stands before every --format, so it is unclear what goes there`, {
        help: 'write each --output behind the --format that it belongs to',
      });
    outputs.splice(0, 1, { ...only, file: first });
  }
  if (outputs.length === 0) outputs.push({ format: byDefault });
  const places = outputs.map(({ file }) => file ?? '-');
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice !== undefined)
    throw new UserError(`two formats go to ${twice === '-' ? 'standard output' : twice}`, {
      help: 'give each --format an --output of its own, for example: --format stylish --format sarif --output out.sarif',
    });
  return outputs.map(({ format, file }) => (file === undefined || file === '-' ? { format } : { format, file }));
}

interface Sink extends Draft {
  readonly formatter: Formatter;
}

/** Every output of a run as one: what comes goes to each. */
export class Outputs {
  readonly excerpts: boolean;
  private readonly sinks: readonly Sink[];

  private constructor(sinks: Outputs['sinks'], excerpts: boolean) {
    this.sinks = sinks;
    this.excerpts = excerpts;
    this.each((formatter) => formatter.begin?.() ?? '');
  }

  /** @throws UserError where a file cannot be written */
  static async open(outputs: readonly Output[], context: FormatContext, out: (text: string) => void): Promise<Outputs> {
    const sinks: Outputs['sinks'][number][] = [];
    for (const { format, file } of outputs) {
      const create = await FORMATS[format]?.();
      if (create === undefined) throw new UserError(`unknown format "${format}"`);
      const formatter = create(file === undefined ? context : { ...context, color: false });
      sinks.push({
        formatter,
        ...(file === undefined
          ? { write: out, keep: () => undefined, drop: () => undefined }
          : toFile(context.cwd, file)),
      });
    }
    return new Outputs(
      sinks,
      outputs.some(({ format }) => WITH_EXCERPTS.has(format)),
    );
  }

  file(result: FileResult): void {
    this.each((formatter) => formatter.file(result));
  }

  problem(problem: FileProblem): void {
    this.each((formatter) => formatter.problem(problem));
  }

  end(summary: Summary): void {
    this.each((formatter) => formatter.end(summary));
    this.orDrop(() => {
      for (const { keep } of this.sinks) keep();
    });
  }

  private each(text: (formatter: Formatter) => string): void {
    this.orDrop(() => {
      for (const { formatter, write } of this.sinks) {
        const piece = text(formatter);
        if (piece !== '') write(piece);
      }
    });
  }

  /** Where one of them cannot be written, the others are not put in their places either. */
  private orDrop(step: () => void): void {
    try {
      step();
    } catch (error) {
      for (const { drop } of this.sinks) drop();
      throw error;
    }
  }
}

/** Nobody reads half a report: the file is replaced at the end. */
function toFile(cwd: string, file: string): Draft {
  const told = <T>(step: () => T): T => {
    try {
      return step();
    } catch (error) {
      throw new UserError(`--output ${file} cannot be written: ${(error as Error).message}`, { cause: error });
    }
  };
  const draft = told(() => openDraft(resolve(cwd, file)));
  return {
    write: (text) => told(() => draft.write(text)),
    keep: () => told(() => draft.keep()),
    drop: () => draft.drop(),
  };
}
