import { historyRule } from '../rule.js';

/** DST524. */
export default historyRule({
  id: 'DST524',
  name: 'written-value-repeated',
  kind: 'repeated-value',
  summary: 'Values that are written to one key differ.',
  why: 'Where two writes write the same value, a read names neither: a stale read may be taken for a fresh one, a lost write for one that is there. A counter, or process and count, makes every value its own.',
  help: 'let the generator give every write a value of its own',
  examples: {
    failing: `model: register
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"write","key":"x","input":⟦1⟧,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `model: register
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"write","key":"x","input":2,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
