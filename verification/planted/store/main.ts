// Starts one node: node main.js --id n1 --host 10.0.0.1 --data /dir --peers n1=10.0.0.1,n2=10.0.0.2,n3=10.0.0.3 [--bugs a,b]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clientServer, peerServer } from './api.js';
import { parseBugs } from './bugs.js';
import { StoreNode } from './node.js';
import { peerSender } from './peers.js';
import { Wal } from './wal.js';

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    peers: { type: 'string' },
    secret: { type: 'string', default: 'not a secret' },
    bugs: { type: 'string', default: '' },
    'client-port': { type: 'string', default: '7000' },
    'peer-port': { type: 'string', default: '7001' },
  },
});
const need = (name: 'id' | 'host' | 'data' | 'peers'): string => {
  const value = values[name];
  if (value === undefined) fail(`--${name} is missing`);
  return value;
};

const say = (text: string): void =>
  void process.stdout.write(`${new Date().toISOString()} ${values.id ?? ''} ${text}\n`);

function fail(error: unknown): never {
  say(`fatal: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const id = need('id');
const data = need('data');
const bugs = parseBugs(values.bugs);
const peerPort = Number(values['peer-port']);
const peers = new Map(
  need('peers')
    .split(',')
    .map((pair): [string, { host: string; port: number }] => {
      const [name = '', host = ''] = pair.split('=');
      return [name, { host, port: peerPort }];
    })
    .filter(([name]) => name !== id),
);
mkdirSync(data, { recursive: true });
const { wal, restored } = await Wal.open(join(data, 'wal'), { fatal: fail, writeBehind: bugs.has('lost-ack') });
const node = new StoreNode({ id, peers: [...peers.keys()], wal, restored, send: peerSender(peers), bugs });
const about = {
  id,
  pid: process.pid,
  started: new Date().toISOString(),
  bugs: [...bugs],
  restored: restored.log.length,
};
const doors = [
  clientServer(node, values.secret, about).listen(Number(values['client-port']), need('host')),
  peerServer(node).listen(peerPort, need('host')),
];
// A client that waits for an answer keeps its connection; a peer's is reused.
for (const door of doors) door.keepAliveTimeout = 10_000;
node.start();
say(
  `${id} started, pid ${process.pid}, ${restored.log.length} entries restored, bugs: ${[...bugs].join(', ') || 'none'}`,
);

let role = '';
setInterval(() => {
  const { role: now, term } = node.raft;
  if (`${now} ${term}` !== role) say(`${now} in term ${term}`);
  role = `${now} ${term}`;
}, 25);
