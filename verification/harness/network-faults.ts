import { run } from './command.js';
import type { Fault, Gauge } from './fault.js';
import type { Net } from './netns.js';

/** A table of our own in the namespace, so that healing is one deletion. (`dst` would be a keyword of nftables.) */
const TABLE = 'fault';

export interface Cut {
  readonly nemesis: string;
  readonly node: string;
  /** `in` and `out` as the victim sees them; over TCP either one ends the connection for want of acknowledgements. */
  readonly direction: 'in' | 'out' | 'both';
  /** Ports that are meant, as source and as destination; none: all traffic. */
  readonly ports?: readonly number[];
  /** `dport`: only packets to these ports are meant, `sport`: only packets from them. */
  readonly side?: 'dport' | 'sport';
  /** Only traffic with these nodes. */
  readonly peers?: readonly string[];
  /** Drop this share of the packets, 0 to 1, at random; default all. */
  readonly loss?: number;
  /** The namespace that the rule is put into: `idle` makes it a no-op. Default: the victim's. */
  readonly place?: string;
}

/** Packets dropped by the rule in a namespace; 0 where there is no rule. */
export async function dropped(net: Net, node: string, counter = 'drops'): Promise<number> {
  const { out } = await net.exec(node, ['nft', 'list', 'counter', 'inet', TABLE, counter]);
  return Number(/packets (\d+)/.exec(out)?.[1] ?? 0);
}

/** The rules of a cut, as nft reads them. */
export function rulesOf(net: Net, { direction, ports = [], peers = [], loss = 1, side }: Cut): string {
  const chain = (hook: 'input' | 'output'): string => {
    const address =
      peers.length === 0
        ? ''
        : `ip ${hook === 'input' ? 'saddr' : 'daddr'} { ${peers.map((peer) => net.address(peer)).join(', ')} } `;
    const sides =
      ports.length === 0
        ? ['']
        : (side === undefined ? ['sport', 'dport'] : [side]).map((one) => `tcp ${one} { ${ports.join(', ')} } `);
    const chance = loss >= 1 ? '' : `numgen random mod 1000 < ${Math.round(loss * 1000)} `;
    const lines = sides.flatMap((ports_) => [
      ...(loss < 1 ? [`    ${address}${ports_}counter name "seen"`] : []),
      `    ${address}${ports_}${chance}counter name "drops" drop`,
    ]);
    return `  chain ${hook} {\n    type filter hook ${hook} priority -10; policy accept;\n${lines.join('\n')}\n  }\n`;
  };
  const hooks =
    direction === 'both'
      ? (['input', 'output'] as const)
      : direction === 'in'
        ? (['input'] as const)
        : (['output'] as const);
  return `table inet ${TABLE} {\n  counter drops { }\n  counter seen { }\n${hooks.map(chain).join('')}}\n`;
}

/**
 * Drops packets in the victim's own namespace: isolation, one-way cuts, cuts of one port, cuts between sides, random loss.
 * The landing signal is the rule's counter as it stands in the *victim's* namespace: a rule put elsewhere leaves it at 0.
 */
export function cut(net: Net, request: Cut): Fault {
  const { node, nemesis, direction, ports = [], peers = [], loss = 1 } = request;
  const place = request.place ?? node;
  const what = [
    loss < 1 ? `drop ${loss * 100} % at random` : 'drop',
    direction === 'both' ? 'input and output' : direction === 'in' ? 'input' : 'output',
    ...(ports.length > 0 ? [`tcp port ${ports.join(', ')}`] : []),
    ...(peers.length > 0 ? [`with ${peers.join(', ')}`] : []),
  ].join(', ');
  let last = 0;
  const gauge: Gauge = {
    kind: 'counter',
    name: `packets dropped in the namespace of ${node}`,
    source: 'victim',
    expect: 'rises',
    read: async () => (last = await dropped(net, node)),
  };
  return {
    nemesis,
    mechanism: `nft ${what}`,
    target: [node],
    scope: `netns ${place}`,
    gauges: [gauge],
    async inject() {
      const { rc } = await net.exec(place, ['nft', '-f', '-'], { input: rulesOf(net, request) });
      return rc;
    },
    async heal() {
      last = Math.max(last, await dropped(net, node));
      await net.exec(place, ['nft', 'delete', 'table', 'inet', TABLE]);
    },
    async healed() {
      const { rc } = await net.exec(place, ['nft', 'list', 'table', 'inet', TABLE]);
      const ping = await net.exec(node, ['ping', '-c', '1', '-W', '1', '10.77.0.254']);
      return rc !== 0 && ping.rc === 0
        ? {
            verified_by: `no table "${TABLE}" in ${place} any more, and ${node} is reached again`,
            before: last,
            after: 0,
          }
        : undefined;
    },
  };
}

/** No two nodes reach each other at a port: no majority anywhere. */
export function cutAll(
  net: Net,
  nodes: readonly string[],
  ports: readonly number[],
  nemesis = 'no-majority',
  place?: string,
): Fault[] {
  return nodes.map((node) =>
    cut(net, {
      nemesis,
      node,
      direction: 'in',
      ports,
      peers: nodes.filter((other) => other !== node),
      ...(place === undefined ? {} : { place }),
    }),
  );
}

/** Limits what a node sends, by a token bucket. Landing: the queue's own count of packets that had to wait. */
export function narrow(net: Net, node: string, rate: string): Fault {
  const overlimits = async (): Promise<number> => {
    const { out } = await net.exec(node, ['tc', '-s', 'qdisc', 'show', 'dev', 'eth0']);
    return /qdisc tbf/.test(out) ? Number(/overlimits (\d+)/.exec(out)?.[1] ?? 0) : 0;
  };
  let last = 0;
  return {
    nemesis: 'narrow-link',
    mechanism: `tc tbf rate ${rate} on what ${node} sends`,
    target: [node],
    scope: `netns ${node}`,
    gauges: [
      {
        kind: 'counter',
        name: `tbf overlimits at ${node}`,
        source: 'victim',
        expect: 'rises',
        read: async () => (last = await overlimits()),
      },
    ],
    async inject() {
      const { rc } = await net.exec(node, [
        'tc',
        'qdisc',
        'add',
        'dev',
        'eth0',
        'root',
        'tbf',
        'rate',
        rate,
        'burst',
        '4kb',
        'latency',
        '400ms',
      ]);
      return rc;
    },
    async heal() {
      await net.exec(node, ['tc', 'qdisc', 'del', 'dev', 'eth0', 'root']);
    },
    async healed() {
      const { out } = await run(net.inside(node, ['tc', 'qdisc', 'show', 'dev', 'eth0']));
      return /tbf/.test(out)
        ? undefined
        : { verified_by: `no tbf on eth0 of ${node} any more`, before: last, after: 0 };
    },
  };
}
