import { historyRule } from '../rule.js';

/** DST520. */
export default historyRule({
  id: 'DST520',
  name: 'fault-epoch-outside-window',
  kind: 'epoch-outside',
  summary: 'An operation with a fault_epoch ran in that window.',
  why: 'An operation that ended before its fault began, or began after it ended, was not under it. Tags that are set for the whole run make every operation look tested.',
  help: 'set fault_epoch from what is active when the operation is invoked',
  examples: {
    failing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":⟦"e1"⟧}
`,
    passing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":190,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":"e1"}
`,
  },
});
