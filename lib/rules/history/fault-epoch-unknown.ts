import { historyRule } from '../rule.js';

/** DST518. */
export default historyRule({
  id: 'DST518',
  name: 'fault-epoch-unknown',
  kind: 'epoch-unknown',
  summary: 'Every fault_epoch of a history is a window of nemesis.jsonl.',
  why: 'An epoch that nemesis.jsonl does not have was injected without a record, or the two files are of different runs: nothing proves then that the fault was there.',
  help: 'write a line to nemesis.jsonl for every fault, and keep the two files of one run together',
  examples: {
    failing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":⟦"e7"⟧}
`,
    passing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
