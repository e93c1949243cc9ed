import { historyRule } from '../rule.js';

/** DST504. */
export default historyRule({
  id: 'DST504',
  name: 'number-not-exact',
  kind: 'inexact-number',
  summary: 'Numbers in keys, inputs and outputs are exact after they are read.',
  why: 'JSON readers hold numbers as doubles: beyond 2^53 two different integers become one, so that a checker takes a stale read for a fresh one. Snowflake ids and hashes are the usual case.',
  help: 'write integers beyond 2^53 as strings',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":⟦9007199254740993⟧,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":"9007199254740993","error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
