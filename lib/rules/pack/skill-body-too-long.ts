import { packRule } from '../rule.js';

const MOST_LINES = 500;
const MOST_TOKENS = 5000;
/** English prose and Markdown have about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;

export default packRule({
  id: 'DST611',
  name: 'skill-body-too-long',
  severity: 'warning',
  summary: 'The body of a SKILL.md has more than 500 lines or about 5,000 tokens.',
  why: `The whole body is put into the agent's context when the skill is chosen, and stays there. A long one crowds out the
system under test, and steps in its middle are the ones that are skipped. What is needed only sometimes belongs into
references, which are read when a step says so.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---
${'\n⟦Run the workload, then read every key.'}${'\nRun the workload, then read every key.'.repeat(520)}
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Run the workload, then read every key.
`,
  },
  check(pack, report) {
    for (const { main, front } of pack.skills) {
      const { source } = main;
      const body = source.linesRange(front.bodyFrom, source.lineCount);
      const lines = source.lineAt(body.end) - front.bodyFrom + 1;
      const tokens = Math.round((body.end - body.start) / CHARACTERS_PER_TOKEN);
      const what =
        lines > MOST_LINES
          ? `${lines} lines, at most ${MOST_LINES}`
          : tokens > MOST_TOKENS
            ? `about ${tokens} tokens, at most ${MOST_TOKENS}`
            : undefined;
      if (what === undefined) continue;
      report({
        source,
        range: { start: body.start, end: source.lineEnd(source.lineAt(body.start)) },
        message: `the body has ${what} are recommended`,
        help: 'move what is needed only sometimes into references/',
        subject: `${main.path}/body`,
      });
    }
  },
});
