import { historyRule } from '../rule.js';

/** DST507. */
export default historyRule({
  id: 'DST507',
  name: 'completes-before-invoked',
  kind: 'completes-before-invoked',
  summary: 'No operation completes before it was invoked.',
  why: 'Such a line means two clocks, or fields that were mixed up. Real-time order, on which linearizability and every session guarantee rest, is then made up.',
  help: 'stamp both ends of an operation in one process with one monotonic clock',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":⟦9⟧,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":10,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
