import { posix } from 'node:path';
import { isObject, readJson, type Json, type JsonPath } from '../../pack/json.js';
import { inSkill, type Pack, type Skill } from '../../pack/model.js';
import { packRule } from '../rule.js';

export default packRule({
  id: 'DST627',
  name: 'evals-invalid',
  severity: 'error',
  summary: "A skill's evals are not in the form that is run, or speak of another skill or of files that are not there.",
  why: `\`evals/evals.json\` holds the tasks by which a skill is tried before it is published. One that cannot be read, has two
tasks of one id or a task without a prompt is skipped or overwritten, and the skill counts as tried.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

==> skills/kv-tests/evals/evals.json <==
{ "skill_name": ⟦"store-tests", "evals": [{ "id": 1, "prompt": ⟦"" }] }
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

==> skills/kv-tests/evals/evals.json <==
{ "skill_name": "kv-tests", "evals": [{ "id": 1, "prompt": "Does this store lose writes?" }] }
`,
  },
  check(pack, report) {
    for (const skill of pack.skills) {
      const file = pack.file(posix.join(skill.dir, 'evals/evals.json'));
      if (file === undefined) continue;
      const json = readJson(file.source);
      const say = (at: JsonPath, message: string, help: string): void => {
        report({ source: file.source, range: json.at(at), message, help, subject: `${file.path}/${at.join('.')}` });
      };
      if (json.value === undefined) say([], `evals.json is no JSON: ${json.error ?? ''}`, 'mend it');
      else check(pack, skill, json.value, say);
    }
  },
});

type Say = (at: JsonPath, message: string, help: string) => void;

function check(pack: Pack, skill: Skill, value: Json, say: Say): void {
  // A bare list is a form of other tools, and none of this one's business.
  if (!isObject(value)) return;
  const { skill_name: name, evals } = value;
  if (typeof name === 'string' && skill.front.name !== null && name !== skill.front.name)
    say(
      ['skill_name'],
      `the evals are for "${name}", and the skill is called "${skill.front.name}"`,
      'give both the same name',
    );
  if (evals === undefined && name === undefined) return;
  if (!Array.isArray(evals)) {
    say(['evals'], '"evals" is no list', 'write "evals": [ … ]');
    return;
  }
  const ids = new Set<Json>();
  for (const [i, one] of (evals as readonly Json[]).entries()) {
    if (!isObject(one)) {
      say(['evals', i], 'an eval is no object', 'write { "id": …, "prompt": … }');
      continue;
    }
    const { id, prompt, files } = one;
    if (typeof prompt !== 'string' || prompt.trim() === '')
      say(['evals', i, 'prompt'], 'an eval has no prompt', 'write what the user asks');
    if (id !== undefined && ids.has(id))
      say(['evals', i, 'id'], `two evals have the id ${JSON.stringify(id)}`, 'give each an id of its own');
    if (id !== undefined) ids.add(id);
    for (const [at, path] of (Array.isArray(files) ? (files as readonly Json[]) : []).entries()) {
      if (typeof path !== 'string' || !path.startsWith('evals/')) continue;
      const full = posix.join(skill.dir, path);
      if (pack.leads(full) === 'dangles')
        say(
          ['evals', i, 'files', at],
          `an eval needs ${inSkill(skill, full)}, which is not there`,
          'add the file, or mend the path',
        );
    }
  }
}
