import { CONTROL_KINDS } from '../vocabulary/evidence-files.js';
import type { Command, ParsedArgs } from './command.js';
import { UserError } from './errors.js';
import { RECORD_OPTIONS, WHAT, type What } from './record-options.js';

const NAMES = Object.keys(WHAT) as What[];
/** What takes a word of its own beside the flags. */
const WORDS: Readonly<Partial<Record<What, string>>> = {
  tool: 'the name of the tool',
  precondition: 'the precondition in words',
  probe: 'the capability, as the plan calls the requirement',
  control: CONTROL_KINDS.join(', '),
  artifact: 'a file, or several',
};

const command: Command = {
  name: 'record',
  summary: 'write evidence while a run goes: events, probes, landing readings, controls, artifacts, checker results',
  arguments: `${NAMES.join(' | ')} [word | file…]`,
  arity: [1, Infinity],
  options: RECORD_OPTIONS,
  examples: [
    { command: 'dst-skills record event -s S1 --event "fault injected" --note "kill -9 n1"', what: 'a timeline row' },
    {
      command:
        'dst-skills record probe "nftables in a namespace" --run ./probe-drop.sh --expect "100% packet loss" --expect-rc 1',
      what: 'runs the probe and keeps what it gave, for every scenario',
    },
    {
      command: 'dst-skills record landing -s S1 --epoch E1 --nemesis kill --start 60000000000',
      what: 'a fault window begins; times are on the clock of the history',
    },
    {
      command:
        'dst-skills record landing -s S1 --epoch E1 --kind counter --name "nft drops" --source victim --before 0 --after 307 --expect rises',
      what: 'a reading of the thing perturbed',
    },
    {
      command: 'dst-skills record landing -s S1 --from windows.jsonl',
      what: 'all windows at once, as the harness wrote them while it ran',
    },
    {
      command:
        'dst-skills record control positive -s S1,S2 --what "reads of a lagging node" --evidence evidence/control-positive',
      what: 'a control; its result is what checker.json says there',
    },
    {
      command:
        'dst-skills record workload -s S1 --seed 1 --seed 2 --seed 3 --generator "register, 200/s" --reach "leader changed=4"',
      what: 'workload.json with the outcomes counted',
    },
    { command: 'dst-skills record budget -s S1 --met nodes=5', what: "budget.json: the plan's tiers and what was met" },
    {
      command: 'dst-skills record audit -s S1 --closed R1="nft drops 0 to 307 in E1" --open W14="values repeat"',
      what: 'answers',
    },
    {
      command: 'dst-skills record artifact logs/n*.log -s S1 --what "log of a node"',
      what: 'files with their hashes',
    },
    { command: 'dst-skills record seal', what: 'verdict.json and manifest.json of everything that ran' },
  ],
  details: `Append-only: lines are added, recorded files are never overwritten. Safe under kill and parallel use: a line is one
write that is on disk before the command returns, a record is replaced as a whole, and the log's tables are made from the
journal (logs/record.jsonl). What is written obeys its schema. Exit 1: recorded, and a probe or control did not end as it
must.

${NAMES.map((name) => `  record ${name} ${WHAT[name].usage}`.trimEnd() + `\n      ${WHAT[name].makes}`).join('\n')}`,
  async run(args, io) {
    const [word = '', ...words] = args.positionals;
    const [file, another] = words;
    const what = NAMES.find((name) => name === word);
    const { didYouMean } = await import('./nearest.js');
    if (what === undefined)
      throw new UserError(`record got "${word}", expected one of ${NAMES.join(', ')}.${didYouMean(word, NAMES)}`);
    const needed = WORDS[what];
    if (needed !== undefined && file === undefined) throw new UserError(`record ${what} needs ${needed}`);
    if (needed === undefined && file !== undefined) throw new UserError(`record ${what} takes no file, got "${file}"`);
    if (another !== undefined && what !== 'artifact')
      throw new UserError(`record ${what} takes one word, got "${file ?? ''}" and "${another}"`, {
        help: 'put a text of several words in quotes',
      });
    refuseStrangers(args, what);
    const { Recording } = await import('./record-perform.js');
    return new Recording(what, words, args, io).perform();
  },
};
export default command;

/** A flag that does not belong to what is recorded would be dropped silently. */
function refuseStrangers(args: ParsedArgs, what: What): void {
  const flags: readonly string[] = ['session', 'scenario', 'help', 'no-color', ...WHAT[what].flags];
  for (const { name } of args.ordered)
    if (!flags.includes(name))
      throw new UserError(`record ${what} does not take --${name}`, {
        help: `record ${what} ${WHAT[what].usage}`.trimEnd(),
      });
}
