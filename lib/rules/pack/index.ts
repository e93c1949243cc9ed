import type { PackRule } from '../rule.js';
import anchorMissing from './anchor-missing.js';
import byteOrderMark from './byte-order-mark.js';
import duplicateSkillName from './duplicate-skill-name.js';
import evalsInvalid from './evals-invalid.js';
import frontmatterFieldType from './frontmatter-field-type.js';
import frontmatterMissing from './frontmatter-missing.js';
import frontmatterUnknownKey from './frontmatter-unknown-key.js';
import frontmatterUnparseable from './frontmatter-unparseable.js';
import frontmatterYamlFeature from './frontmatter-yaml-feature.js';
import linkLeavesPack from './link-leaves-pack.js';
import linkTargetMissing from './link-target-missing.js';
import manifestInvalid from './manifest-invalid.js';
import manifestPath from './manifest-path.js';
import manifestUnparseable from './manifest-unparseable.js';
import referenceTooDeep from './reference-too-deep.js';
import referencedFileMissing from './referenced-file-missing.js';
import sectionNumberMissing from './section-number-missing.js';
import skillBodyEmpty from './skill-body-empty.js';
import skillBodyTooLong from './skill-body-too-long.js';
import skillDescriptionAngleBrackets from './skill-description-angle-brackets.js';
import skillDescriptionInvalid from './skill-description-invalid.js';
import skillDescriptionSaysNoWhen from './skill-description-says-no-when.js';
import skillNameDiffersFromDirectory from './skill-name-differs-from-directory.js';
import skillNameInvalid from './skill-name-invalid.js';
import symlinkBroken from './symlink-broken.js';
import unreferencedFile from './unreferenced-file.js';
import vocabularyDisagrees from './vocabulary-disagrees.js';
import wrongCount from './wrong-count.js';

/** Rules of skill packs, DST6xx, in the order of the ids. */
export const PACK_RULES: readonly PackRule[] = [
  byteOrderMark,
  frontmatterMissing,
  frontmatterUnparseable,
  frontmatterYamlFeature,
  frontmatterUnknownKey,
  skillNameInvalid,
  skillNameDiffersFromDirectory,
  skillDescriptionInvalid,
  skillDescriptionAngleBrackets,
  skillDescriptionSaysNoWhen,
  frontmatterFieldType,
  skillBodyTooLong,
  skillBodyEmpty,
  referenceTooDeep,
  linkTargetMissing,
  linkLeavesPack,
  symlinkBroken,
  referencedFileMissing,
  unreferencedFile,
  duplicateSkillName,
  wrongCount,
  vocabularyDisagrees,
  anchorMissing,
  sectionNumberMissing,
  manifestUnparseable,
  manifestInvalid,
  manifestPath,
  evalsInvalid,
];
