/** The words by which a text names a kind of fault. */
interface Words {
  /** Words that name this kind and no other. */
  readonly sure: RegExp;
  /** Words that may be of this kind, and have other meanings: the loss of a node, a dropped table, a split of a shard. */
  readonly maybe: RegExp;
}

/** Kinds of faults that do not stand in for each other. */
const FAMILIES: Readonly<Record<string, Words>> = {
  kill: {
    sure: /\b(?:kill\w*|sigkill|crash\w*|restart\w*|reboot\w*|oom|shutdown|stop-start)\b/,
    maybe: /\b(?:terminat\w*|fail-?overs?|switch-?overs?|upgrad\w*|stop(?:s|ped)?|down)\b/,
  },
  pause: {
    sure: /\b(?:paus\w*|sigstop|sigtstp|freez\w*|froze\w*|suspend\w*)\b/,
    maybe: /\b(?:sigcont|stop(?:s|ped)?|zombie|hangs?|hung|stall\w*)\b/,
  },
  network: {
    sure: /partition|\b(?:isolat(?:e|es|ed|ing)|cut[- ]off|nft\w*|iptables|netem|split-brain|blackhole|packets?|network\w*)\b/,
    maybe:
      /\b(?:isolation|drops?|dropp\w*|split\w*|unreachable|disconnect\w*|reset\w*|links?|latency|delay\w*|jitter|bandwidth|loss|connections?|tc)\b/,
  },
  disk: {
    sure: /\b(?:power|disks?|fsync\w*|eio|enospc|torn|corrupt\w*|lazyfs|bit[- ]?flips?|read-only|unsynced)\b/,
    maybe: /\b(?:crash\w*|shutdown|wal|truncat\w*|snapshot\w*|volumes?|quotas?|lost|loss)\b/,
  },
  clock: {
    sure: /\b(?:clocks?|\w*faketime|ntp\w*)\b/,
    maybe: /\b(?:time|skew\w*|drift\w*|tilt)\b/,
  },
  load: {
    sure: /\b(?:overload\w*|stress-ng|cpu)\b/,
    maybe:
      /\b(?:oom|throttl\w*|slow\w*|limp\w*|noisy|pressure|quotas?|burst\w*|flood\w*|storms?|delay\w*|netem|latency)\b/,
  },
};

/** `kill -STOP` and its like send a signal that pauses, and kill nothing. */
const STOP_SIGNAL = /\bp?kill(?:all)?\s+(?:-s\s*|--signal[= ]|-)(?:sig)?(?:t?stop|cont|1[89]|20)\b/g;

export interface FaultKinds {
  /** Kinds that the text names in words that mean nothing else. */
  readonly sure: ReadonlySet<string>;
  /** These and the kinds that it may mean. */
  readonly all: ReadonlySet<string>;
}

/** The kinds of faults that a text names; none where it names none that is known. */
export function faultFamilies(text: string): FaultKinds {
  const lower = text.toLowerCase().replace(/_/g, ' ').replace(STOP_SIGNAL, ' sigstop ');
  const kinds = Object.entries(FAMILIES);
  const sure = kinds.flatMap(([kind, words]) => (words.sure.test(lower) ? [kind] : []));
  return {
    sure: new Set(sure),
    all: new Set([...sure, ...kinds.flatMap(([kind, { maybe }]) => (maybe.test(lower) ? [kind] : []))]),
  };
}
