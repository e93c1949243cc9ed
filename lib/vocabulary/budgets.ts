/** The dimensions in which a hardening budget is to exceed the smoke budget (formats.md §1). */
export const BUDGET_DIMENSIONS = ['size', 'duration', 'faults', 'seeds'] as const;
export type BudgetDimension = (typeof BUDGET_DIMENSIONS)[number];

/** A thing that budgets count. Things of one kind are comparable; `scale` converts to the kind's unit. */
export interface BudgetUnit {
  readonly dimension: BudgetDimension;
  readonly kind: string;
  readonly scale: number;
}

const UNITS = new Map<string, BudgetUnit>();
const define = (dimension: BudgetDimension, kind: string, words: string, scale = 1): void => {
  for (const word of words.split(' ')) {
    UNITS.set(word, { dimension, kind, scale });
    if (word.length > 2 && !word.endsWith('s')) UNITS.set(`${word}s`, { dimension, kind, scale });
  }
};

define('duration', 'duration', 'ms millisecond msec', 0.001);
define('duration', 'duration', 's sec second');
define('duration', 'duration', 'm min minute', 60);
define('duration', 'duration', 'h hr hour', 3600);
define('duration', 'duration', 'd day night', 86_400);
define('duration', 'duration', 'week', 604_800);
define('size', 'nodes', 'node replica member broker server voter peer machine host instance');
define('size', 'shards', 'shard region zone partitioned-group raft-group');
define('size', 'clients', 'client worker connection thread producer consumer writer reader session process processes');
define(
  'size',
  'operations',
  'op ops operation write read request transaction txn append message entry entries transfer event record update put get publish input',
);
define('size', 'keys', 'key account row object document identifier list register');
define('size', 'groups', 'tenant namespace group customer user organisation organization project');
define('size', 'jobs', 'job task');
define('size', 'data', 'mb mib', 1e6);
define('size', 'data', 'gb gib', 1e9);
define(
  'faults',
  'faults',
  'fault kill crash crashes partition drop window restart pause failover injection cut loss losses flap outage isolation disruption stall reboot nemesis nemeses upgrade bump skew hit epoch freeze interruption sigkill sigstop corruption error',
);
define('seeds', 'seeds', 'seed');
// Of the dimension of the seeds, since each searches anew; a plan that names seeds besides means something else by them.
define(
  'seeds',
  'runs',
  'run repeat repetition iteration trial schedule execution round sequence repetitions interleaving',
);

/** The unit that a word names, lower case; singular and plural. */
export function budgetUnit(word: string): BudgetUnit | undefined {
  return UNITS.get(word);
}

/** Numbers that budgets write out. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    zero: 0,
    no: 0,
    half: 0.5,
    a: 1,
    an: 1,
    one: 1,
    single: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
    twelve: 12,
    dozen: 12,
    fifteen: 15,
    twenty: 20,
    thirty: 30,
    forty: 40,
    fifty: 50,
    sixty: 60,
    hundred: 100,
    thousand: 1000,
  }),
);
