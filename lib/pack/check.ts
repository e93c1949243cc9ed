import type { Source } from '../document/source.js';
import type { Reported } from '../lint/run.js';
import { PACK_RULES } from '../rules/pack/index.js';
import type { PackRule } from '../rules/rule.js';
import type { Pack } from './model.js';

/** A finding of a pack's rule, with the rule and the file. */
export interface PackReported extends Reported {
  readonly rule: PackRule;
  readonly source: Source;
}

/** Runs pack rules over a pack; findings come by file, in the order of each file. */
export function runPackRules(pack: Pack, rules: readonly PackRule[] = PACK_RULES): Map<string, PackReported[]> {
  const found = new Map<string, PackReported[]>();
  for (const rule of rules)
    rule.check(pack, (finding) => {
      const { path } = finding.source;
      const list = found.get(path);
      if (list === undefined) found.set(path, [{ ...finding, rule }]);
      else list.push({ ...finding, rule });
    });
  for (const list of found.values())
    list.sort((a, b) => a.range.start - b.range.start || (a.rule.id < b.rule.id ? -1 : 1));
  return found;
}
