// Writes what is generated from the rules: docs/rules/ and the configuration's schema. Run it by `npm run docs`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { generatedFiles } = await import(pathToFileURL(join(root, 'dist', 'lib', 'rules', 'generated.js')).href);
const files = generatedFiles();
mkdirSync(join(root, 'docs', 'rules'), { recursive: true });
for (const name of readdirSync(join(root, 'docs', 'rules')))
  if (!files.has(`docs/rules/${name}`)) rmSync(join(root, 'docs', 'rules', name));
for (const [path, text] of files) writeFileSync(join(root, path), text);
