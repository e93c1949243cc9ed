import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
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

/** Loads the schemas; `validate` may be called afterwards. ajv is heavy, so it is loaded when evidence is read. */
export async function loadSchemas(): Promise<void> {
  if (compiled.size > 0) return;
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  const folder = join(dirname(distDirectory()), 'schemas');
  for (const name of EVIDENCE_SCHEMAS) {
    const schema = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')) as object;
    compiled.set(name, ajv.compile(schema));
  }
}

/** What a value breaks of its schema: at most one message for each place. */
export function validate(name: EvidenceSchema, value: unknown): { pointer: string; message: string }[] {
  const check = compiled.get(name);
  if (check === undefined) throw new Error('the schemas are not loaded');
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
