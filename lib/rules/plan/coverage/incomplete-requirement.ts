import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

/** What comes with the system or the machine needs no installation. */
const BUNDLED = /\bbundled\b|\bbuilt[- ]in\b|\bpart of\b|\bincluded\b|\bships with\b|\bbrought up\b|\bkernel\b/i;
const DASH = /^\s*[-–—]+\s*$/;

export default planRule({
  id: 'DST150',
  name: 'incomplete-requirement',
  severity: 'warning',
  summary: 'An environment requirement lacks a version floor or an install hint.',
  why: `The executing agent offers the hint when the capability is missing; without it the scenario ends in INCONCLUSIVE-env for want
of one command. And a tool that is there in too old a version often accepts the fault and silently does nothing.`,
  examples: {
    failing: `## 6b. Environment requirements

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| ⟦nftables⟧ | | S2 | ??? |
`,
    passing: `## 6b. Environment requirements

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| nftables | any | S2 | \`apt-get install nftables\` |
| the spec runner | bundled | S1 | — |
`,
  },
  check(plan, report) {
    for (const { row, name, version, install } of plan.requirements) {
      const bundled = row.cells.some((cell) => BUNDLED.test(cell.value));
      const lacking = [
        // A dash in the version column says that any version will do.
        ...(isMissing(version) && !DASH.test(version?.value ?? '') ? ['a version floor'] : []),
        ...(isMissing(install) && !bundled ? ['an install hint'] : []),
      ];
      if (lacking.length === 0) continue;
      const place = name.isBlank ? row.cells.find((cell) => !cell.isBlank) : name;
      report({
        range: place?.visible ?? row.range,
        message: `the requirement "${name.value.trim().slice(0, 40)}" has no ${idList(lacking).replace('and an', 'and no').replace(/^an? /, '')}`,
        help: 'write the oldest version that works ("any" is an answer) and the command that installs and probes it',
        subject: `§6b/${name.value.trim().slice(0, 40)}/complete`,
      });
    }
  },
});
