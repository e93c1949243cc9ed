/** Kinds of faults that do not stand in for each other, and the words by which a text names them. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  kill: /\b(?:kill\w*|sigkill|crash\w*|terminat\w*|restart\w*|reboot\w*|oom|shutdown|stop-start|fail-?over)\b/,
  pause: /\b(?:paus\w*|sigstop|sigcont|freez\w*|froze\w*|suspend\w*|stopped|zombie)\b/,
  network:
    /\b(?:partition\w*|isolat\w*|drops?|dropp\w*|cut[- ]off|nft\w*|iptables|netem|split\w*|unreachable|blackhole|disconnect\w*|reset\w*|packets?|link|latency|delay\w*|jitter|bandwidth|loss)\b/,
  disk: /\b(?:power\w*|disk\w*|fsync\w*|eio|enospc|torn|corrupt\w*|lazyfs|bit[- ]?flip\w*|read-only|unsynced|shutdown ioctl|wal|truncat\w*|snapshot\w*)\b/,
  clock: /\b(?:clock\w*|skew\w*|drift\w*|faketime|ntp|tilt)\b/,
  load: /\b(?:overload\w*|cpu|throttl\w*|slow\w*|limp\w*|noisy|pressure|quota\w*|burst\w*|flood\w*|storm\w*)\b/,
};

/** The kinds of faults that a text names; empty where it names none that is known. */
export function faultFamilies(text: string): ReadonlySet<string> {
  const lower = text.toLowerCase().replace(/_/g, ' ');
  return new Set(Object.entries(FAMILIES).flatMap(([family, words]) => (words.test(lower) ? [family] : [])));
}
