/** Wordings that promise more than a finite test can show, each with what may be said instead. */
export interface AbsoluteSpec {
  readonly pattern: RegExp;
  readonly instead: string;
  /** True where "not" or "no" before it turns it into a cautious sentence. */
  readonly negatable: boolean;
  /** True where a report says the same of its evidence: a counter proves that a fault landed. */
  readonly ofEvidence?: boolean;
}

const FAILURE =
  '(?:happen|occur|lose|lost|fail|break|broken|corrupt(?:ed)?|violated?|diverge|leak(?:ed)?|go wrong|regress|deadlock|crash|duplicated?|double[- ](?:book|apply|spend)|doubled|reorder(?:ed)?|roll(?:ed)? back|return (?:a )?stale|be stale|see stale|disagree|split[- ]brain|return)';

/** "lost a page in 40 crashes" behind "never": what was seen in a counted number of tries. */
const OBSERVED =
  '(?:lost|failed|broke|corrupted|violated|diverged|leaked|happened|occurred|crashed|duplicated|doubled|reordered|disagreed|returned|served)\\b[^.;:\\n]{0,60}\\b(?:in|during|under|over|across|within)\\s+(?:all\\s+|any of\\s+|these\\s+|those\\s+|the\\s+|our\\s+){0,2}(?:\\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|tested|this run)';

export const ABSOLUTES: readonly AbsoluteSpec[] = [
  {
    pattern: new RegExp(
      `\\b(?:can(?:not|'t|’t| not| never)|could not|couldn't|will not|won't)\\s+(?:ever\\s+|possibly\\s+)?(?:be\\s+|become\\s+|get\\s+)?${FAILURE}\\b`,
      'gi',
    ),
    instead: '"was not observed under the tested threats"',
    negatable: false,
  },
  {
    pattern: new RegExp(
      `(?<!\\b(?:was|were|has|have|had)\\s)\\b(?:never|at no time)\\s+(?!${OBSERVED})(?:be\\s+|gets?\\s+|ever\\s+)?(?:${FAILURE.slice(3, -1)}|loses|fails|breaks|corrupts|violates|diverges|leaks|happens|occurs|crashes|duplicates|reorders|disagrees|returns|serves)\\b`,
      'gi',
    ),
    instead: '"was not observed to … under the tested threats"',
    negatable: false,
  },
  {
    pattern:
      /\bguarantee[sd]?\s+(?:that|no|every|all|zero|correctness|durability|safety|consistency|isolation|liveness)\b|\b(?:is|are|be|stays?|remains?)\s+guaranteed\b/gi,
    instead: '"gives evidence that … under the tested threats"',
    negatable: true,
  },
  {
    pattern:
      /\bproves?\b(?!\s+(?:useful|too|to be|difficult|hard))|\b(?:is|are|been|be|was|were)\s+proven\b|\bproven\s+(?:correct|safe|durable|linearizable|free)\b|\bproof (?:that|of)\b/gi,
    instead: '"supports" or "is evidence for"',
    negatable: true,
    ofEvidence: true,
  },
  {
    pattern: /\bimpossible\b(?!\s+to\s+(?:say|tell|know|test|inject|rule|exclude|observe|measure|distinguish))/gi,
    instead: '"was not observed under the tested threats"',
    negatable: true,
  },
  {
    pattern:
      /\b100\s?%\s+(?:safe|reliable|correct|durable|sure|certain|confident|confidence|coverage|consistent|linearizable|available|covered|tested)\b|\b(?:absolutely|completely|perfectly|fully) (?:safe|reliable|correct|durable|bug-free|verified|proven|tested)\b|\b(?:bug|defect|error)-free\b|\bfree of (?:bugs|defects|errors)\b|\bbeyond (?:any )?doubt\b|\bwithout (?:any )?doubt\b|\bzero (?:risk|bugs)\b|\bno bugs\b/gi,
    instead: 'what was run, how often, and what was not seen',
    negatable: true,
  },
];
