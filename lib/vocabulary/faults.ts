/** A mechanism that is known not to cause the fault it is used for. All patterns are tried on one sentence, lower case. */
export interface FalseFault {
  readonly name: string;
  /** The mechanism. */
  readonly means: RegExp;
  /** The fault that it is said to cause; a mechanism that never does what it is for has none. */
  readonly claims?: RegExp;
  /** What makes the sentence right after all: the real mechanism, or a denial. */
  readonly unless?: RegExp;
  /** Tried on what the plan says of the system itself. */
  readonly system?: RegExp;
  readonly why: string;
  readonly instead: string;
}

/** Systems that are Go programs: their clock comes from the vDSO, not through libc. */
const GO_SYSTEM =
  /\b(?:golang|go program|written in go|etcd|consul|cockroach\w*|nats(?:-server)?|jetstream|tidb|vault|nomad|k3s|influxdb|dgraph|rqlite|minio|prometheus|seaweedfs|immudb|dragonboat|kubernetes)\b/;

/**
 * Measured on Debian 12 or documented by the mechanism's own manual: time_namespaces(7), tc-netem(8), the kernel's
 * dm-flakey document, libfaketime's issues 195 and 481.
 */
export const FALSE_FAULTS: readonly FalseFault[] = [
  {
    name: 'killing a process as a power loss',
    means: /\bkill(?:s|ed|ing)?(?: -9)?\b|\bsigkill\b|\bprocess crash\b/,
    claims:
      /\bpower[- ](?:loss|failure|cut|fail|outage)\b|\bfsync[- ](?:loss|failure)\b|\blos(?:e|es|ing|s of)\b.{0,20}\b(?:unsynced|unflushed|page cache|fsync|buffered writes)\b|\bbetween\b.{0,20}\bwrite\b.{0,10}\bfsync\b/,
    unless:
      /\blazyfs\b|\bshutdown ioctl\b|\bext4_ioc_shutdown\b|\b(?:ext4|xfs|file[- ]?system)\b.{0,12}\bshut ?down\b|\bdm-log-writes\b|\bdrop_writes\b|\bvm\b|\bvirtual machine\b|\bhypervisor\b|\bipmi\b|\b(?:not|no|never|unlike|instead of|rather than|neither|nor)\b.{0,20}\b(?:power|fsync)\b|\b(?:is|are) (?:no|not)\b/,
    why: 'the page cache survives the death of a process, so nothing that was written is lost',
    instead:
      'drop the cache below the file system: lazyfs with clear-cache, the ext4 or xfs shutdown ioctl, a VM that is cut off',
  },
  {
    name: '`date -s` as skew of one node',
    means: /\bdate -s\b|\bdate --set\b|\btimedatectl set-time\b/,
    claims:
      /\bcontainers?\b|\bdocker\b|\bpods?\b|\bnamespaces?\b|\bnetns\b|\bone node\b|\bper[- ]node\b|\beach node\b|\bskew\b/,
    unless: /\bvms?\b|\bvirtual machines?\b|\bseparate hosts?\b|\bown host\b|\bbare[- ]metal\b/,
    why: 'the wall clock belongs to no namespace: it moves for every node on the host, and there is no skew between them',
    instead:
      'give the nodes hosts of their own, or patch the clock per process (TimeChaos, or libfaketime where it works)',
  },
  {
    name: 'libfaketime for a Go program',
    means: /\b(?:lib)?faketime\b/,
    system: GO_SYSTEM,
    unless: /\bnot\b|\bexcept\b|\bunlike\b|\bvdso\b/,
    why: 'Go reads the clock from the vDSO and never calls the libc function that libfaketime replaces, so the date stays true',
    instead: 'patch the vDSO (TimeChaos), or run the node on a host of its own and set its clock',
  },
  {
    name: 'netem duplicates or reorders as duplicated requests',
    means: /\bnetem\b|\btc\b|\bpacket[- ](?:duplicat\w+|reorder\w*)\b/,
    claims:
      /\b(?:duplicat\w*|reorder\w*|replay\w*)\b.{0,50}\b(?:rpcs?|requests?|messages?|deliver\w*|calls?|transfers?|commands?|operations?)\b|\b(?:rpcs?|requests?|messages?|calls?|transfers?|commands?|operations?)\b.{0,30}\b(?:duplicat\w*|reorder\w*|twice|replay\w*)\b/,
    unless: /\budp\b|\bquic\b|\bproxy\b|\bnot\b|\bnever\b|\bunlike\b/,
    why: 'below TCP a duplicated or reordered packet is healed by the transport: the application never sees a message twice',
    instead: "let the client retry, or replay requests in a proxy of the application's protocol",
  },
  {
    name: 'dm-flakey as failing fsync',
    means: /\bdm-?flakey\b/,
    claims:
      /\bfsync\w*\b.{0,30}\b(?:fail\w*|errors?|eio|returns? an error)\b|\b(?:fail\w*|error\w*|eio)\b.{0,20}\bfsync\b|\bdrops? fsync\b/,
    unless: /\bdrop_writes\b|\berror_writes\b|\bnot\b/,
    why: 'dm-flakey fails or drops input and output of the device in its down interval; it does not aim at fsync',
    instead: 'inject the error into the call: strace -e inject=fsync,fdatasync:error=EIO, or CharybdeFS',
  },
  {
    name: 'nobarrier or eatmydata as loss of data',
    means: /\bnobarrier\b|\beatmydata\b|\bbarrier=0\b/,
    unless: /\bpower\b|\bcut\b|\blazyfs\b|\bshutdown\b|\bvm\b|\bpositive control\b|\bnot\b/,
    why: 'fsync then succeeds without effect, and nothing is lost until power is cut',
    instead: 'cut the power below it as well: lazyfs with clear-cache, the shutdown ioctl, a VM that is cut off',
  },
  {
    name: 'packet loss on localhost as lost messages',
    means: /\b(?:packet|message) loss\b/,
    claims: /\b(?:lo|localhost|loopback)\b.{0,40}\b(?:rpcs?|messages?|requests?)\b.{0,10}\blost\b/,
    unless: /\budp\b/,
    why: 'TCP sends lost packets again: what the application sees is latency or a reset',
    instead: 'drop everything of a connection for longer than the time-outs, or use a proxy',
  },
];
