import type { Rule } from '../../rule.js';
import claimWithoutScenario from './claim-without-scenario.js';
import contradictoryGap from './contradictory-gap.js';
import coveredWithoutTest from './covered-without-test.js';
import hypothesisWithoutReason from './hypothesis-without-reason.js';
import incompleteHypothesis from './incomplete-hypothesis.js';
import invalidGapKind from './invalid-gap-kind.js';
import invalidMatrixVerdict from './invalid-matrix-verdict.js';
import matrixScenarioMismatch from './matrix-scenario-mismatch.js';
import missingFailureCategory from './missing-failure-category.js';
import missingMatrixRow from './missing-matrix-row.js';
import missingMatrixSummary from './missing-matrix-summary.js';
import openGap from './open-gap.js';
import unclosedHypothesis from './unclosed-hypothesis.js';
import untiedHypothesis from './untied-hypothesis.js';
import unusedClaim from './unused-claim.js';

/** DST130–DST154 and DST186–DST196: who covers what, from hypotheses to the confidence statement. */
export const COVERAGE_RULES: readonly Rule[] = [
  unusedClaim,
  claimWithoutScenario,
  untiedHypothesis,
  incompleteHypothesis,
  unclosedHypothesis,
  missingFailureCategory,
  hypothesisWithoutReason,
  invalidMatrixVerdict,
  invalidGapKind,
  openGap,
  coveredWithoutTest,
  contradictoryGap,
  matrixScenarioMismatch,
  missingMatrixRow,
  missingMatrixSummary,
];
