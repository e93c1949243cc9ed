/**
 * The language of oracles: by which words a sentence states something that a machine can decide, and by which it
 * only sounds like it. Every pattern is tried on one clause, in lower case.
 */

/** What looks like a check and decides nothing; `label` is how a message names it. */
export const VAGUE_ORACLES: readonly { readonly label: string; readonly pattern: RegExp }[] = [
  {
    label: 'logs or metrics that look right',
    pattern:
      /^\W*(?:looks?|seems?)\s+(?:all\s+)?(?:fine|good|ok|okay|right|clean|sane|healthy|normal)\b|\b(?:logs?|log files?|metrics?|dashboards?|graphs?|charts?|output|results?|data|traces?|numbers?|everything|things?|it|all|they)\b[^.;]{0,30}\b(?:looks?|seems?|appears?|is|are)\s+(?:all\s+)?(?:to be\s+)?(?:fine|good|ok|okay|right|clean|sane|healthy|reasonable|normal|green|correct|plausible)\b/,
  },
  {
    label: 'correct behaviour',
    pattern:
      /\b(?:behaves?|works?|works? well|operates?|functions?|runs?|performs?|responds?)\s+(?:correctly|properly|as (?:expected|intended|designed|usual)|normally|fine|well|smoothly|without (?:problems?|issues?))\b/,
  },
  { label: 'expectation', pattern: /\b(?:as|like) (?:expected|intended|designed)\b|\bshould work\b|\bworks\s*[.!]?$/ },
  {
    label: 'inspection by a person',
    pattern:
      /\bmanual(?:ly)?\b|\bvisual(?:ly)?\b|\beyeball|\bby (?:eye|hand)\b|\bhuman (?:review|judg|inspect)|\b(?:operator|engineer|reviewer|someone|we|team)\s+(?:checks?|looks?|decides?|inspects?|reviews?|judges?|verif(?:y|ies)|confirms?)\b|^\W*(?:check|look at|inspect|review|watch|observe|monitor|examine|verify)\s+(?:that\s+)?(?:the\s+)?(?:logs?|metrics?|dashboards?|grafana|output|results?|system|cluster)\b/,
  },
  {
    label: 'absence of errors',
    pattern:
      /\b(?:no|without|zero|free of)\s+(?:visible |obvious |unexpected |unusual |apparent |serious |major |noticeable |data |other |further )?(?:errors?|exceptions?|failures?|problems?|issues?|warnings?|anomalies|stack traces?)(?:\s+(?:are|is|were|was))?(?:\s+(?:seen|found|logged|reported|observed|occur(?:red|s)?|visible|noticed|raised|appear(?:s|ed)?|printed|thrown))?(?:\s+(?:in|on|by|during|from|at)\b[^.;,]{0,40})?\s*[.!]?$/,
  },
  {
    label: 'survival of the process',
    pattern:
      /\b(?:process(?:es)?|nodes?|servers?|clusters?|services?|daemons?|brokers?|systems?|database|it|they|everything|pods?)\s+(?:(?:all|always|still|itself|themselves|just)\s+)?(?:stays?|remains?|keeps?|is|are|comes?|survives?)(?:\s+(?:still|always|all))?\s*(?:alive|up|running|healthy|responsive|available|online|back|operational|stable|reachable)?\s*(?:up|alive|running)?(?:\s+(?:throughout|during|until|for|after|at|under|in)\b[^.;,]{0,40})?\s*[.!]?$|\b(?:no|nothing|without|never|not|n't)\s+(?:a\s+|any\s+|ever\s+)?(?:(?:node|process|server|pod|broker|component|replica)s?\s+)?(?:crash(?:es|ed|ing)?|dies|died|exits?|exited|restarts?|restarted|panics?|hangs?|segfaults?|core dumps?)\s*[.!]?$/,
  },
  {
    label: 'a run that ends',
    pattern:
      /\b(?:test|tests|run|script|scenario|workload|job|suite|it|command)\s+(?:passes|pass|succeeds?|completes?|finish(?:es)?|ends?|terminates?|exits?)(?:\s+(?:successfully|cleanly|normally|ok|fine|with (?:exit )?(?:code|status) 0|without (?:errors?|crash(?:es|ing)?|problems?)))?\s*[.!]?$/,
  },
];

/** What takes an oracle back although it was stated. */
export const TAKEN_BACK =
  /\bunless\s+(?:it(?:'s| is| looks| seems)?\s+)?(?:just\s+)?(?:flaky|flak(?:e|es|iness)|noise|noisy)|\b(?:if|when|as)\s+(?:time|there is time|we have time|time permits)\b|\btime permitting\b|\bbest[- ]effort check\b|\b(?:optional|skipped|disabled)\s+for now\b|\b(?:or|unless)\s+(?:so it seems|somebody objects|someone objects)\b|\bmore or less\b|\bhopefully\b|\bideally\b|\bspot[- ]check(?:s|ed)?\b|\bat (?:the )?(?:operator|reviewer|engineer|team)'?s?'? discretion\b/;

/** What makes a clause decidable: a comparison, a figure with a unit, a quantified or negated property. */
export const PROPERTY: readonly RegExp[] = [
  /[<>≤≥=≡∀∃⊆⊂∈]|\b(?:at (?:most|least)|no more than|no less than|fewer than|less than|more than|greater than|not exceed|below|above|under|within|up to|exactly|between)\s+(?:[\d~]|one|two|three|once|a quorum|the|its|twice|half)/,
  /\d\s*(?:%|ms\b|s\b|seconds?\b|min\b|minutes?\b|h\b|x\b|×|ops|mb\b|kb\b|gb\b|requests?\b|errors?\b|violations?\b|per\b)/,
  /\b(?:p50|p9\d(?:\.\d)?|p999|median|percentile|threshold|baseline|quantile|slo)\b/,
  /\b(?:every|each|all|any|both|none|no|never|nothing|nobody|nowhere|only|neither|nor|not|cannot|without|either)\b/,
  /\b(?:equals?|equal to|identical|match(?:es|ed|ing)?|same|agrees?|subset|superset|contain(?:s|ed)?|unique|monotonic(?:ally)?|increasing|decreasing|unchanged|constant|bounded|bitwise|byte-identical|sha-?\d*|hash(?:es)?|checksums?|digest|zero|once|twice|sum|count|order(?:ed|ing)?|prefix|invariants?|conserved|reconcil\w*|converg\w*)\b/,
  /\b(?:lineariz|linearis|serializ|serialis|snapshot isolation|exactly-once|at-most-once|at-least-once|no-lost-ack|fifo|durable|consistent with|atomic|exclusive|exclusion|fair|fresh)\w*/,
  /\b(?:denied|rejected|refused|accepted|present|absent|readable|visible|recovered?|read back|returns?|raises?|answers?|elected|observed by|seen (?:by|on|within)|survives? (?:on|in|with)|lost|missing|stale|duplicated?|doubled|applied|committed|reported by|detects?|finds?)\b/,
  /\b(?:checker|knossos|porcupine|elle|assert(?:s|ion|ions|ed)?|model check|tlc|property|predicate)\b/,
  /\b(?:as (?:in|for)|see|same as|like)\s+(?:§?\s*7\.m|s\d)|\bper arm\b|\bnamed in (?:its|their|each|the)\b/,
];
