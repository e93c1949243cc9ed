import { historyRule } from '../rule.js';

/** DST510. */
export default historyRule({
  id: 'DST510',
  name: 'process-lines-out-of-order',
  kind: 'lines-out-of-order',
  summary: 'The lines of a process stand about in the order of its operations.',
  why: 'A history is checked as a stream, and 32 operations of a process are remembered. Where a line stands further behind, nobody has looked whether the process had two operations in flight there: the file was put together from several, or sorted by something else.',
  help: 'sort the file by invoke_ts',
  examples: {
    failing: `{"op_id":3,"process_id":"c1","invoke_ts":30,"complete_ts":35,"op_type":"write","key":"x","input":3,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":4,"process_id":"c1","invoke_ts":40,"complete_ts":45,"op_type":"write","key":"x","input":4,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":5,"process_id":"c1","invoke_ts":50,"complete_ts":55,"op_type":"write","key":"x","input":5,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":6,"process_id":"c1","invoke_ts":60,"complete_ts":65,"op_type":"write","key":"x","input":6,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":7,"process_id":"c1","invoke_ts":70,"complete_ts":75,"op_type":"write","key":"x","input":7,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":8,"process_id":"c1","invoke_ts":80,"complete_ts":85,"op_type":"write","key":"x","input":8,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":9,"process_id":"c1","invoke_ts":90,"complete_ts":95,"op_type":"write","key":"x","input":9,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":10,"process_id":"c1","invoke_ts":100,"complete_ts":105,"op_type":"write","key":"x","input":10,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":11,"process_id":"c1","invoke_ts":110,"complete_ts":115,"op_type":"write","key":"x","input":11,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":12,"process_id":"c1","invoke_ts":120,"complete_ts":125,"op_type":"write","key":"x","input":12,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":13,"process_id":"c1","invoke_ts":130,"complete_ts":135,"op_type":"write","key":"x","input":13,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":14,"process_id":"c1","invoke_ts":140,"complete_ts":145,"op_type":"write","key":"x","input":14,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":15,"process_id":"c1","invoke_ts":150,"complete_ts":155,"op_type":"write","key":"x","input":15,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":16,"process_id":"c1","invoke_ts":160,"complete_ts":165,"op_type":"write","key":"x","input":16,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":17,"process_id":"c1","invoke_ts":170,"complete_ts":175,"op_type":"write","key":"x","input":17,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":18,"process_id":"c1","invoke_ts":180,"complete_ts":185,"op_type":"write","key":"x","input":18,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":19,"process_id":"c1","invoke_ts":190,"complete_ts":195,"op_type":"write","key":"x","input":19,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":20,"process_id":"c1","invoke_ts":200,"complete_ts":205,"op_type":"write","key":"x","input":20,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":21,"process_id":"c1","invoke_ts":210,"complete_ts":215,"op_type":"write","key":"x","input":21,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":22,"process_id":"c1","invoke_ts":220,"complete_ts":225,"op_type":"write","key":"x","input":22,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":23,"process_id":"c1","invoke_ts":230,"complete_ts":235,"op_type":"write","key":"x","input":23,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":24,"process_id":"c1","invoke_ts":240,"complete_ts":245,"op_type":"write","key":"x","input":24,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":25,"process_id":"c1","invoke_ts":250,"complete_ts":255,"op_type":"write","key":"x","input":25,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":26,"process_id":"c1","invoke_ts":260,"complete_ts":265,"op_type":"write","key":"x","input":26,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":27,"process_id":"c1","invoke_ts":270,"complete_ts":275,"op_type":"write","key":"x","input":27,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":28,"process_id":"c1","invoke_ts":280,"complete_ts":285,"op_type":"write","key":"x","input":28,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":29,"process_id":"c1","invoke_ts":290,"complete_ts":295,"op_type":"write","key":"x","input":29,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":30,"process_id":"c1","invoke_ts":300,"complete_ts":305,"op_type":"write","key":"x","input":30,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":31,"process_id":"c1","invoke_ts":310,"complete_ts":315,"op_type":"write","key":"x","input":31,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":32,"process_id":"c1","invoke_ts":320,"complete_ts":325,"op_type":"write","key":"x","input":32,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":33,"process_id":"c1","invoke_ts":330,"complete_ts":335,"op_type":"write","key":"x","input":33,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":34,"process_id":"c1","invoke_ts":340,"complete_ts":345,"op_type":"write","key":"x","input":34,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":35,"process_id":"c1","invoke_ts":350,"complete_ts":355,"op_type":"write","key":"x","input":35,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":36,"process_id":"c1","invoke_ts":360,"complete_ts":365,"op_type":"write","key":"x","input":36,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":37,"process_id":"c1","invoke_ts":370,"complete_ts":375,"op_type":"write","key":"x","input":37,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":38,"process_id":"c1","invoke_ts":380,"complete_ts":385,"op_type":"write","key":"x","input":38,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":39,"process_id":"c1","invoke_ts":390,"complete_ts":395,"op_type":"write","key":"x","input":39,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c1","invoke_ts":⟦5⟧,"complete_ts":8,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":1,"process_id":"c2","invoke_ts":1,"complete_ts":2,"op_type":"write","key":"x","input":0,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c2","invoke_ts":1,"complete_ts":2,"op_type":"write","key":"x","input":0,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c1","invoke_ts":5,"complete_ts":8,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":3,"process_id":"c1","invoke_ts":30,"complete_ts":35,"op_type":"write","key":"x","input":3,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":4,"process_id":"c1","invoke_ts":40,"complete_ts":45,"op_type":"write","key":"x","input":4,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":5,"process_id":"c1","invoke_ts":50,"complete_ts":55,"op_type":"write","key":"x","input":5,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":6,"process_id":"c1","invoke_ts":60,"complete_ts":65,"op_type":"write","key":"x","input":6,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":7,"process_id":"c1","invoke_ts":70,"complete_ts":75,"op_type":"write","key":"x","input":7,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":8,"process_id":"c1","invoke_ts":80,"complete_ts":85,"op_type":"write","key":"x","input":8,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":9,"process_id":"c1","invoke_ts":90,"complete_ts":95,"op_type":"write","key":"x","input":9,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":10,"process_id":"c1","invoke_ts":100,"complete_ts":105,"op_type":"write","key":"x","input":10,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":11,"process_id":"c1","invoke_ts":110,"complete_ts":115,"op_type":"write","key":"x","input":11,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":12,"process_id":"c1","invoke_ts":120,"complete_ts":125,"op_type":"write","key":"x","input":12,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":13,"process_id":"c1","invoke_ts":130,"complete_ts":135,"op_type":"write","key":"x","input":13,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":14,"process_id":"c1","invoke_ts":140,"complete_ts":145,"op_type":"write","key":"x","input":14,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":15,"process_id":"c1","invoke_ts":150,"complete_ts":155,"op_type":"write","key":"x","input":15,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":16,"process_id":"c1","invoke_ts":160,"complete_ts":165,"op_type":"write","key":"x","input":16,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":17,"process_id":"c1","invoke_ts":170,"complete_ts":175,"op_type":"write","key":"x","input":17,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":18,"process_id":"c1","invoke_ts":180,"complete_ts":185,"op_type":"write","key":"x","input":18,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":19,"process_id":"c1","invoke_ts":190,"complete_ts":195,"op_type":"write","key":"x","input":19,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":20,"process_id":"c1","invoke_ts":200,"complete_ts":205,"op_type":"write","key":"x","input":20,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":21,"process_id":"c1","invoke_ts":210,"complete_ts":215,"op_type":"write","key":"x","input":21,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":22,"process_id":"c1","invoke_ts":220,"complete_ts":225,"op_type":"write","key":"x","input":22,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":23,"process_id":"c1","invoke_ts":230,"complete_ts":235,"op_type":"write","key":"x","input":23,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":24,"process_id":"c1","invoke_ts":240,"complete_ts":245,"op_type":"write","key":"x","input":24,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":25,"process_id":"c1","invoke_ts":250,"complete_ts":255,"op_type":"write","key":"x","input":25,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":26,"process_id":"c1","invoke_ts":260,"complete_ts":265,"op_type":"write","key":"x","input":26,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":27,"process_id":"c1","invoke_ts":270,"complete_ts":275,"op_type":"write","key":"x","input":27,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":28,"process_id":"c1","invoke_ts":280,"complete_ts":285,"op_type":"write","key":"x","input":28,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":29,"process_id":"c1","invoke_ts":290,"complete_ts":295,"op_type":"write","key":"x","input":29,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":30,"process_id":"c1","invoke_ts":300,"complete_ts":305,"op_type":"write","key":"x","input":30,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":31,"process_id":"c1","invoke_ts":310,"complete_ts":315,"op_type":"write","key":"x","input":31,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":32,"process_id":"c1","invoke_ts":320,"complete_ts":325,"op_type":"write","key":"x","input":32,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":33,"process_id":"c1","invoke_ts":330,"complete_ts":335,"op_type":"write","key":"x","input":33,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":34,"process_id":"c1","invoke_ts":340,"complete_ts":345,"op_type":"write","key":"x","input":34,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":35,"process_id":"c1","invoke_ts":350,"complete_ts":355,"op_type":"write","key":"x","input":35,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":36,"process_id":"c1","invoke_ts":360,"complete_ts":365,"op_type":"write","key":"x","input":36,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":37,"process_id":"c1","invoke_ts":370,"complete_ts":375,"op_type":"write","key":"x","input":37,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":38,"process_id":"c1","invoke_ts":380,"complete_ts":385,"op_type":"write","key":"x","input":38,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":39,"process_id":"c1","invoke_ts":390,"complete_ts":395,"op_type":"write","key":"x","input":39,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
