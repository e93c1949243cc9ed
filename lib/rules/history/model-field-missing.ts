import { historyRule } from '../rule.js';

/** DST523. */
export default historyRule({
  id: 'DST523',
  name: 'model-field-missing',
  kind: 'model-field',
  summary: 'A successful operation holds what the checkers of its model need.',
  why: 'The offset of a log’s read, the version of a session’s write and the idempotency key of a transfer are what their checkers compare. Without them a lost entry, a stale session and a transfer that was booked twice look like nothing at all.',
  help: 'record the field: offset (log), version (session), idem_key (ledger)',
  examples: {
    failing: `model: ledger
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"credit","key":"x","input":⟦{"account":"a","amount":5}⟧,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `model: ledger
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"credit","key":"x","input":{"account":"a","amount":5,"idem_key":"k1"},"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
