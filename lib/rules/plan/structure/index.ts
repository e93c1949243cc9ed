import type { Rule } from '../../rule.js';
import changeUnderTest from './change-under-test.js';
import claimWithoutCategory from './claim-without-category.js';
import claimWithoutSource from './claim-without-source.js';
import countMismatch from './count-mismatch.js';
import duplicateHeaderField from './duplicate-header-field.js';
import duplicateId from './duplicate-id.js';
import duplicateSection from './duplicate-section.js';
import emptyClaim from './empty-claim.js';
import emptySection from './empty-section.js';
import incompleteInventory from './incomplete-inventory.js';
import incompleteMissingClaim from './incomplete-missing-claim.js';
import incompleteScope from './incomplete-scope.js';
import invalidDate from './invalid-date.js';
import invalidInferred from './invalid-inferred.js';
import invalidPlanMode from './invalid-plan-mode.js';
import invalidStatus from './invalid-status.js';
import longSummary from './long-summary.js';
import malformedId from './malformed-id.js';
import missingClaimsUnanswered from './missing-claims-unanswered.js';
import missingHeaderField from './missing-header-field.js';
import missingModelAspect from './missing-model-aspect.js';
import missingSection from './missing-section.js';
import planTitle from './plan-title.js';
import questionWithoutOwner from './question-without-owner.js';
import sectionHeadingMismatch from './section-heading-mismatch.js';
import sectionOutOfOrder from './section-out-of-order.js';
import unfalsifiableClaim from './unfalsifiable-claim.js';
import unknownCategory from './unknown-category.js';
import unknownReference from './unknown-reference.js';
import unknownReferenceInProse from './unknown-reference-in-prose.js';

/** DST100–DST129 and DST197–DST199: header, sections, claims, and counts in prose. */
export const STRUCTURE_RULES: readonly Rule[] = [
  planTitle,
  missingHeaderField,
  duplicateHeaderField,
  invalidPlanMode,
  invalidStatus,
  invalidDate,
  changeUnderTest,
  missingSection,
  sectionOutOfOrder,
  emptySection,
  sectionHeadingMismatch,
  duplicateSection,
  longSummary,
  incompleteScope,
  missingModelAspect,
  malformedId,
  duplicateId,
  claimWithoutCategory,
  unknownCategory,
  claimWithoutSource,
  invalidInferred,
  emptyClaim,
  unfalsifiableClaim,
  missingClaimsUnanswered,
  incompleteMissingClaim,
  incompleteInventory,
  unknownReference,
  unknownReferenceInProse,
  countMismatch,
  questionWithoutOwner,
];
