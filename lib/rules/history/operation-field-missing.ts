import { historyRule } from '../rule.js';

/** DST503. */
export default historyRule({
  id: 'DST503',
  name: 'operation-field-missing',
  kind: 'missing-field',
  summary: 'Fields that an operation does not use are null, not left out.',
  why: 'A field that is not there may have been forgotten: whether no fault was active or nobody recorded it makes a difference to the verdict. What is written as null was at least thought of.',
  help: 'write every field of the format, with null where there is nothing to say',
  examples: {
    failing: `⟦{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1"}⟧
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
