import { join } from 'node:path';
import type { EnvFile } from '../../lib/evidence/types.js';
import type { Environment } from '../harness/environment.js';
import { Session } from '../harness/session.js';
import { PLAN } from './records.js';

/** The three ways in which each scenario runs; a session for each, so that each is one document about one system. */
export const WAYS = {
  correct: 'the planted store, every switch off',
  planted: "the planted store, in each scenario with the switch of that scenario's defect on",
  'not-landing':
    "the planted store, in each scenario with the switch of that scenario's defect on; every fault is aimed at nothing",
} as const;
export type Way = keyof typeof WAYS;
export const WAY_NAMES = Object.keys(WAYS) as readonly Way[];
export type Sessions = Readonly<Record<Way, Session>>;

export function commitText({ commit, dirty, digest }: EnvFile['sut']): string {
  const state = dirty === true ? ', with changes that are not committed' : dirty === false ? ', clean' : '';
  return `${commit ?? 'not from a git repository'}${state}; digest of the store that ran ${digest ?? ''}`;
}

/** Lays out the three sessions. @param out the folder; each way has one below it */
export function createSessions(out: string, sut: EnvFile['sut']): Sessions {
  const make = (way: Way): Session =>
    Session.create({
      plan: PLAN,
      parent: join(out, way),
      sut: WAYS[way],
      commit: commitText(sut),
      operator: 'verification/planted/verify.ts',
    });
  return { correct: make('correct'), planted: make('planted'), 'not-landing': make('not-landing') };
}

/** Fills what has to stand in a log before the first scenario starts. */
export function fillLog(session: Session, way: Way, environment: Environment): void {
  session.table('Toolbox discovered', [
    [
      'GET /status',
      'verification/planted/store/api.ts',
      'role, term, peers that answer, running exports, digest of the state, switches',
      'S1, S2, S3, S4, S5, S6',
    ],
    ['switches', 'verification/planted/store/bugs.ts', BUGS_NOTE[way], 'S1, S2, S3, S4, S5, S6'],
    [
      'unit tests',
      'test/verification/planted/',
      'pin the log file, Raft and the state on scripted schedules',
      'not used: they judge one part at a time',
    ],
    [
      'harness',
      'verification/harness/',
      'namespaces, faults with readings at the victim, recorder',
      'S1, S2, S3, S4, S5, S6',
    ],
  ]);
  session.table('Environment capability matrix', environment.matrix(PLAN));
  session.table('Preconditions check', [
    [
      'no leftovers of an earlier run',
      'sweep of verification/harness/supervise.ts before each run',
      'namespaces, processes and files of dead runs removed',
    ],
    [
      'empty data directories',
      "`restored` in each node's status at its first start; a run that finds entries ends as an error",
      'checked in each run, see R7 of its audit',
    ],
    [
      'three nodes that follow one leader',
      'GET /status of each before the first operation',
      'waited for in each run, 15 s at most',
    ],
    [
      'switches as meant',
      "`bugs` in each node's status; a run with others ends as an error",
      'checked in each run, see R8 of its audit',
    ],
  ]);
}

const BUGS_NOTE: Readonly<Record<Way, string>> = {
  correct: 'defects, all off',
  planted: "defects, each scenario's own on",
  'not-landing': "defects, each scenario's own on",
};
