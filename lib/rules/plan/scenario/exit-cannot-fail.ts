import { planRule } from '../../rule.js';
import { content, quoted } from './support.js';

export default planRule({
  id: 'DST162',
  name: 'exit-cannot-fail',
  severity: 'error',
  soundness: true,
  summary:
    'Exit criteria have no way to fail: no FAIL condition, one that never holds, or a PASS that every run meets.',
  why: `"PASS if the run completes" is a statement about the harness. "PASS if A, or if not A and that is documented"
covers both worlds, so the run teaches nothing whichever it finds. A criterion that has no FAIL leaves the verdict to
whoever is tired of the run; a test that cannot fail is not evidence when it passes.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Exit criteria:** ⟦PASS if the run completes⟧. INCONCLUSIVE if the leader was never killed.
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Exit criteria:** PASS if the run completes with every request id booked once. FAIL otherwise. INCONCLUSIVE if the
  leader was never killed.
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const exit = content(scenario.fields, 'exit');
      if (exit === undefined) continue;
      const { value } = exit;
      const fault = judgeExit(value.value);
      if (fault === undefined) continue;
      report({
        range: value.slice(fault.at, fault.end).visible,
        message: `${scenario.id}'s exit criteria ${fault.reason}: ${quoted(value.slice(fault.at, fault.end))}`,
        help: 'write what is observed when the claim is broken: "FAIL on any acknowledged id that is booked twice or not at all"',
        subject: `${scenario.id}/exit`,
      });
    }
  },
});

interface Part {
  readonly outcome: string;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const OUTCOME =
  /(^|[.;:,\n]\s*|\s[—–-]\s|\()[`*]*(pass(?:es|ed)?|fail(?:s|ed)?|failure(?=[`*]*\s*(?:[:=]|if\b|when\b|on\b))|inconclusive)\b[`*]*/gi;
/** A condition that every run meets, alone in its part. */
const VACUOUS =
  /^(?:(?:the\s+|all\s+|every\s+)?(?:run|test|tests|script|scenario|workload|it|everything|harness|job|suite|steps?)\s+)?(?:completes?|finish(?:es)?|ends?|terminates?|is done|is over|runs?(?: through| to (?:the )?end| to completion)?|exits?|has run|was run|pass(?:es)?)(?:\s+(?:successfully|cleanly|normally|fine|without (?:crash(?:es|ing)?|exceptions?|errors?|hang(?:s|ing)?)))?$|^(?:always|in any case|either way|regardless|by default|anyway)$/;
const NEVER = /^(?:never|n\/?a|none|no|nothing|not (?:applicable|possible|expected)|—|-)?$/;
const TAKES_BACK =
  /\bunless\s+(?:it(?:'s| is| looks| seems)?\s+)?(?:just\s+)?(?:flaky|flak(?:e|es|iness)|noise|known|expected|documented|we |the team|someone)|\bdiscretion\b|\b(?:up to|left to) the (?:operator|reviewer|team|engineer)/;

/** Undefined for criteria that a run can fail; otherwise where and why not. */
function judgeExit(value: string): { at: number; end: number; reason: string } | undefined {
  const parts = partsOf(value);
  const pass = parts.filter(({ outcome }) => outcome === 'pass');
  const fail = parts.filter(({ outcome }) => outcome === 'fail');
  const failing = new Map(fail.map((part) => [part.text, part]));
  for (const part of pass) {
    if (VACUOUS.test(part.text)) return { ...part, reason: 'let every run pass that ends' };
    const both = eitherOr(part.text);
    if (both) return { ...part, reason: 'pass in both worlds' };
    const twin = part.text === '' ? undefined : failing.get(part.text);
    if (twin !== undefined) return { ...twin, reason: 'pass and fail on the same condition' };
  }
  for (const part of [...pass, ...fail]) {
    const back = TAKES_BACK.exec(part.text);
    if (back !== null) return { ...part, reason: 'are taken back' };
  }
  if (fail.length > 0) {
    const never = fail.every((part) => NEVER.test(part.text)) ? fail[0] : undefined;
    return never === undefined ? undefined : { ...never, reason: 'name a FAIL that never holds' };
  }
  const whole = { at: 0, end: value.length };
  if (pass[0] !== undefined) return { ...pass[0], reason: 'name no condition for FAIL' };
  return VACUOUS.test(normal(value)) ? { ...whole, reason: 'let every run pass that ends' } : undefined;
}

function partsOf(value: string): Part[] {
  // A line that merely goes on with "failure" or "passed" begins no part.
  const marks = [...value.matchAll(OUTCOME)].filter(
    ([, lead, word]) => lead?.includes('\n') !== true || /^[A-Z]/.test(word ?? ''),
  );
  return marks.map((match, i) => {
    const at = match.index + (match[1] ?? '').length;
    const head = match.index + match[0].length;
    const end = marks[i + 1]?.index ?? value.length;
    const outcome = (match[2] ?? '').toLowerCase().slice(0, 4);
    return { outcome, text: normal(value.slice(head, end)), at, end };
  });
}

/** A condition longer than this is judged by its head. */
const MOST_CONDITION = 2000;

/** The bare condition: lower case, without `if`, marks at the ends, and line breaks. */
function normal(text: string): string {
  return text
    .slice(0, MOST_CONDITION)
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s:=—–`*-]+/, '')
    .replace(/^(?:if|when|iff|only if|means|is|on)\s+/, '')
    .replace(/[\s.,;:)(`*—–-]+$/, '');
}

/** `either A or B` where B is the failure, or its documentation. */
function eitherOr(text: string): boolean {
  const either = text.search(/\beither\b/);
  const rest = either === -1 ? '' : text.slice(either);
  const or = rest.search(/\bor\b/);
  const second = or === -1 ? '' : rest.slice(or);
  if (/\b(?:not|fail\w*|violat\w*|broken|breaks?|reproducible|documented|expected|known|loses?|lost)\b/.test(second))
    return true;
  return /\b(?:whether or not|regardless of|no matter)\b/.test(text);
}
