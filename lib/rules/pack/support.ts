import { checkManifest, type ManifestProblem } from '../../pack/manifest-check.js';
import type { RuleMeta, PackRule } from '../rule.js';
import { packRule } from '../rule.js';

/** A rule that reports what the reading of a SKILL.md's frontmatter found under the given codes. */
export function frontmatterRule(meta: RuleMeta, codes: readonly string[]): PackRule {
  return packRule({
    ...meta,
    check(pack, report) {
      for (const { main, front } of pack.skills)
        for (const { code, message, help, range } of front.findings)
          if (codes.includes(code))
            report({
              source: main.source,
              range,
              message,
              subject: `${main.path}/${code}`,
              ...(help === undefined ? {} : { help }),
            });
    },
  });
}

/** A rule that reports what the check of a manifest found under the given code. */
export function manifestRule(meta: RuleMeta, code: ManifestProblem['code']): PackRule {
  return packRule({
    ...meta,
    check(pack, report) {
      for (const file of pack.manifests) {
        const { json, problems } = checkManifest(pack, file);
        for (const problem of problems)
          if (problem.code === code)
            report({
              source: file.source,
              range: json.at(problem.at),
              message: `${file.path} ${problem.message}`,
              help: problem.help,
              subject: `${file.path}/${problem.at.join('.')}/${code}`,
            });
      }
    },
  });
}
