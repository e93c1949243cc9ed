import { historyRule } from '../rule.js';

/** DST515. */
export default historyRule({
  id: 'DST515',
  name: 'wall-clock-timestamps',
  kind: 'wall-clock',
  summary: 'Timestamps come from one monotonic clock.',
  why: 'Wall clocks are set, slewed and differ between hosts by milliseconds, which is longer than many operations take: an order that never was makes false violations, and hides real ones. Times that look like seconds, milliseconds or nanoseconds since 1970 are taken for such; where one recorder stamped them all with a clock that it anchored to 1970, say so in env.json: `"history_clock": "one-recorder"`.',
  help: 'take the times of all processes from one monotonic clock, best in one recorder process',
  examples: {
    failing: `⟦{"op_id":1,"process_id":"c1","invoke_ts":1780000000000000000,"complete_ts":1780000000000001000,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}⟧
{"op_id":2,"process_id":"c2","invoke_ts":1780000000000002000,"complete_ts":1780000000000003000,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":864000000000000,"complete_ts":864000000001000,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":864000000002000,"complete_ts":864000000003000,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
