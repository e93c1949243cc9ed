import type { HistoryRule } from '../rule.js';
import completesBeforeInvoked from './completes-before-invoked.js';
import faultEpochMissing from './fault-epoch-missing.js';
import faultEpochOutsideWindow from './fault-epoch-outside-window.js';
import faultEpochUnknown from './fault-epoch-unknown.js';
import faultSeenByNobody from './fault-seen-by-nobody.js';
import historyLineNotJson from './history-line-not-json.js';
import modelFieldMissing from './model-field-missing.js';
import noFinalRead from './no-final-read.js';
import nodeNotRecorded from './node-not-recorded.js';
import numberNotExact from './number-not-exact.js';
import onlySuccessesUnderFault from './only-successes-under-fault.js';
import operationFieldMissing from './operation-field-missing.js';
import operationFieldTwice from './operation-field-twice.js';
import operationIdGap from './operation-id-gap.js';
import operationIdTwice from './operation-id-twice.js';
import operationInvalid from './operation-invalid.js';
import operationTypeForeign from './operation-type-foreign.js';
import processLinesOutOfOrder from './process-lines-out-of-order.js';
import processNotRetired from './process-not-retired.js';
import processOverlapsItself from './process-overlaps-itself.js';
import retriesInOneOperation from './retries-in-one-operation.js';
import timeoutWithCompletion from './timeout-with-completion.js';
import unknownOutcomeWithOutput from './unknown-outcome-with-output.js';
import unknownOutcomeWithoutMarker from './unknown-outcome-without-marker.js';
import wallClockTimestamps from './wall-clock-timestamps.js';
import writtenValueRepeated from './written-value-repeated.js';

/** DST500–DST599: operation histories, line by line and as evidence. */
export const HISTORY_RULES: readonly HistoryRule[] = [
  historyLineNotJson,
  operationInvalid,
  operationFieldTwice,
  operationFieldMissing,
  numberNotExact,
  operationIdTwice,
  operationIdGap,
  completesBeforeInvoked,
  processOverlapsItself,
  processNotRetired,
  processLinesOutOfOrder,
  unknownOutcomeWithoutMarker,
  timeoutWithCompletion,
  unknownOutcomeWithOutput,
  retriesInOneOperation,
  wallClockTimestamps,
  onlySuccessesUnderFault,
  faultSeenByNobody,
  faultEpochUnknown,
  faultEpochMissing,
  faultEpochOutsideWindow,
  nodeNotRecorded,
  operationTypeForeign,
  modelFieldMissing,
  writtenValueRepeated,
  noFinalRead,
];
