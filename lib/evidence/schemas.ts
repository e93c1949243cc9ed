import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { distDirectory } from '../check/locate.js';

/** Evidence files that have a schema of their own in schemas/<name>.schema.json; JSON Lines have it for a line. */
export const EVIDENCE_SCHEMAS = [
  'nemesis',
  'checker',
  'reruns',
  'env',
  'workload',
  'budget',
  'controls',
  'audit',
  'verdict',
  'manifest',
  'facts',
] as const;
export type EvidenceSchema = (typeof EVIDENCE_SCHEMAS)[number];

const compiled = new Map<EvidenceSchema, ValidateFunction>();
let compiler: InstanceType<typeof Ajv> | undefined;

/** Loads the validator; `validate` may be called afterwards. ajv is heavy, so it is loaded when evidence is read. */
export async function loadSchemas(): Promise<void> {
  if (compiler !== undefined) return;
  const { Ajv } = await import('ajv');
  compiler = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
}

/** Each schema is compiled at its first use: a recorder needs one of them. */
function validatorOf(name: EvidenceSchema): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  if (compiler === undefined) throw new Error('the schemas are not loaded');
  const path = join(dirname(distDirectory()), 'schemas', `${name}.schema.json`);
  const check = compiler.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  compiled.set(name, check);
  return check;
}

/** What a value breaks of its schema: at most one message for each place. */
export function validate(name: EvidenceSchema, value: unknown): { pointer: string; message: string }[] {
  const check = validatorOf(name);
  if (check(value)) return [];
  const seen = new Set<string>();
  const found: { pointer: string; message: string }[] = [];
  for (const error of check.errors ?? []) {
    // The branches of a union say less than the union itself.
    if (seen.has(error.instancePath) || error.keyword === 'anyOf') continue;
    seen.add(error.instancePath);
    found.push({ pointer: error.instancePath, message: words(error) });
  }
  return found;
}

function words(error: ErrorObject): string {
  const where = error.instancePath === '' ? 'the record' : `"${error.instancePath.slice(1).replaceAll('/', '.')}"`;
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'enum')
    return `${where} must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
  if (error.keyword === 'additionalProperties')
    return `${where} has a member "${String(params['additionalProperty'])}" that the format does not know`;
  if (error.keyword === 'required') return `${where} lacks "${String(params['missingProperty'])}"`;
  return `${where} ${error.message ?? 'is not what the format says'}`;
}
