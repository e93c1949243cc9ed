// A smoke of the verification harness on this machine: real namespaces, a real rule, a real process. Needs root.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run, until } from '../../verification/harness/command.js';
import { cut, dropped, rulesOf } from '../../verification/harness/network-faults.js';
import { isAlive, Net, runName, whyNoNamespaces } from '../../verification/harness/netns.js';
import { kill, pause } from '../../verification/harness/process-faults.js';
import { Recorder } from '../../verification/harness/recording.js';
import { Server } from '../../verification/harness/server.js';
import { destroy, scratchOf, sweep } from '../../verification/harness/supervise.js';
import { faultWindow, folderOf } from '../../verification/harness/window.js';
import { historyFacts } from '../../lib/evidence/history-facts.js';
import { readEvidence } from '../../lib/evidence/read.js';
import { notLanded } from '../../lib/evidence/windows.js';
import { ROOT } from '../support/run.js';

/** What the tests need besides Node; installed here where it is missing and can be. */
const TOOLS = ['iproute2', 'nftables', 'iputils-ping', 'util-linux'];

async function whyNot(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux: the namespaces are real';
  const { rc, err } = await run(['bash', join(ROOT, 'verification', 'harness', 'install.sh'), ...TOOLS], {
    ms: 240_000,
  });
  if (rc !== 0) return `cannot install ${TOOLS.join(', ')}: ${err.trim().split('\n').at(-1) ?? ''}`;
  return whyNoNamespaces();
}

const left = (name: string): string[] => [
  ...(existsSync('/run/netns') ? readdirSync('/run/netns').filter((one) => one.includes(name)) : []),
  ...(existsSync(scratchOf(name)) ? [scratchOf(name)] : []),
];

t.before(async () => {
  await sweep();
});

t.test('the rules of a one-way cut of a port name both of its sides', async (t) => {
  const net = Net.attach('0-0');
  const rules = rulesOf(net, { nemesis: 'x', node: 'n1', direction: 'out', ports: [2380], loss: 0.2 });
  t.match(rules, /hook output/);
  t.notMatch(rules, /hook input/);
  t.match(rules, /tcp sport \{ 2380 \} numgen random mod 1000 < 200 counter name "drops" drop/);
  t.match(rules, /tcp dport \{ 2380 \} numgen/);
});

t.test('a recorder retires a process after an unknown outcome and tags what overlaps a window', async (t) => {
  const file = join(t.testdir(), 'history.jsonl');
  const recorder = new Recorder(file);
  const client = recorder.client('c1');
  const other = recorder.client('c2');
  const request = { op_type: 'write', key: 'k', node: 'n1' } as const;
  const slow = other.do({ ...request, input: 'v1' }, 1_000, async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { ok: true, output: 'ok' };
  });
  await client.do({ ...request, input: 'v2' }, 20, () => new Promise(() => undefined));
  const start = recorder.open('E1');
  await client.do({ ...request, input: 'v3' }, 1_000, () =>
    Promise.resolve({ ok: false, definite: true, code: 'refused' }),
  );
  await slow;
  const end = recorder.close();
  await client.do({ ...request, input: 'v4' }, 1_000, () => Promise.resolve({ ok: true, output: 'ok' }));
  recorder.finish();
  const [lost, refused, tagged, after] = recorder.operations;
  t.match(lost, {
    process_id: 'c1.0',
    complete_ts: null,
    timeout_marker: true,
    output: null,
    fault_epoch: null,
    error: { class: 'indefinite' },
  });
  t.match(refused, { process_id: 'c1.1', timeout_marker: false, fault_epoch: 'E1', error: { class: 'definite' } });
  t.match(
    tagged,
    { process_id: 'c2.0', input: 'v1', fault_epoch: 'E1', output: 'ok' },
    'it was in flight when the window opened',
  );
  t.match(after, { process_id: 'c1.1', fault_epoch: null });
  const window = {
    epoch: 'E1',
    nemesis: 'x',
    planned: undefined,
    start,
    end,
    observed: undefined,
    injectorExit: 0,
    readings: [],
    heal: undefined,
    at: 0,
  };
  const facts = await historyFacts(file, 'history.jsonl', [window]);
  t.strictSame(facts.findings, [], 'the linter finds nothing weak in it');
  t.strictSame(facts.total, { ok: 2, fail: 1, info: 1 });
  await t.rejects(
    Promise.all([
      client.do(request, 10, () => new Promise(() => undefined)),
      client.do(request, 10, () => new Promise(() => undefined)),
    ]),
    /in flight/,
  );
});

t.test('namespaces, faults that land and do not, and nothing left behind', { timeout: 120_000 }, async (t) => {
  const reason = await whyNot();
  if (reason !== undefined) {
    t.pass('not run here', { skip: reason });
    return;
  }
  const name = runName();
  const net = await Net.create(name);
  t.teardown(() => destroy(name));
  mkdirSync(scratchOf(name), { recursive: true });
  await net.add('n1');
  await net.add('n2');
  const ping = async (): Promise<number> =>
    (await net.exec('n2', ['ping', '-c', '2', '-i', '0.2', '-W', '1', net.address('n1')])).rc;
  t.equal(await ping(), 0, 'the nodes reach each other');
  t.notMatch(execFileSync('ip', ['addr']).toString(), /10\.77\.0\./, 'nothing of it is in the machine’s own network');

  const session = t.testdir();
  const recorder = new Recorder(join(session, 'evidence', 'control-x', 'history.jsonl'));
  const client = recorder.client('c1');
  const probe = async (): Promise<void> => {
    await client.do({ op_type: 'read', key: 'k', node: 'n1' }, 5_000, async () =>
      (await ping()) === 0 ? { ok: true, output: 'reached' } : { ok: false, definite: true, code: 'lost' },
    );
  };
  const place = { session, control: 'control-x' };
  const drop = { nemesis: 'isolate', node: 'n1', direction: 'in' } as const;
  await probe();
  const landed = await faultWindow({ place, recorder, epoch: 'E1', fault: cut(net, drop), hold: 100, inside: probe });
  t.ok(landed.landed, 'the drop landed');
  t.match(recorder.operations.at(-1), { error: { code: 'lost' }, fault_epoch: 'E1' });
  await probe();
  t.match(recorder.operations.at(-1), { output: 'reached', fault_epoch: null }, 'the heal is real');
  const idle = await faultWindow({
    place,
    recorder,
    epoch: 'E2',
    fault: cut(net, { ...drop, place: 'idle' }),
    hold: 100,
    inside: probe,
  });
  t.notOk(idle.landed, 'the same rule in another namespace hits nothing');
  t.equal(await dropped(net, 'n1'), 0);
  await probe();

  const server = new Server(net, 'n1', ['sleep', '60'], join(scratchOf(name), 'n1.log'));
  server.start();
  t.ok(await until(2_000, () => server.state === 'S' || undefined), 'the server runs');
  const ready = (): Promise<boolean> => Promise.resolve(server.state === 'S');
  const first = server.pid;
  t.ok(
    (await faultWindow({ place, recorder, epoch: 'E3', fault: pause([server], ready), hold: 50, inside: probe }))
      .landed,
  );
  t.equal(server.pid, first, 'a pause is no restart');
  t.ok(
    (await faultWindow({ place, recorder, epoch: 'E4', fault: kill([server], ready), hold: 50, inside: probe })).landed,
  );
  t.not(server.pid, first);
  await probe();
  recorder.finish();

  const evidence = await readEvidence(folderOf(place), 'control-x');
  t.strictSame(evidence.nemesis?.problems, [], 'nemesis.jsonl obeys its schema');
  t.strictSame(evidence.history?.findings, []);
  t.strictSame(
    evidence.windows.map((window) => [window.epoch, notLanded(window, 1) === undefined, window.heal !== undefined]),
    [
      ['E1', true, true],
      ['E2', false, true],
      ['E3', true, true],
      ['E4', true, true],
    ],
  );

  t.ok(left(name).length > 0);
  await destroy(name);
  t.strictSame(left(name), [], 'no namespace, no file');
  t.equal(server.state, 'gone', 'no process');
  await t.resolves(destroy(name), 'once more does no harm');
});

t.test('what a killed run has left is swept by the next one', { timeout: 60_000 }, async (t) => {
  const reason = await whyNot();
  if (reason !== undefined) {
    t.pass('not run here', { skip: reason });
    return;
  }
  const script = `
    import { Net, runName } from ${JSON.stringify(join(ROOT, 'dist', 'verification', 'harness', 'netns.js'))};
    const net = await Net.create(runName());
    await net.add('n1');
    console.log(runName());
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let name = '';
  child.stdout.on('data', (chunk: Buffer) => (name += chunk.toString().trim()));
  await until(20_000, () => name !== '' || undefined);
  t.ok(isAlive(name));
  t.notOk((await sweep()).includes(name), 'a living run is left alone');
  t.ok(left(name).length > 0);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  t.ok((await sweep()).includes(name));
  t.strictSame(left(name), []);
  t.match(readFileSync('/proc/mounts', 'utf8').includes(name), false);
});
