// Compiles the configuration's schema ahead of time: compiling it at run time costs more than the whole check of a plan.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Writes dist/lib/config/validator.js from the schema that dist/lib/config/schema.js gives. */
export async function writeConfigValidator(root) {
  const { configSchema } = await import(pathToFileURL(join(root, 'dist', 'lib', 'config', 'schema.js')).href);
  const ajv = new Ajv.default({ allErrors: true, inlineRefs: false, code: { source: true, esm: true } });
  const validate = ajv.compile(configSchema());
  const code = standaloneCode.default(ajv, validate);
  // The bundle has no place for packages that generated code would ask for.
  if (/\brequire\(/.test(code)) throw new Error('the configuration schema uses a keyword that needs ajv at run time');
  writeFileSync(join(root, 'dist', 'lib', 'config', 'validator.js'), code);
}
