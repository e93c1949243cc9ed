import type { Rule } from '../../rule.js';
import absoluteNegative from './absolute-negative.js';
import adequacyWithoutReason from './adequacy-without-reason.js';
import claimWithoutAdequacy from './claim-without-adequacy.js';
import claimWithoutScenario from './claim-without-scenario.js';
import confidenceLength from './confidence-length.js';
import contradictoryGap from './contradictory-gap.js';
import coveredWithoutTest from './covered-without-test.js';
import faultWithoutRequirement from './fault-without-requirement.js';
import foreignAdequacyScenario from './foreign-adequacy-scenario.js';
import hypothesisWithoutReason from './hypothesis-without-reason.js';
import hypothesisWithoutTechnique from './hypothesis-without-technique.js';
import incompleteHypothesis from './incomplete-hypothesis.js';
import incompleteRequirement from './incomplete-requirement.js';
import incompleteResidual from './incomplete-residual.js';
import incompleteTechnique from './incomplete-technique.js';
import invalidConfidenceLevel from './invalid-confidence-level.js';
import invalidGapKind from './invalid-gap-kind.js';
import invalidMatrixVerdict from './invalid-matrix-verdict.js';
import matrixScenarioMismatch from './matrix-scenario-mismatch.js';
import missingAspectTable from './missing-aspect-table.js';
import missingFailureCategory from './missing-failure-category.js';
import missingMatrixRow from './missing-matrix-row.js';
import missingMatrixSummary from './missing-matrix-summary.js';
import openGap from './open-gap.js';
import requirementWithoutScenarios from './requirement-without-scenarios.js';
import residualsUnanswered from './residuals-unanswered.js';
import revisitWithoutCondition from './revisit-without-condition.js';
import techniqueWithoutHypotheses from './technique-without-hypotheses.js';
import threatWithoutScenario from './threat-without-scenario.js';
import uncitedScenario from './uncited-scenario.js';
import unclosedHypothesis from './unclosed-hypothesis.js';
import unknownTechniqueReference from './unknown-technique-reference.js';
import untestedSurfaceUnnamed from './untested-surface-unnamed.js';
import untiedHypothesis from './untied-hypothesis.js';
import unusedClaim from './unused-claim.js';

/** DST130–DST153 and DST186–DST196: who covers what, from hypotheses to the confidence statement. */
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
  techniqueWithoutHypotheses,
  unknownTechniqueReference,
  hypothesisWithoutTechnique,
  incompleteTechnique,
  requirementWithoutScenarios,
  incompleteRequirement,
  faultWithoutRequirement,
  confidenceLength,
  invalidConfidenceLevel,
  claimWithoutAdequacy,
  threatWithoutScenario,
  foreignAdequacyScenario,
  uncitedScenario,
  adequacyWithoutReason,
  incompleteResidual,
  revisitWithoutCondition,
  residualsUnanswered,
  absoluteNegative,
  untestedSurfaceUnnamed,
  missingAspectTable,
];
