import { didYouMean } from '../../cli/nearest.js';
import { DIRECTIVES, type Directive } from '../../lint/directives.js';
import { directiveRule, type Finding } from '../rule.js';

export default directiveRule({
  id: 'DST006',
  name: 'directive-malformed',
  severity: 'error',
  soundness: true,
  summary: 'A comment that should disable or enable rules cannot be read: unknown word, rule, option or date.',
  why: `A directive with a misspelt rule disables nothing, and its author believes that it does: the finding that it was
meant for stays and looks like noise, or a later edit of the rule's name silently changes what is checked. What cannot
be read exactly is reported instead of guessed.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

<!-- dst-disable-file ⟦long-sumary⟧ -- the summary holds the text-art that the team wanted -->

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

<!-- disabled in this release: the console -->

- The web console.
`,
  },
  check(uses, report) {
    // Suggestions are for people: a document with hundreds of unknown names is none of theirs.
    let suggestions = 20;
    for (const { directive, ruleNames } of uses)
      for (const finding of faults(directive, suggestions-- > 0 ? ruleNames : [])) report(finding);
  },
});

function* faults(directive: Directive, ruleNames: readonly string[]): Generator<Finding> {
  const { form, keyword, names, range, until, unknownOptions } = directive;
  const subject = (what: string): string => `directive/${what}`;
  const words = Object.keys(DIRECTIVES);
  if (form === undefined) {
    const message = `unknown directive "${keyword}".${didYouMean(keyword, words)}`;
    yield { range, message, help: `use one of ${words.join(', ')}`, subject: subject(keyword) };
    return;
  }
  if (names.length === 0 && form !== 'enable')
    yield {
      range,
      message: `${keyword} names no rule, so it disables nothing`,
      help: 'name each rule, by id or by name',
      subject: subject(keyword),
    };
  for (const { text, range: place, rule } of names)
    if (rule === undefined) {
      const markdown = /^MD\d{3}$/i.test(text);
      const hint = markdown
        ? ' General Markdown rules take markdownlint-disable comments.'
        : didYouMean(text, ruleNames);
      yield {
        range: place,
        message: `no rule is called "${text}".${hint}`,
        help: 'run "dst-skills rules" for the list',
        subject: subject(text),
      };
    }
  if (until?.valid === false)
    yield {
      range: until.range,
      message: `until got "${until.text}", expected a day as YYYY-MM-DD`,
      help: 'give the last day on which the exception holds',
      subject: subject('until'),
    };
  for (const option of unknownOptions)
    yield {
      range: option.range,
      message: `unknown option "${option.text}", expected until=YYYY-MM-DD or owner=<name>`,
      help: 'remove it, or put it behind " -- " if it belongs to the reason',
      subject: subject(option.text),
    };
}
