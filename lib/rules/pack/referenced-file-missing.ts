import type { Text } from '../../document/text.js';
import { inSkill } from '../../pack/model.js';
import { isTemplate, resolvePath } from '../../pack/support.js';
import { packRule } from '../rule.js';

const PATH =
  /(?<![\w./~$<{-])(?:\.\/)?((?:references?|scripts?|assets?|templates?|resources?)\/[\w.-]{1,80}(?:\/[\w.-]{1,80}){0,4}\.[a-z]{1,5})(?![\w/*<{-])/g;
/** The sentence shows how something might be called, or speaks of a file that is still to be made. */
const HYPOTHETICAL =
  /\b(?:examples?|e\.g\.|for instance|such as|like|would|could|might|may|creat\w*|writ\w*|sav\w*|outputs?|generat\w*|produc\w*|add\w*|your|named?|new|if|optional\w*|project\w*|repo|repositor\w*|user\w*|instead|suppose|imagin\w*|typical\w*|usual\w*|should|tests?)\b/i;

export default packRule({
  id: 'DST617',
  name: 'referenced-file-missing',
  severity: 'warning',
  summary: 'A skill names a file of its own that does not exist.',
  why: `\`scripts/check-history.py\` in a step is an instruction to run it. Where it was renamed or never committed, the agent
writes a script of that name itself, and nobody notices that the check is an invention.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Run \`⟦scripts/check.py\` over the history.

==> skills/kv-tests/scripts/check-history.py <==
print("ok")
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Run \`scripts/check-history.py\` over the history. A skill may have more, for example \`scripts/plot.py\`.

==> skills/kv-tests/scripts/check-history.py <==
print("ok")
`,
  },
  check(pack, report) {
    for (const skill of pack.skills) {
      const directories = new Set(skill.paths.map((path) => inSkill(skill, path).split('/')[0]));
      for (const file of skill.markdown) {
        if (isTemplate(inSkill(skill, file.path))) continue;
        let hypothetical = false;
        for (const line of file.lines) {
          if (line.kind === 'code') continue;
          if (line.kind === 'heading') hypothetical = supposes(line.text);
          // What a paragraph's first line supposes holds for its other lines, and for the list below it.
          else if (line.kind === 'text' && line.start && line.depth === 0) hypothetical = supposes(line.text);
          const texts = line.kind === 'row' ? line.row.cells : [line.text];
          for (const text of texts) {
            if (hypothetical || supposes(text)) {
              hypothetical ||= line.kind === 'text' && line.depth === 0;
              continue;
            }
            for (const match of text.value.matchAll(PATH)) {
              const path = match[1] ?? '';
              const start = match.index + match[0].length - path.length;
              // Only where the skill has such a directory: other paths are those of the user's project.
              if (
                !directories.has(path.split('/')[0]) ||
                text.marks.some((mark) => mark.kind === 'link' && mark.start <= start && mark.end >= start)
              )
                continue;
              const own = resolvePath(skill.main.path, path) ?? '';
              const near = resolvePath(file.path, path) ?? '';
              if (pack.leads(own) !== 'dangles' || pack.leads(near) !== 'dangles') continue;
              report({
                source: file.source,
                range: text.source(start, start + path.length),
                message: `${path} is named, and the skill has no such file`,
                help: 'mend the path, or add the file',
                subject: `${file.path}/names/${path}`,
              });
            }
          }
        }
      }
    }
  },
});

/** Whether a text supposes what it names; the names themselves say nothing about that. */
function supposes({ value }: Text): boolean {
  return HYPOTHETICAL.test(value.replace(PATH, ''));
}
