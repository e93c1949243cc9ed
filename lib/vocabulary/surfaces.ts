/** Confusable identifiers from which real boundary leaks come (formats.md §1, §7.M.S); `words` find them in prose. */
export const ADVERSARIAL_CLASSES: readonly { readonly name: string; readonly words: RegExp }[] = [
  {
    name: 'same name in two scopes',
    words: /\b(?:same|identical|equal|duplicate)\b.{0,20}\b(?:names?|ids?|identifiers?|keys?|paths?)\b/,
  },
  { name: 'prefix collision', words: /\bprefix/ },
  { name: 'case folding', words: /\b(?:case|upper|lower|uppercase|lowercase|mixed-case)\b/ },
  {
    name: 'embedded separators',
    words: /\b(?:separators?|slash(?:es)?|delimiters?|colons?|embedded|traversal|wildcards?|commas?)\b|\.\.\//,
  },
  {
    name: 'trailing whitespace or control characters',
    words: /\b(?:whitespace|blanks?|spaces?|newlines?|control characters?|tabs?|nul|null bytes?)\b/,
  },
  { name: 'recycled IDs', words: /\b(?:recycl\w+|re-?us\w+|re-?creat\w+|deleted)\b/ },
  {
    name: 'range edges',
    words:
      /\b(?:ranges?|edges?|boundary values?|empty|first and last|min(?:imum)?|max(?:imum)?|zero|off[- ]by[- ]one)\b/,
  },
  { name: 'integer overflow', words: /\b(?:overflow\w*|highest number|negative|wrap\w*|maxint|int64|2\^\d+)\b/ },
  {
    name: 'Unicode normalisation',
    words: /\b(?:unicode|normali[sz]\w+|nfc|nfd|homoglyphs?|(?:de)?composed|confusables?|accent\w*|punycode)\b/,
  },
];

/** Where a denied access may still be seen. */
export const SIDE_CHANNELS =
  /\b(?:metrics?|labels?|logs?|trac(?:e|es|ing)|audit\w*|error (?:texts?|messages?|bodies)|errors? (?:do|does|say|name|reveal)|tim(?:ing|ings)|latency|side[- ]channels?|counts?|lists?|listings?|exist\w*|observ\w+|leak\w*|events?|exports?|backups?|cache[sd]?|inf(?:er|erence)\w*|distinguish\w*|trace|visible|reveal\w*|same (?:answer|error|status)|404)\b/;

/** The fairness formulas by the words that documents use for them (formats.md §1). */
export const FAIRNESS_PATTERNS: readonly { readonly label: string; readonly pattern: RegExp }[] = [
  {
    label: 'worst_group_p99 / aggregate_p99',
    pattern:
      /worst[_ -]?(?:group|tenant|class|partition|region)[_ -]?p\d+|p99\b.{0,30}\b(?:worst|slowest)|(?:worst|slowest)\b.{0,20}\bp99/,
  },
  {
    label: 'min_group_throughput',
    pattern:
      /min(?:imum)?[_ -]?(?:group|tenant|class|partition|region)[_ -]?throughput|throughput\b.{0,30}\b(?:min|lowest|each|every|smallest)|(?:min\w*|lowest|smallest)\b.{0,20}\bthroughput/,
  },
  {
    label: 'error_rate_by_group',
    pattern:
      /error[_ -]?rates?[_ -]?(?:by|per|of each|in each)[_ -]?(?:group|tenant|class|partition|region)|error[_ -]?rates?\b.{0,20}\b(?:each|every|per|by|worst)/,
  },
  {
    label: 'repeat_spread',
    pattern:
      /repeat[_ -]?spread|spread\b.{0,30}\b(?:runs?|repeats?|repetitions?|seeds?)|(?:between|across|over)\b.{0,20}\b(?:runs?|repeats?|repetitions?)\b/,
  },
];
