import { historyRule } from '../rule.js';

/** DST501. */
export default historyRule({
  id: 'DST501',
  name: 'operation-invalid',
  kind: 'not-an-operation',
  summary: 'Each line of a history is an operation: its fields hold what the schema says.',
  why: 'A checker that meets a text where it expects a time either stops or compares it as a text. `op_id`, `process_id`, `invoke_ts` and `op_type` are what an operation cannot be without; schemas/history.schema.json says what each field holds.',
  help: 'hold the recorder to schemas/history.schema.json',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":⟦"30"⟧,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30.5,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
