/**
 * The language of landing evidence: what only the injector says about itself, and what shows that the fault reached
 * its victim. Every pattern is tried on one clause, in lower case.
 */

/** The injector's own word: that a command ran is no sign that anything was hit. */
export const INJECTOR_WORD: readonly RegExp[] = [
  /\b(?:injector|nemesis|chaos(?:[- ]mesh)?|litmus|experiment|networkchaos|podchaos|iochaos|timechaos|toxiproxy|pumba|blockade|gremlin|tools?|scripts?|commands?|driver|api|job|ansible|call|helper|controller|scheduler|operator)\b[^.;]{0,40}\b(?:report(?:s|ed)?|says?|said|logs?|logged|prints?|printed|confirm(?:s|ed)?|return(?:s|ed)?|exit(?:s|ed)?|succeed(?:s|ed)?|succeeded|accept(?:s|ed)?|acknowledg\w+|status|phase|ran|ended|finish(?:es|ed)|completes?d?|is running|success)\b/,
  /\b(?:exit(?:s|ed)?|exit (?:code|status)|status(?: code)?|rc|return(?:s|ed)?(?: code| value)?|http)\s*(?:is|was|of|=|==|:|with)?\s*(?:code |status )?(?:0|zero|success(?:ful(?:ly)?)?|ok|true|200|204|no error)(?![\w→])/,
  /\breports?\s+(?:a |the |its )?(?:success\w*|configured|ok|running|injected|active|applied|done|complet\w+)/,
  /\b(?:status|phase|state)\s*(?:is|=|:)?\s*["'`]?(?:running|injected|allinjected|active|completed|applied|succeeded|success)\b/,
  /\b(?:kill|pkill|tc|iptables|nft|netem|stress-ng|date|ssh|docker|kubectl|systemctl)\b[^.;]{0,20}\b(?:return(?:s|ed)?|succe(?:eds?|eded|ss\w*)|exit(?:s|ed)|ran)\s*(?:$|0|ok\b|success|cleanly|without|with)/,
  /\b(?:rule|qdisc|toxic|filter|policy|chain|profile)s?\b[^.;]{0,20}\b(?:installed|added|accepted|listed|present|configured|applied|created|in place)\b/,
  /\b(?:no|without)(?: an?)? errors?\b/,
];

/** What the victim, the network or the kernel shows when a fault has hit. */
export const VICTIM_SIGNAL: readonly RegExp[] = [
  /\b(?:counters?|packets?|pids?|dmesg|journal\w*|kernel log|oom\w*|round[- ]trips?|rtt|pings?|uptime|start time|restart count|sentinel|sigkill|sigstop|eio|enospc|errno|iostat|diskstats|dropped|victim\w*|measured|offsets?|disappear\w*|unreachable|refused|resets?|frozen|throttl\w+|cgroup|access log|audit|survivors?|followers?|peers?|re-?elect\w*|elections?|lag|backlog|stall\w*)\b/,
  /throttl|\btim(?:es?|ed|ing) out\b|\be(?:conn\w+|timedout|pipe|hostunreach)\b/,
  /\/proc\b|→|->|≥|>=|\b0\s*to\s*\d/,
  /\b(?:process(?:es)?|node|pod|container|instance|member|broker|leader)\b.{0,20}\b(?:gone|dead|missing|absent|stopped|exits?|exited|down|killed|dies|died|vanish\w*)\b/,
  /\b(?:terms?|epochs?|leader(?:ship)?|views?|primary|generation)\b.{0,40}\b(?:ris\w*|increas\w*|chang\w*|advanc\w*|bump\w*|grow\w*|higher|new|lost|moves?|differ\w*|elect\w*|lose\w*|step\w*)\b/,
  /\b(?:latenc\w+|timeouts?|errors?|loss|throughput|load|usage|utili[sz]ation|rate)\b.{0,30}\b(?:ris\w*|increas\w*|jump\w*|grow\w*|higher|doubles?|spikes?|fall\w*|drop\w*|rate)\b/,
  /\b(?:server|node|broker|replica|gateway|database|leader)s?(?:'s?)?\s+(?:own\s+)?(?:logs?|metrics?|status|state|counters?)\b/,
];

/** Words of observation: a signal where the injector is not the one who speaks. */
export const OBSERVATION =
  /\b(?:logs?|metrics?|gauges?|status|state|shows?|seen|visible|observ\w*|reads?|reports?|emits?|records?|events?|changes?|rises?|falls?|drops?|missing|gone|absent|stops?|appears?|increments?|dump|traces?|probe[sd]?|health|heartbeats?|verified|markers?|returns?|snapshots?|size|content)\b/;
