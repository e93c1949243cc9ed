import type { Mode, PackRecord, Receipt, SkillRecord } from './receipt.js';
import { SKILLS_SHAPE } from './receipt.js';
import { flag, listOf, mapOf, oneOf, optional, orNull, readVersioned, record, text } from './shape.js';

/**
 * The project's lock file, to be committed: what was installed, so exactly that the same can be put on another machine.
 */
export interface LockFile {
  readonly version: 1;
  readonly source: string;
  readonly ref: string | null;
  readonly refKind: PackRecord['refKind'];
  readonly commit: string | null;
  readonly bundled: boolean;
  readonly mode: Mode;
  readonly agents: readonly string[];
  readonly agentsMd: boolean;
  /** The skills that are installed, with the hash of every file. */
  readonly skills: Readonly<Record<string, SkillRecord>>;
  /** Of a pack without git, the hash of every file: so that it is known again where there is no receipt. */
  readonly files?: Readonly<Record<string, string>>;
}

const SHAPE = record({
  version: oneOf(1),
  source: text,
  ref: orNull(text),
  refKind: oneOf('branch', 'tag', 'commit', null),
  commit: orNull(text),
  bundled: flag,
  mode: oneOf('link', 'copy'),
  agents: listOf(text),
  agentsMd: flag,
  skills: SKILLS_SHAPE,
  files: optional(mapOf(text)),
});

/** Reads a lock file; undefined when there is none. @throws UserError for one that is not understood. */
export function readLockFile(file: string): LockFile | undefined {
  return readVersioned(file, 'lock file', 1, SHAPE) as LockFile | undefined;
}

/** The lock file that says what a receipt says, in a fixed order. */
export function lockFor(receipt: Receipt): LockFile {
  const { pack } = receipt;
  const chosen = Object.keys(pack.skills)
    .filter((name) => receipt.skills === null || receipt.skills.includes(name))
    .sort();
  return {
    version: 1,
    source: pack.source,
    ref: pack.ref,
    refKind: pack.refKind,
    commit: pack.commit,
    bundled: pack.bundled,
    mode: receipt.mode,
    agents: [...receipt.agents].sort(),
    agentsMd: receipt.agentsMd,
    skills: Object.fromEntries(chosen.map((name) => [name, sorted(pack.skills[name])])),
    ...(pack.files === undefined ? {} : { files: inOrder(pack.files) }),
  };
}

function sorted(skill: SkillRecord | undefined): SkillRecord {
  return { path: skill?.path ?? '', files: inOrder(skill?.files ?? {}) };
}

function inOrder(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((name) => [name, files[name] ?? '']),
  );
}
