import { readdirSync, readFileSync } from 'node:fs';
import { must, run, type Ran } from './command.js';

/** Addresses are the same in every run: they exist inside the run's own namespaces only. */
const PREFIX = '10.77.0';
const CONTROL = 'ctl';

/** The namespaces of a run are named `dst-<pid>-<start of that process>-<node>`: so leftovers can be told from the living. */
const NAME = /^dst-(\d+)-(\d+)-(\w+)$/;

/** When a process started, in clock ticks since boot; undefined where there is no such process. */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The name of a run that this process supervises. */
export function runName(): string {
  return `${process.pid}-${startTicks(process.pid) ?? '0'}`;
}

/** Whether the process that supervises a run is still there. */
export function isAlive(name: string): boolean {
  const [pid = '', ticks] = name.split('-');
  return startTicks(Number(pid)) === ticks;
}

/** Why namespaces cannot be made here; undefined where they can. */
export async function whyNoNamespaces(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'network namespaces are Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `dst-${runName()}-probe`;
  const { rc, err } = await run(['ip', 'netns', 'add', name]);
  if (rc !== 0) return `"ip netns add" fails: ${err.trim()}`;
  await run(['ip', 'netns', 'del', name]);
  return undefined;
}

/**
 * The network of a run: a namespace for each node, and one (`ctl`) that holds the bridge between them and in which the
 * clients run. Nothing is made in the machine's own network.
 */
export class Net {
  private readonly addresses = new Map<string, string>();

  private constructor(readonly run: string) {}

  /** Makes the namespace `ctl` with the bridge, and `idle`, where nothing happens: faults that must hit nothing go there. */
  static async create(run: string): Promise<Net> {
    const net = new Net(run);
    const ctl = net.namespace(CONTROL);
    await must(['ip', 'netns', 'add', ctl]);
    await must(['ip', 'netns', 'add', net.namespace('idle')]);
    await must(['ip', '-n', ctl, 'link', 'set', 'lo', 'up']);
    await must(['ip', '-n', ctl, 'link', 'add', 'br0', 'type', 'bridge']);
    await must(['ip', '-n', ctl, 'addr', 'add', `${PREFIX}.254/24`, 'dev', 'br0']);
    await must(['ip', '-n', ctl, 'link', 'set', 'br0', 'up']);
    return net;
  }

  /** The network of a run that another process has made. */
  static attach(run: string): Net {
    const net = new Net(run);
    for (const name of namespaces()) {
      const node = NAME.exec(name);
      const number = /^n(\d+)$/.exec(node?.[3] ?? '')?.[1];
      if (number !== undefined && name === net.namespace(`n${number}`))
        net.addresses.set(`n${number}`, `${PREFIX}.${number}`);
    }
    return net;
  }

  /** Adds node `n<number>`, with the address that ends in this number. */
  async add(node: string): Promise<string> {
    const number = /^n([1-9]\d?)$/.exec(node)?.[1];
    if (number === undefined) throw new Error(`a node is named n1 to n99, not "${node}"`);
    const [own, ctl] = [this.namespace(node), this.namespace(CONTROL)];
    await must(['ip', 'netns', 'add', own]);
    await must(['ip', '-n', ctl, 'link', 'add', `v-${node}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', own]);
    await must(['ip', '-n', ctl, 'link', 'set', `v-${node}`, 'master', 'br0', 'up']);
    await must(['ip', '-n', own, 'addr', 'add', `${PREFIX}.${number}/24`, 'dev', 'eth0']);
    await must(['ip', '-n', own, 'link', 'set', 'lo', 'up']);
    await must(['ip', '-n', own, 'link', 'set', 'eth0', 'up']);
    this.addresses.set(node, `${PREFIX}.${number}`);
    return `${PREFIX}.${number}`;
  }

  address(node: string): string {
    const address = this.addresses.get(node);
    if (address === undefined) throw new Error(`there is no node ${node}`);
    return address;
  }

  namespace(node: string): string {
    return `dst-${this.run}-${node}`;
  }

  /** A command as it runs inside a node's namespace. Only the network is entered: mounts stay those of the machine. */
  inside(node: string, argv: readonly string[]): string[] {
    return ['nsenter', `--net=/run/netns/${this.namespace(node)}`, '--', ...argv];
  }

  exec(node: string, argv: readonly string[], options?: { input?: string; ms?: number }): Promise<Ran> {
    return run(this.inside(node, argv), options);
  }
}

function namespaces(): string[] {
  try {
    return readdirSync('/run/netns');
  } catch {
    return [];
  }
}

/** Every run that has a namespace on this machine. */
export function runsWithNamespaces(): string[] {
  return [...new Set(namespaces().flatMap((name) => NAME.exec(name)?.slice(1, 3).join('-') ?? []))];
}

/** Kills every process inside the namespaces of a run but this one, and removes them. Does nothing where there are none. */
export async function removeNamespaces(name: string): Promise<void> {
  const own = namespaces().filter((one) => NAME.exec(one)?.slice(1, 3).join('-') === name);
  for (let round = 0; round < 50; round++) {
    let left = 0;
    for (const one of own)
      for (const pid of (await run(['ip', 'netns', 'pids', one])).out.split('\n').map(Number))
        if (pid > 0 && pid !== process.pid) {
          left++;
          try {
            process.kill(pid, 'SIGKILL');
          } catch {
            // It has ended meanwhile.
          }
        }
    if (left === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const one of own) await run(['ip', 'netns', 'del', one]);
}
