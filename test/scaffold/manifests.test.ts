import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  AGENT_PLUGINS_SCHEMA,
  PLUGIN_NAME,
  pluginManifests,
  withSkillVersion,
  type PackageFacts,
} from '../../lib/scaffold/manifests.js';
import { ROOT } from '../support/run.js';

const facts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFacts;
const manifests = pluginManifests(facts);

type Json = Record<string, unknown>;
const read = (path: string): Json => JSON.parse(manifests.get(path) ?? '') as Json;

t.test('every manifest in the repository is the one that package.json gives', (t) => {
  for (const [path, text] of manifests)
    t.equal(readFileSync(join(ROOT, path), 'utf8'), text, `${path} is in step; \`npm run manifests\` writes it`);
  t.end();
});

t.test('a new version reaches every manifest that has one', (t) => {
  const next = pluginManifests({ ...facts, version: '9.8.7' });
  for (const [path, text] of next) {
    if (path === '.agents/plugins/marketplace.json') continue; // that format has no version
    t.match(text, /"version": "9\.8\.7"/, path);
    t.notMatch(text, new RegExp(`"version": "${facts.version.replaceAll('.', '\\.')}"`), path);
  }
  t.end();
});

t.test('plugin.json is a manifest of Agent Plugins 1.0.0, with nothing beside its fields', (t) => {
  const manifest = read('plugin.json');
  const known = [
    '$schema',
    'name',
    'version',
    'description',
    'author',
    'homepage',
    'repository',
    'license',
    'keywords',
  ];
  t.equal(manifest.$schema, AGENT_PLUGINS_SCHEMA);
  t.match(String(manifest.name), /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  t.strictSame(
    Object.keys(manifest).filter((key) => !known.includes(key)),
    [],
  );
  t.end();
});

t.test('the manifests for Claude Code name version, description, an author object and paths inside the plugin', (t) => {
  const plugin = read('.claude-plugin/plugin.json');
  t.equal(plugin.version, facts.version);
  t.type(plugin.description, 'string');
  t.type((plugin.author as Json).name, 'string');
  t.match(plugin.skills, /^\.\//);
  const marketplace = read('.claude-plugin/marketplace.json');
  t.type((marketplace.owner as Json).name, 'string');
  const entries = marketplace.plugins as Json[];
  t.strictSame(
    entries.map(({ name, source }) => [name, source]),
    [[PLUGIN_NAME, './']],
  );
  t.end();
});

t.test('the manifests for Codex, Cursor and Gemini CLI hold what these clients accept', (t) => {
  t.equal(read('.codex-plugin/plugin.json').name, PLUGIN_NAME);
  const catalog = read('.agents/plugins/marketplace.json');
  for (const entry of catalog.plugins as Json[])
    t.match(entry, {
      name: PLUGIN_NAME,
      source: { source: 'url', url: facts.repository.url.replace(/^git\+/, '') },
      policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' },
      category: String,
    });
  const cursor = ['name', 'version', 'description', 'author', 'keywords'];
  t.strictSame(
    Object.keys(read('.cursor-plugin/plugin.json')).filter((key) => !cursor.includes(key)),
    [],
  );
  const gemini = read('gemini-extension.json');
  t.match(String(gemini.name), /^[A-Za-z0-9-]+$/);
  t.equal(gemini.version, facts.version);
  t.end();
});

t.test('every path in a manifest is a directory of the repository', (t) => {
  for (const text of manifests.values())
    for (const match of text.matchAll(/"(\.\/[^"]*)"/g)) {
      const path = join(ROOT, match[1] ?? '');
      t.ok(existsSync(path) && statSync(path).isDirectory(), path);
    }
  t.end();
});

t.test("a skill's version is replaced in its frontmatter and nowhere else", (t) => {
  const skill = '---\nname: x\nmetadata:\n  version: "0.1.0"\n---\n\nSet `version: "0.1.0"` yourself.\n';
  t.equal(withSkillVersion(skill, '2.0.0'), skill.replace('  version: "0.1.0"', '  version: "2.0.0"'));
  t.equal(withSkillVersion('no frontmatter\n', '2.0.0'), 'no frontmatter\n');
  t.end();
});
