import { configSchema } from '../config/schema.js';
import { rulePage } from './page.js';
import { RULES } from './registry.js';
import type { Rule } from './rule.js';

/** The files of the repository that are written from the rules, by path; a test holds them to it. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const rule of RULES) files.set(`docs/rules/${rule.id}.md`, rulePage(rule));
  files.set('docs/rules/README.md', index());
  files.set('schemas/config.schema.json', `${JSON.stringify(configSchema(), undefined, 2)}\n`);
  return files;
}

const GROUPS: readonly (readonly [prefix: string, title: string])[] = [
  ['DST0', 'Any document'],
  ['DST1', 'Test plans'],
  ['DST2', 'Reports'],
  ['DST3', 'Reports against their plans'],
  ['DST4', 'Sessions and evidence'],
  ['DST5', 'Operation histories'],
  ['DST6', 'Skill packs'],
];

function index(): string {
  const groups = GROUPS.flatMap(([prefix, title]) => {
    const rules = RULES.filter(({ id }) => id.startsWith(prefix));
    return rules.length === 0 ? [] : [`## ${title}\n\n${table(rules)}`];
  });
  return `# Rules

Generated from the rules by \`npm run docs\`; \`dst-skills explain <rule>\` prints the same pages. **S** marks a rule that
guards the soundness of verdicts (it cannot be disabled, lowered or put into a baseline), **F** one with findings that
\`--fix\` mends.

${groups.join('\n')}`;
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, name, severity, summary, soundness, fixable }) => {
    const marks = [soundness === true ? 'S' : '', fixable === true ? 'F' : ''].filter((mark) => mark !== '').join(' ');
    return `| [${id}](${id}.md) | ${name} | ${severity} | ${marks} | ${summary.replaceAll('|', '\\|').replace(/\s+/g, ' ')} |`;
  });
  return `| Rule | Name | Severity | | What is reported |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}
