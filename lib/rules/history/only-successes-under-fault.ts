import { historyRule } from '../rule.js';

/** DST516. */
export default historyRule({
  id: 'DST516',
  name: 'only-successes-under-fault',
  kind: 'only-successes',
  summary: 'Something goes wrong while a fault is active.',
  why: 'Kills, partitions and pauses make operations fail or time out. A history in which every operation succeeded says that the fault missed, that the clients waited it out, or, worst, that whatever failed was not recorded: then the very operations are missing in which data is lost. Where landing readings stand in the nemesis.jsonl beside it, those say whether the fault hit.',
  help: 'record failures and timeouts as operations, and look at the landing evidence of the fault',
  examples: {
    failing: `⟦{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":120,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":"e1"}⟧
{"op_id":2,"process_id":"c2","invoke_ts":130,"complete_ts":140,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":"e1"}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":110,"complete_ts":120,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":2,"process_id":"c2","invoke_ts":130,"complete_ts":null,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
`,
  },
});
