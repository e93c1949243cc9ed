import { historyRule } from '../rule.js';

/** DST517. */
export default historyRule({
  id: 'DST517',
  name: 'fault-seen-by-nobody',
  kind: 'epoch-unseen',
  summary: 'Some operation ran in every fault window.',
  why: 'A fault that no operation saw tested nothing: the clients were blocked, had ended, or the window was too short. The scenario’s verdict would say that the system survived it. A fault that is an instant (a call, a kill) has a window, too, from its injection until its effect is over, and some operation is to be invoked in it. In a session the report’s row answers for a scenario that FAILs: it says how many windows landed (DST406).',
  help: 'keep clients running through the window, and check that operations were invoked in it',
  examples: {
    failing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
⟦{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}⟧
{"op_id":2,"process_id":"c2","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `==> nemesis.jsonl <==
{"epoch":"e1","nemesis":"isolate-leader","start_ts":100,"end_ts":200}
==> history.jsonl <==
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":130,"complete_ts":null,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":"e1"}
{"op_id":3,"process_id":"c3","invoke_ts":230,"complete_ts":240,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
