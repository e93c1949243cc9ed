import { CHECK_OPTIONS, requestOf } from './check.js';
import type { Command } from './command.js';

const reduce: Command = {
  name: 'reduce',
  summary: 'find a smaller history that still violates',
  arguments: '<history.jsonl | ->',
  arity: [1, 1],
  options: {
    ...CHECK_OPTIONS,
    output: { placeholder: 'file', short: 'o', description: 'where to write the smaller history (default: stdout)' },
    json: { description: 'print what was found as one JSON document' },
  },
  examples: [
    {
      command: 'dst-skills reduce history.jsonl --model register -o small.jsonl',
      what: 'keep only the operations that contradict each other',
    },
    {
      command: 'dst-skills reduce history.jsonl --model list-append --timeout 300',
      what: 'give it five minutes; what it has by then is printed',
    },
  ],
  details: `Operations are left out by delta debugging, by key, by process and one by one, as long as the checker finds an anomaly
of the same type. Exit 0: a violation was found and reduced. Exit 1: there is none, or the checker could not decide.`,
  async run(args, io) {
    const { performReduce } = await import('../check/perform-reduce.js');
    const done = await performReduce(requestOf(args), io.stdin, { cwd: io.cwd, output: args.value('output') });
    if (args.flag('json')) io.out(`${JSON.stringify(done.json, null, 2)}\n`);
    else if (done.history !== undefined && args.value('output') === undefined) io.out(done.history);
    io.err(`${done.summary}\n`);
    return done.exitCode;
  },
};

export default reduce;
