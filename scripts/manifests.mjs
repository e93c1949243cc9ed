// Writes the plugin manifests of all agents and the version in each SKILL.md from package.json.
// Run `npm run manifests` after a change of version; a test holds the files to it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginManifests, withSkillVersion } from '../dist/lib/scaffold/manifests.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const facts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

for (const [path, text] of pluginManifests(facts)) {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
for (const skill of readdirSync(join(root, 'skills'))) {
  const path = join(root, 'skills', skill, 'SKILL.md');
  writeFileSync(path, withSkillVersion(readFileSync(path, 'utf8'), facts.version));
}
