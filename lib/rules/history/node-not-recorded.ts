import { historyRule } from '../rule.js';

/** DST521. */
export default historyRule({
  id: 'DST521',
  name: 'node-not-recorded',
  kind: 'no-node',
  summary: 'With a membership claim, every answered operation names the node that answered.',
  why: 'Whether a removed node still served reads, or two nodes both believed to lead, can only be seen where each answer names its node.',
  help: 'record in node_seen the node that answered',
  examples: {
    failing: `claims: membership
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"view","key":"x","input":null,"output":["n1","n2"],"error":null,"timeout_marker":false,"node_seen":⟦null⟧,"fault_epoch":null}
`,
    passing: `claims: membership
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"view","key":"x","input":null,"output":["n1","n2"],"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":null,"op_type":"view","key":"x","input":null,"output":null,"error":null,"timeout_marker":true,"node_seen":null,"fault_epoch":null}
`,
  },
});
