import { createHash } from 'node:crypto';
import type { DocumentKind } from '../rules/rule.js';
import { cached, store } from './cache.js';
import { classify, LINTED_KINDS } from './classify.js';
import { diffLines } from './diff.js';
import { fixText, writeFixed } from './fix.js';
import { lintText } from './lint-text.js';
import { companionsOf } from './companions.js';
import { decodeDocument, readBytes, type ReadResult } from './read.js';
import type { FileProblem, FileResult } from './result.js';
import type { FileSettings } from './settings.js';

/** One file to check, with all that is needed for it: plain data, so that another thread can do it. */
export interface Job {
  /** Absolute. */
  readonly path: string;
  readonly shown: string;
  /** Named by the user: then it must be a document that can be checked. */
  readonly named: boolean;
  /** Undefined: recognise it. */
  readonly type: DocumentKind | undefined;
  readonly settings: FileSettings;
  /** The plan that a report is held against, from the working directory; else the one that its header names. */
  readonly plan?: string;
}

/** What is the same for every file of a run. */
export interface JobOptions {
  readonly excerpts: boolean;
  readonly fix: 'no' | 'write' | 'show';
  /** Folder of the cache. */
  readonly cache: string | undefined;
}

export type Outcome =
  | { readonly kind: 'result'; readonly result: FileResult; readonly diff?: string; readonly text?: string }
  | { readonly kind: 'problem'; readonly problem: FileProblem }
  /** Only met, not named, and no test document. */
  | { readonly kind: 'left-out' };

/** Loads what jobs will need, because {@link work} itself does not wait. */
export async function prepare(hygiene: boolean): Promise<void> {
  if (hygiene) await (await import('../hygiene/hygiene.js')).loadHygiene();
}

/**
 * Reads, recognises and checks one file; with `fix`, mends it.
 * @param bytes the document where it does not come from the file (standard input); it is then not written either
 */
export function work(job: Job, options: JobOptions, bytes?: Buffer): Outcome {
  const content = bytes ?? readBytes(job.path, job.shown);
  if ('problem' in content) return { kind: 'problem', problem: content.problem };
  const key = options.cache === undefined || options.fix !== 'no' ? undefined : keyOf(job, options, content);
  const known = key === undefined ? undefined : cached(options.cache ?? '', key);
  if (known !== undefined) return { kind: 'result', result: known };
  const read: ReadResult = decodeDocument(content, job.shown);
  if ('problem' in read) {
    // Of a file that was only met it matters when it would be a test document, were it readable.
    const met = !job.named && job.type === undefined && classify(job.path, guessText(content)) === undefined;
    return met ? { kind: 'left-out' } : { kind: 'problem', problem: read.problem };
  }
  const type = job.type ?? classify(job.path, read.text);
  if (type === undefined || !LINTED_KINDS.has(type))
    return job.named ? { kind: 'problem', problem: unknownKind(job.shown, type) } : { kind: 'left-out' };
  const input = { path: job.shown, text: read.text, type, ...(type === 'report' ? companionsOf(job, read.text) : {}) };
  if (options.fix === 'no') {
    const result = lintText(input, job.settings, options.excerpts);
    // A report's result depends on its plan, too.
    if (key !== undefined && type !== 'report') store(options.cache ?? '', key, result);
    return { kind: 'result', result };
  }
  const { text, result } = fixText(input, job.settings, options.excerpts);
  if (bytes !== undefined) return { kind: 'result', result, text };
  if (options.fix === 'show') return { kind: 'result', result, diff: diffLines(job.shown, read.text, text) };
  if (text !== read.text) {
    const failed = writeFixed(job.path, read.text, text);
    if (failed !== undefined) return { kind: 'problem', problem: { path: job.shown, message: failed } };
  }
  return { kind: 'result', result };
}

/** Bytes of an unknown encoding as text that is good enough to recognise a title in. */
function guessText(bytes: Buffer): string {
  return bytes.subarray(0, 200_000).toString(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'latin1');
}

/** Everything that a result depends on, the document's bytes included. */
function keyOf(job: Job, { excerpts }: JobOptions, bytes: Buffer): string {
  const { today, ...settings } = job.settings;
  const facts = [job.shown, job.path, job.type, settings, excerpts, bytes.includes('until=') ? today : ''];
  return createHash('sha256').update(JSON.stringify(facts)).update('\0').update(bytes).digest('hex');
}

function unknownKind(path: string, type: DocumentKind | undefined): FileProblem {
  if (type === 'skill' || type === 'pack')
    return {
      path,
      message: 'is part of a skill, which is checked with the files beside it',
      help: 'name its SKILL.md or its folder',
    };
  if (type !== undefined)
    return {
      path,
      message: `is taken for a document of kind "${type}", for which there are no rules yet`,
      help: 'leave it out of the run',
    };
  return {
    path,
    message: 'is of unknown kind: neither its title nor its headings are those of a plan, report or session log',
    help: 'a plan begins with "# Test Plan: <name>"; or say what it is: --type plan',
  };
}
