import { RULES } from '../rules/registry.js';
import { DOCUMENT_KINDS } from '../rules/rule.js';

/** The JSON Schema of the configuration, from the rules; `npm run docs` writes it to schemas/config.schema.json. */
export function configSchema(): object {
  const rules: Record<string, object> = {};
  for (const rule of RULES) {
    const description = rule.soundness === true ? `${rule.summary} Cannot be lowered.` : rule.summary;
    // A rule that guards soundness can neither be turned off nor made weaker than it is.
    const values = rule.soundness !== true ? 'any' : rule.severity === 'error' ? 'error' : 'on';
    const value = { description, $ref: `#/definitions/${values}` };
    rules[rule.id] = value;
    rules[rule.name] = value;
  }
  const globs = { type: 'array', items: { type: 'string', pattern: '\\S' } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://github.com/shenli/distributed-system-testing/schemas/config.schema.json',
    title: 'Configuration of dst-skills lint: .dst-skills.yaml, .dst-skills.yml or .dst-skills.json',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'for editors' },
      extends: {
        description: 'Configurations that this one builds on, as paths relative to this file; later ones count more.',
        anyOf: [{ type: 'string', pattern: '\\S' }, globs],
      },
      rules: { $ref: '#/definitions/rules', description: 'Severities by rule id or name.' },
      hygiene: { type: 'boolean', description: 'General Markdown rules (markdownlint) as well.' },
      ignores: { ...globs, description: 'Patterns of files that are not checked, relative to this file.' },
      baseline: { type: 'string', pattern: '\\S', description: 'The baseline, as a path relative to this file.' },
      maxWarnings: { type: 'integer', minimum: 0, description: 'More warnings than this are a failure.' },
      strict: { type: 'boolean', description: 'Warnings are a failure, too.' },
      overrides: {
        type: 'array',
        description: 'Settings for some files; later ones count more.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files'],
          properties: {
            files: { ...globs, minItems: 1, description: 'Patterns relative to this file; without a slash, of names.' },
            type: { enum: [...DOCUMENT_KINDS], description: 'What these files are, instead of recognising it.' },
            rules: { $ref: '#/definitions/rules' },
            hygiene: { type: 'boolean' },
          },
        },
      },
    },
    definitions: {
      rules: { type: 'object', additionalProperties: false, properties: rules },
      any: { enum: ['off', 'warning', 'error'] },
      on: { enum: ['warning', 'error'] },
      error: { enum: ['error'] },
    },
  };
}
