import type { Scope } from './agents.js';
import { flag, listOf, mapOf, oneOf, optional, orNull, readVersioned, record, text } from './shape.js';

export type Mode = 'link' | 'copy';

/** Where a pack came from and what of it is there. */
export interface PackRecord {
  readonly dir: string;
  /** A URL (never with a password in it), a path, or `bundled` for the pack in the npm package. */
  readonly source: string;
  /** What was asked for with --ref. */
  readonly ref: string | null;
  /** A branch is followed; a tag or commit stays where it is. */
  readonly refKind: 'branch' | 'tag' | 'commit' | null;
  readonly commit: string | null;
  readonly kind: 'git' | 'snapshot';
  readonly bundled: boolean;
  /** We made the directory: only then is it ours to remove. */
  readonly created: boolean;
  /** The hash of every file of a snapshot, so that edits are seen; a git clone needs none. */
  readonly files?: Readonly<Record<string, string>>;
  readonly skills: Readonly<Record<string, SkillRecord>>;
}

export interface SkillRecord {
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
}

/** One thing that we put on the disk. */
export interface ReceiptEntry {
  readonly kind: 'link' | 'copy' | 'agents-md';
  readonly path: string;
  readonly agents: readonly string[];
  readonly skill?: string;
  /** A link's target as it was written. */
  readonly target?: string;
  /** A copy's files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where something that was here before was moved to. */
  readonly backup?: string;
  /** The block in AGENTS.md. */
  readonly block?: BlockRecord;
}

/** What is needed to take the block out of AGENTS.md so that every other byte is as before. */
export interface BlockRecord {
  /** The hash of the block, markers included, as we wrote it. */
  readonly hash: string;
  /** The line ends that we wrote before and after it. */
  readonly before: string;
  readonly after: string;
  /** We made the file. */
  readonly created: boolean;
}

export interface Receipt {
  readonly version: 1;
  readonly scope: Scope;
  readonly root: string;
  readonly mode: Mode;
  readonly agents: readonly string[];
  /** The skills that were asked for by name; null for all. */
  readonly skills: readonly string[] | null;
  /** The block in AGENTS.md was asked for, or is needed by an agent without a directory. */
  readonly agentsMd: boolean;
  readonly pack: PackRecord;
  readonly entries: readonly ReceiptEntry[];
  /** Directories that we made, outermost first. */
  readonly directories: readonly string[];
}

const hashes = mapOf(text);
export const SKILLS_SHAPE = mapOf(record({ path: text, files: hashes }));

const SHAPE = record({
  version: oneOf(1),
  scope: oneOf('user', 'project'),
  root: text,
  mode: oneOf('link', 'copy'),
  agents: listOf(text),
  skills: orNull(listOf(text)),
  agentsMd: flag,
  pack: record({
    dir: text,
    source: text,
    ref: orNull(text),
    refKind: oneOf('branch', 'tag', 'commit', null),
    commit: orNull(text),
    kind: oneOf('git', 'snapshot'),
    bundled: flag,
    created: flag,
    files: optional(hashes),
    skills: SKILLS_SHAPE,
  }),
  entries: listOf(
    record({
      kind: oneOf('link', 'copy', 'agents-md'),
      path: text,
      agents: listOf(text),
      skill: optional(text),
      target: optional(text),
      files: optional(hashes),
      backup: optional(text),
      block: optional(record({ hash: text, before: text, after: text, created: flag })),
    }),
  ),
  directories: listOf(text),
});

/** Reads a receipt; undefined when nothing was installed. @throws UserError for one that is not understood. */
export function readReceipt(file: string): Receipt | undefined {
  return readVersioned(file, 'receipt', 1, SHAPE) as Receipt | undefined;
}

/** A receipt or lock file as text, always the same for the same content. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
