/** Words that a scenario's name takes from its set-up: topology, faults, tools, kinds of run. */
export const SETUP_WORDS: ReadonlySet<string> = new Set(
  `cluster clusters node nodes replica replicas broker brokers leader follower followers majority minority shard shards
  chaos jepsen elle knossos porcupine maelstrom toxiproxy pumba litmus mesh netem iptables nftables docker compose kubernetes k8s
  kill kills killing killed partition partitions partitioned partitioning crash crashes crashed crashing restart restarts restarted
  failover failovers pause paused sigkill sigstop skew latency loss delay delays slow network disk disks clock clocks power reboot
  fault faults failure failures nemesis injection injected inject fuzz fuzzing fuzzer soak stress load loadtest benchmark bench
  perf simulation simulator simulated sim dst workload workloads smoke hardening run runs running test tests testing tester suite
  scenario script case check checks experiment setup harness basic simple generic random mixed long short small large big heavy
  concurrent parallel multi single clients client writers readers traffic upgrade rolling membership snapshot proxy integration
  e2e end regression sanity monkey torture distributed replicated sharded`.split(/\s+/),
);

/** Words that say what must hold: verbs, quantifiers, properties. */
const PROPERTY_WORDS: ReadonlySet<string> = new Set(
  `survive survives survived stay stays remain remains keep keeps hold holds prevent prevents preserve preserves converge converges
  recover recovers match matches equal equals agree agrees complete completes succeed succeeds reject rejects deny denies denied
  see sees read reads write writes move moves never no not none without only always every each all any once twice one two most
  least must cannot can does do is are be has have safe safely safety live liveness lose loses lost unique order ordered ordering
  fifo atomic atomically atomicity exact exactly linear linearizable linearizability serializable serializability serial
  consistent consistently consistency durable durability isolated isolation idempotent idempotency idempotence fair fairness
  available availability bounded unbounded monotonic intact correct correctly visible stale fresh same identical slo slos
  within until exclusive exclusion mutual invariant conserved balanced total membership_agrees quorum_intersection prefix gap
  gapfree leak leaks leaked duplicate duplicates duplicated corrupt corrupted divergence diverge diverges elected elects detected
  detects detect visible readable confined separate separated private secret secrecy authorized unauthorized
  integrity equivalence equivalent replayable acknowledged acked ack promise promised guarantee guarantees guaranteed`.split(
    /\s+/,
  ),
);

const PROPERTY_ENDING = /(?:able|ible|ably|ibly|bility|ness|ency|less|free|proof|ively|ingly)$/;
/** Plurals that look like verbs. */
const PLURAL_NOUNS =
  /^(?:(?:re)?writes|reads|queries|requests|messages|clients|servers|services|systems|databases|tables|keys|groups|regions|zones|hosts|processes|threads|windows|seeds|seconds|minutes|hours|days|events|entries|records|logs|files|locks|leases|queues|topics|streams|sessions|tenants|users|accounts|transactions|txns|ops|operations|leaders|links|packets|connections|containers|pods|vms|machines|chaos|status|tests)$/;

/** True for a word that can only be there because the name says what must hold. */
export function isPropertyWord(word: string): boolean {
  if (SETUP_WORDS.has(word)) return false;
  if (PROPERTY_WORDS.has(word) || PROPERTY_ENDING.test(word)) return true;
  // A third person or a participle that no list of nouns knows is taken for a verb.
  return (/[^s]s$/.test(word) && !PLURAL_NOUNS.test(word)) || /[^e]ed$/.test(word);
}
