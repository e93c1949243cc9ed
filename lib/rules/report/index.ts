import type { Rule } from '../rule.js';
import aggregateBreaksArmRule from './aggregate-breaks-arm-rule.js';
import armsInOneRow from './arms-in-one-row.js';
import confidenceDeltaIncomplete from './confidence-delta-incomplete.js';
import evidenceOfAnotherScenario from './evidence-of-another-scenario.js';
import failWithoutFinding from './fail-without-finding.js';
import failWithoutRerunCount from './fail-without-rerun-count.js';
import findingDiffersFromRow from './finding-differs-from-row.js';
import findingIncomplete from './finding-incomplete.js';
import hardeningOnWeakEvidence from './hardening-on-weak-evidence.js';
import hardeningWithoutLanding from './hardening-without-landing.js';
import headlineDiffersFromRows from './headline-differs-from-rows.js';
import openBoxUnderPass from './open-box-under-pass.js';
import oracleDecidesNothing from './oracle-decides-nothing.js';
import passWithoutOracleEvidence from './pass-without-oracle-evidence.js';
import reasonMissing from './reason-missing.js';
import reportHeaderIncomplete from './report-header-incomplete.js';
import reportOverclaims from './report-overclaims.js';
import reportSectionMissing from './report-section-missing.js';
import resultRowTwice from './result-row-twice.js';
import resultVerdictInvalid from './result-verdict-invalid.js';
import sessionVerdictMissing from './session-verdict-missing.js';
import sessionVerdictNotFromRows from './session-verdict-not-from-rows.js';
import surfaceVerdictDiffers from './surface-verdict-differs.js';
import verdictTakenBack from './verdict-taken-back.js';

/** DST200–DST299: what a findings report says by itself. */
export const REPORT_RULES: readonly Rule[] = [
  reportHeaderIncomplete,
  reportSectionMissing,
  sessionVerdictMissing,
  resultVerdictInvalid,
  verdictTakenBack,
  armsInOneRow,
  passWithoutOracleEvidence,
  hardeningWithoutLanding,
  hardeningOnWeakEvidence,
  reasonMissing,
  failWithoutFinding,
  findingIncomplete,
  failWithoutRerunCount,
  aggregateBreaksArmRule,
  sessionVerdictNotFromRows,
  resultRowTwice,
  confidenceDeltaIncomplete,
  openBoxUnderPass,
  reportOverclaims,
  oracleDecidesNothing,
  evidenceOfAnotherScenario,
  headlineDiffersFromRows,
  surfaceVerdictDiffers,
  findingDiffersFromRow,
];
