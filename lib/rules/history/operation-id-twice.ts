import { historyRule } from '../rule.js';

/** DST505. */
export default historyRule({
  id: 'DST505',
  name: 'operation-id-twice',
  kind: 'duplicate-op-id',
  summary: 'Each op_id stands once in a history.',
  why: 'An op_id names one send. Where it stands twice, either a retry was recorded under the id of the first attempt, or an operation was written twice: counts, witnesses and the evidence of both are then about something else.',
  help: 'give every send an op_id of its own; retries share the input, never the op_id',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":⟦2⟧,"process_id":"c3","invoke_ts":50,"complete_ts":60,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":3,"process_id":"c3","invoke_ts":50,"complete_ts":60,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
