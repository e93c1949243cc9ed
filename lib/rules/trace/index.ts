import type { Rule } from '../rule.js';
import adequacyContradictsRows from './adequacy-contradicts-rows.js';
import claimWithoutAssessment from './claim-without-assessment.js';
import coverageContradictsRows from './coverage-contradicts-rows.js';
import disclosureMissing from './disclosure-missing.js';
import hardeningNotAsPlanned from './hardening-not-as-planned.js';
import hypothesisWithoutCoverage from './hypothesis-without-coverage.js';
import scenarioWithoutRow from './scenario-without-row.js';
import sessionVerdictNotAsAsked from './session-verdict-not-as-asked.js';
import scenarioRenamed from './scenario-renamed.js';
import severityBelowClaim from './severity-below-claim.js';
import surfaceWithoutCoverage from './surface-without-coverage.js';

/** DST300–DST399: a report against its plan. */
export const TRACE_RULES: readonly Rule[] = [
  scenarioWithoutRow,
  hypothesisWithoutCoverage,
  claimWithoutAssessment,
  disclosureMissing,
  surfaceWithoutCoverage,
  sessionVerdictNotAsAsked,
  coverageContradictsRows,
  adequacyContradictsRows,
  hardeningNotAsPlanned,
  severityBelowClaim,
  scenarioRenamed,
];
