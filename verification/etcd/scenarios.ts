import type { Scenario } from './scenario.js';
import { S1 } from './s01-registers.js';
import { S4 } from './s04-kill-loop.js';
import { S5 } from './s05-power-loss.js';
import { S6 } from './s06-sync.js';
import { S7 } from './s07-leases.js';
import { S8 } from './s08-watches.js';
import { S9 } from './s09-membership.js';
import { S10 } from './s10-recovery.js';
import { S14 } from './s14-locks.js';
import { S15 } from './s15-compaction.js';

/** What is executed, in the order of the plan. */
export const SCENARIOS: readonly Scenario[] = [S1, S4, S5, S6, S7, S8, S9, S10, S14, S15];

/** What the short run executes: one seed, and of the controls the positive one. It does not need the others' histories. */
export const SHORT: readonly string[] = ['S5'];
