import type { Rule } from '../rule.js';
import artifactNotCited from './artifact-not-cited.js';
import auditDiffers from './audit-differs.js';
import budgetNotThePlans from './budget-not-the-plans.js';
import checkerRecordContradicts from './checker-record-contradicts.js';
import checkerAnswersOtherwise from './checker-answers-otherwise.js';
import controlNotBacked from './control-not-backed.js';
import environmentDiffers from './environment-differs.js';
import windowNotProven from './window-not-proven.js';
import evidenceWithoutRow from './evidence-without-row.js';
import checkerNotAsPlanned from './checker-not-as-planned.js';
import rerunNotBacked from './rerun-not-backed.js';
import runCountedTwice from './run-counted-twice.js';
import faultNotAsPlanned from './fault-not-as-planned.js';
import figuresDiffer from './figures-differ.js';
import hashMismatch from './hash-mismatch.js';
import linkBroken from './link-broken.js';
import logIncomplete from './log-incomplete.js';
import planChanged from './plan-changed.js';
import recordBroken from './record-broken.js';
import sessionIncomplete from './session-incomplete.js';
import sessionVerdictNotFromEvidence from './session-verdict-not-from-evidence.js';
import timelineBroken from './timeline-broken.js';
import verdictNotFromEvidence from './verdict-not-from-evidence.js';
import workloadDiffers from './workload-differs.js';

/** DST400–DST499: a session directory, its log and its evidence. */
export const SESSION_RULES: readonly Rule[] = [
  recordBroken,
  verdictNotFromEvidence,
  sessionVerdictNotFromEvidence,
  figuresDiffer,
  checkerRecordContradicts,
  windowNotProven,
  hashMismatch,
  planChanged,
  timelineBroken,
  logIncomplete,
  budgetNotThePlans,
  workloadDiffers,
  controlNotBacked,
  environmentDiffers,
  auditDiffers,
  linkBroken,
  artifactNotCited,
  sessionIncomplete,
  checkerAnswersOtherwise,
  evidenceWithoutRow,
  rerunNotBacked,
  runCountedTwice,
  checkerNotAsPlanned,
  faultNotAsPlanned,
];
