import { documentRule } from '../rule.js';

export default documentRule({
  id: 'DST004',
  name: 'guidance-comment-left-in',
  severity: 'warning',
  summary: 'A guidance comment of the template was left in the document.',
  why: `Guidance comments tell the author what a section needs, and are deleted once the section has it: they are the
template's list of what is still to be done. One that is left says either that the section was never worked through, or
that the next author will follow instructions that this plan has long outgrown.`,
  fixable: true,
  examples: {
    failing: `## 8. What this plan does NOT cover

⟦<!-- guidance: Whole subsystems or modes left out on purpose. -->⟧

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

<!-- The console has a plan of its own. -->

- The web console.
`,
  },
  check(document, report) {
    for (const { text, range } of document.comments) {
      if (!/^\s*guidance\s*:/i.test(text)) continue;
      const words = text.replace(/\s+/g, ' ').trim();
      report({
        range,
        message: `a guidance comment was left in: "${words.length > 50 ? `${words.slice(0, 47)}…` : words}"`,
        help: 'check the section against it, then delete it',
        // A comment is no content: taking it out changes nothing that a reader sees.
        fix: [{ range, text: '' }],
        subject: `guidance/${words.slice(0, 40)}`,
      });
    }
  },
});
