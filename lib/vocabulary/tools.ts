/** A tool or mechanism by which faults are made or histories judged, and the requirements that provide it. */
export interface ToolSpec {
  readonly name: string;
  /** How a scenario speaks of it. */
  readonly used: RegExp;
  /** How a row of §6b speaks of it, or of what brings it along. */
  readonly provided: RegExp;
}

export const TOOLS: readonly ToolSpec[] = [
  { name: 'iptables', used: /\bip6?tables\b/i, provided: /\bip6?tables\b|\bnetfilter\b|\bnft/i },
  { name: 'nftables', used: /\bnft(?:ables)?\b/i, provided: /\bnft|\bnetfilter\b/i },
  { name: 'tc netem', used: /\bnetem\b|\btc qdisc\b/i, provided: /\bnetem\b|\btc\b|\biproute2?\b|traffic control/i },
  {
    name: 'a device mapper target (dm-flakey, dm-delay, …)',
    used: /\bdm-(?:flakey|delay|error|log-writes)\b/i,
    provided: /\bdm-|device[- ]mapper|\bdmsetup\b/i,
  },
  { name: 'libfaketime', used: /\b(?:lib)?faketime\b/i, provided: /faketime/i },
  { name: 'strace', used: /\bstrace\b/i, provided: /\bstrace\b|\bptrace\b/i },
  { name: 'Toxiproxy', used: /\btoxiproxy\b/i, provided: /toxiproxy/i },
  { name: 'Pumba', used: /\bpumba\b/i, provided: /pumba/i },
  { name: 'CharybdeFS', used: /\bcharybdefs\b/i, provided: /charybdefs|\bfuse\b/i },
  { name: 'LazyFS', used: /\blazyfs\b/i, provided: /lazyfs|\bfuse\b/i },
  {
    name: 'Docker',
    used: /\bdocker (?:kill|stop|pause|network|compose|exec)\b/i,
    provided: /docker|podman|container|compose/i,
  },
  {
    name: 'Kubernetes',
    used: /\bkubectl\b|\bchaos[- ]?mesh\b|\blitmus ?chaos\b/i,
    provided: /kube|k8s|k3s|\bkind\b|minikube|chaos[- ]?mesh|litmus/i,
  },
  { name: 'Jepsen', used: /\bjepsen\b/i, provided: /jepsen|clojure|\blein/i },
  { name: 'Knossos', used: /\bknossos\b/i, provided: /knossos|jepsen|clojure|\blein|toolchain|dst-skills/i },
  { name: 'Elle', used: /\bElle\b/, provided: /\belle\b|jepsen|clojure|\blein|toolchain|dst-skills/i },
  { name: 'Porcupine', used: /\bporcupine\b/i, provided: /porcupine|\bgo\b|golang|toolchain|dst-skills/i },
  { name: 'k6', used: /\bk6\b/, provided: /\bk6\b/i },
  { name: 'fio', used: /\bfio\b/, provided: /\bfio\b/i },
  { name: 'stress-ng', used: /\bstress-ng\b/i, provided: /stress-ng/i },
  { name: 'bpftrace', used: /\bbpftrace\b/i, provided: /bpftrace|\be?bpf\b|\bbcc\b/i },
  { name: 'TLC', used: /\bTLC\b/, provided: /\bTLC\b|tla|\bjava\b/i },
];
