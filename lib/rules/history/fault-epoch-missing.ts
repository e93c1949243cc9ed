import { historyRule } from '../rule.js';

/** DST519. */
export default historyRule({
  id: 'DST519',
  name: 'fault-epoch-missing',
  kind: 'epoch-missing',
  summary: 'An operation that is invoked during a fault names it in fault_epoch.',
  why: 'Verdicts count the operations under each fault by their tags. One without its tag is missing there, and an operation that looks calm may be the one that the fault tore apart.',
  help: 'set fault_epoch when the operation is invoked, from the moment in which the injector starts',
  examples: {
    failing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":130,"complete_ts":140,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":⟦null⟧}
`,
    passing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
