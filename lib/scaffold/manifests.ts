/** What the plugin manifests of all agents say, derived from package.json so that no two of them can disagree. */

/** The part of package.json that the manifests repeat. */
export interface PackageFacts {
  readonly version: string;
  readonly license: string;
  readonly keywords: readonly string[];
  readonly repository: { readonly url: string };
}

/** The pack's name in every agent's plugin list; also its directory after an installation. */
export const PLUGIN_NAME = 'distributed-testing-skills';

/** The identifier by which clients recognise a manifest of the Agent Plugins specification, version 1.0.0. */
export const AGENT_PLUGINS_SCHEMA = 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json';

const DESCRIPTION =
  'Two skills that design and execute claim-driven tests of distributed and stateful systems, with fault injection, history checkers, evidence and ten-state verdicts.';
const AUTHOR = { name: 'The dst-skills authors' };
const SKILLS = './skills/';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A repository's page for people, from the URL that npm wants. */
function page(facts: PackageFacts): string {
  return facts.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/**
 * Every plugin manifest of the pack by its path from the repository's root, as the text of the file.
 *
 * Formats: Agent Plugins 1.0.0 (`plugin.json`), and the plugin and marketplace manifests of Claude Code, Codex, Cursor
 * and Gemini CLI. Fields that a client does not know are left out, because some reject the whole manifest for one.
 */
export function pluginManifests(facts: PackageFacts): ReadonlyMap<string, string> {
  const { version, license } = facts;
  const keywords = [...facts.keywords];
  const common = { name: PLUGIN_NAME, version, description: DESCRIPTION, author: AUTHOR };
  const published = { homepage: page(facts), repository: page(facts), license, keywords };

  const manifests: Readonly<Record<string, Json>> = {
    'plugin.json': { $schema: AGENT_PLUGINS_SCHEMA, ...common, ...published },
    '.claude-plugin/plugin.json': { ...common, ...published, skills: SKILLS },
    '.claude-plugin/marketplace.json': {
      name: PLUGIN_NAME,
      owner: AUTHOR,
      plugins: [{ name: PLUGIN_NAME, source: './', description: DESCRIPTION, version, license }],
    },
    '.codex-plugin/plugin.json': { ...common, ...published, skills: SKILLS },
    '.agents/plugins/marketplace.json': {
      name: PLUGIN_NAME,
      plugins: [
        {
          name: PLUGIN_NAME,
          // The plugin is the repository's root, which Codex refuses as a local path: "./" is empty to it.
          source: { source: 'url', url: `${page(facts)}.git` },
          policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' },
          category: 'Developer Tools',
        },
      ],
    },
    '.cursor-plugin/plugin.json': { ...common, keywords },
    'gemini-extension.json': { name: PLUGIN_NAME, version },
  };
  return new Map(Object.entries(manifests).map(([path, value]) => [path, `${JSON.stringify(value, null, 2)}\n`]));
}

/** A SKILL.md with the package's version in its frontmatter's `metadata`; the text as it is where there is none. */
export function withSkillVersion(skill: string, version: string): string {
  return skill.replace(/^( {2}version: )"[^"\n]*"$/m, `$1"${version}"`);
}
