import type { Checker } from '../checker.js';
import { LEVEL_NAMES } from './levels.js';
import { selfTests } from './self-test.js';
import { checkIsolation } from './serializability.js';
import { unseen } from './transactions.js';

const checker: Checker = {
  name: 'serializability',
  models: ['list-append', 'rw-register', 'map'],
  modelOptional: true,
  summary: 'transactions are isolated as the expected level demands; names the strongest level that holds',
  source:
    'Adya, Liskov & O’Neil, "Generalized Isolation Level Definitions" (ICDE 2000); Cerone & Gotsman, "Analysing Snapshot ' +
    'Isolation" (PODC 2016); Kingsbury & Alvaro, "Elle" (PVLDB 14(3), 2020)',
  cannotDetect: [
    'Anomalies that no read shows: a level that "holds" is one that this history does not rule out.',
    'The order of two appends to one key that nobody read; read every key after the last write.',
    'For registers the order of versions, beyond the initial state, unless an assumption (option assume) gives it: most of ' +
      'G0, G-single and G2 stay invisible, and a wrong assumption gives false cycles. list-append sees more.',
    'Predicate anomalies (phantoms): micro-operations name single keys.',
    'Anything, where two operations write the same value to a key: the answer is unknown then.',
    'Real-time anomalies closer than the clock resolves, and any across clocks that disagree.',
  ],
  options: {
    level: { description: 'the level that is expected to hold', choices: LEVEL_NAMES, default: 'serializable' },
    assume: {
      description:
        'registers: what may be assumed of the order of versions, separated by commas: wfr-keys (a transaction writes after ' +
        'what it read), sequential-keys (each process sees a key move forward), linearizable-keys (a key moves forward in real time)',
    },
  },
  selfTests,
  relax: unseen,
  run: checkIsolation,
};

export default checker;
