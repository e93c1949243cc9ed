import { historyRule } from '../rule.js';

/** DST509. */
export default historyRule({
  id: 'DST509',
  name: 'process-not-retired',
  kind: 'process-not-retired',
  summary: 'A process does not go on after an operation whose outcome it never learned.',
  why: 'The operation that timed out may take effect at any later time, while its process has long gone on. The process is then no longer sequential, so that session order and real-time order are wrong. Jepsen gives the client a new process number; so must every recorder.',
  help: 'let the client go on under a new process_id after a timeout',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":⟦"c1"⟧,"invoke_ts":500,"complete_ts":510,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c1.1","invoke_ts":500,"complete_ts":510,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
