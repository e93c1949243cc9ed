import type { Text } from '../../../document/text.js';
import type { Cause } from '../../../plan/index.js';
import type { Scenario } from '../../../plan/model.js';
import type { Finding } from '../../rule.js';
import { quoted } from './support.js';

interface BlockNames {
  /** `§7.M`. */
  readonly name: string;
  readonly title: string;
  readonly parts: string;
}

/** Reports a scenario that lacks a block which a claim demands, or says that it does not apply. */
export function missingBlock(
  report: (finding: Finding) => void,
  { id, idRange }: Scenario,
  { claim, category }: Cause,
  blocks: readonly { readonly notApplicable: Text | undefined }[],
  { name, title, parts }: BlockNames,
): void {
  if (blocks.some(({ notApplicable }) => notApplicable === undefined)) return;
  const declared = blocks.find(({ notApplicable }) => notApplicable !== undefined)?.notApplicable;
  const because = `${id} falsifies ${claim.id} (${category})`;
  report({
    range: declared === undefined ? idRange : declared.visible,
    message:
      declared === undefined
        ? `${because} and has no ${name} block`
        : `${because}, so ${id} needs a ${name} block; it says ${quoted(declared)}`,
    help: `add "#### ${name} — ${title}" to ${id} with ${parts}`,
    related: [{ range: claim.idRange, message: `${claim.id} is a ${category} claim` }],
    subject: `${id}/${name}`,
  });
}
