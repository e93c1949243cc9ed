import type { DocumentKind } from '../rules/rule.js';
import { classify, LINTED_KINDS } from './classify.js';
import type { Target } from './find.js';
import { lintText } from './lint-text.js';
import { decodeDocument, readDocument, type ReadResult } from './read.js';
import type { FileProblem, FileResult, Summary } from './result.js';
import type { FileSettings } from './settings.js';
import { Tally } from './summary.js';

export interface LintRequest {
  /** Files to check; taken one by one, so that a long list need not exist at once. */
  readonly targets: Iterable<Target | Stdin>;
  /** The kind of every document; recognised from content and place where undefined. */
  readonly type: DocumentKind | undefined;
  readonly settings: (path: string) => FileSettings;
  /** Whether messages carry the line of their finding. */
  readonly excerpts: boolean;
}

/** A document that came through standard input. */
export interface Stdin {
  readonly bytes: Buffer;
  readonly path: string;
  readonly shown: string;
  readonly named: true;
}

/** Takes results as they come, in the order of the targets. */
export interface Sink {
  file(result: FileResult): void;
  problem(problem: FileProblem): void;
}

/** Checks files and hands each result on at once. A run that checked nothing is a problem, too. */
export function lintFiles(request: LintRequest, sink: Sink, tally = new Tally()): Summary {
  const problem = (found: FileProblem): void => {
    tally.problems++;
    sink.problem(found);
  };
  for (const target of request.targets) {
    const outcome = lintTarget(target, request);
    if (outcome === undefined) tally.leftOut++;
    else if ('problem' in outcome) problem(outcome.problem);
    else {
      tally.add(outcome.result);
      sink.file(outcome.result);
    }
  }
  return tally.summary();
}

type Outcome = { readonly result: FileResult } | { readonly problem: FileProblem } | undefined;

/** Reads, recognises and checks one file; undefined for a file that was only met and is no test document. */
function lintTarget(target: Target | Stdin, request: LintRequest): Outcome {
  const read: ReadResult =
    'bytes' in target ? decodeDocument(target.bytes, target.shown) : readDocument(target.path, target.shown);
  if ('problem' in read) return read;
  const type = request.type ?? classify(target.path, read.text);
  if (type === undefined || !LINTED_KINDS.has(type))
    return target.named ? { problem: unknownKind(target.shown, type) } : undefined;
  const input = { path: target.shown, text: read.text, type };
  return { result: lintText(input, request.settings(target.path), request.excerpts) };
}

function unknownKind(path: string, type: DocumentKind | undefined): FileProblem {
  if (type !== undefined)
    return {
      path,
      message: `is checked as ${type}, for which there are no rules yet`,
      help: 'leave it out of the run',
    };
  return {
    path,
    message: 'is of unknown kind: neither its title nor its headings are those of a plan, report or session log',
    help: 'a plan begins with "# Test Plan: <name>"; or say what it is: --type plan',
  };
}
