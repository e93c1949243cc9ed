import type { Rule } from '../../rule.js';
import armWithoutModelBlock from './arm-without-model-block.js';
import checkerCannotJudge from './checker-cannot-judge.js';
import duplicateField from './duplicate-field.js';
import exitCannotFail from './exit-cannot-fail.js';
import fieldWithoutContent from './field-without-content.js';
import incompleteModelBlock from './incomplete-model-block.js';
import incompleteSurfaceBlock from './incomplete-surface-block.js';
import misleadingFault from './misleading-fault.js';
import missingModelBlock from './missing-model-block.js';
import missingScenarioField from './missing-scenario-field.js';
import missingSurfaceBlock from './missing-surface-block.js';
import noScenarios from './no-scenarios.js';
import reductionWithoutBlame from './reduction-without-blame.js';
import scenarioNamedAfterSetup from './scenario-named-after-setup.js';
import scenarioTiedToNothing from './scenario-tied-to-nothing.js';
import sharedTargetFile from './shared-target-file.js';
import skeletonHeaderDisagrees from './skeleton-header-disagrees.js';
import skeletonLanguageMismatch from './skeleton-language-mismatch.js';
import skeletonWithoutHeader from './skeleton-without-header.js';
import targetOutsideSut from './target-outside-sut.js';
import uncheckableOracle from './uncheckable-oracle.js';
import undecidableWorkload from './undecidable-workload.js';
import undeclaredReleaseBudget from './undeclared-release-budget.js';
import unknownModel from './unknown-model.js';
import unprovenFault from './unproven-fault.js';
import unstatedBlock from './unstated-block.js';
import untreatedAmbiguity from './untreated-ambiguity.js';
import weakArms from './weak-arms.js';
import weakControls from './weak-controls.js';
import weakHardeningBudget from './weak-hardening-budget.js';
import weakHistory from './weak-history.js';
import weakReleaseBudget from './weak-release-budget.js';

/** DST154–DST185: scenarios, budgets, targets, skeletons, §7.M and §7.M.S. */
export const SCENARIO_RULES: readonly Rule[] = [
  unstatedBlock,
  noScenarios,
  missingScenarioField,
  fieldWithoutContent,
  duplicateField,
  scenarioTiedToNothing,
  scenarioNamedAfterSetup,
  uncheckableOracle,
  exitCannotFail,
  weakHardeningBudget,
  undeclaredReleaseBudget,
  weakReleaseBudget,
  targetOutsideSut,
  sharedTargetFile,
  skeletonWithoutHeader,
  skeletonHeaderDisagrees,
  missingModelBlock,
  skeletonLanguageMismatch,
  incompleteModelBlock,
  armWithoutModelBlock,
  unknownModel,
  checkerCannotJudge,
  unprovenFault,
  untreatedAmbiguity,
  reductionWithoutBlame,
  weakHistory,
  misleadingFault,
  undecidableWorkload,
  missingSurfaceBlock,
  incompleteSurfaceBlock,
  weakArms,
  weakControls,
];
