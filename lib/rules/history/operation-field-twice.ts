import { historyRule } from '../rule.js';

/** DST502. */
export default historyRule({
  id: 'DST502',
  name: 'operation-field-twice',
  kind: 'duplicate-member',
  summary: 'No object in a line has two members of one name.',
  why: 'RFC 8259 leaves open what two members of one name mean: most readers take the last, some the first. Two checkers then judge two different histories, and both are right.',
  help: 'write each field once; a recorder that completes a line writes the whole line when the operation ends',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null,⟦"complete_ts"⟧:25}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null,"attempt":{"complete_ts":25}}
`,
  },
});
