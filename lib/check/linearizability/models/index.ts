import type { Model } from '../model.js';
import { counter } from './counter.js';
import { lease } from './lease.js';
import { ledger } from './ledger.js';
import { lock } from './lock.js';
import { log } from './log.js';
import { map } from './map.js';
import { membershipTable } from './membership.js';
import { queue } from './queue.js';
import { casRegister, register } from './register.js';
import { session } from './session.js';

/** The models that come with the package, by name. */
export const MODELS: Readonly<Record<string, Model<unknown>>> = Object.fromEntries(
  (
    [register, casRegister, map, queue, log, lock, lease, counter, session, ledger, membershipTable] as Model<unknown>[]
  ).map((model) => [model.name, model]),
);
