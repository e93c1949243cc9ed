import type { Rule } from '../../rule.js';
import changeUnderTest from './change-under-test.js';
import duplicateHeaderField from './duplicate-header-field.js';
import duplicateSection from './duplicate-section.js';
import emptySection from './empty-section.js';
import incompleteScope from './incomplete-scope.js';
import invalidDate from './invalid-date.js';
import invalidPlanMode from './invalid-plan-mode.js';
import invalidStatus from './invalid-status.js';
import longSummary from './long-summary.js';
import missingHeaderField from './missing-header-field.js';
import missingModelAspect from './missing-model-aspect.js';
import missingSection from './missing-section.js';
import planTitle from './plan-title.js';
import sectionHeadingMismatch from './section-heading-mismatch.js';
import sectionOutOfOrder from './section-out-of-order.js';

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
];
