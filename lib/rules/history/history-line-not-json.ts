import { historyRule } from '../rule.js';

/** DST500. */
export default historyRule({
  id: 'DST500',
  name: 'history-line-not-json',
  kind: 'not-json',
  summary: 'Every line of a history that is not blank is one JSON object.',
  why: 'A line that was cut off, because the recorder was killed while it wrote or two processes wrote to one file, is an operation that nobody can judge. Whoever drops it silently may drop the write that was lost.',
  help: 'write each operation with one call to a file that is opened for appending, and end the recorder before the file is read',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":fa⟦⟧
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}

{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
