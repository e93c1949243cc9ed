import { historyRule } from '../rule.js';

/** DST511. */
export default historyRule({
  id: 'DST511',
  name: 'unknown-outcome-without-marker',
  kind: 'no-timeout-marker',
  summary: 'An operation without a response has timeout_marker true.',
  why: 'Where no response came, the operation may have taken effect. A recorder that leaves the marker false says that it knows better, and a checker that believes it takes a write that did happen for one that did not.',
  help: 'set timeout_marker where no response came',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":⟦false⟧,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
`,
  },
});
