/** What a manifest's format asks for. */
export interface ManifestSpec {
  readonly path: string;
  readonly client: string;
  readonly kind: 'plugin' | 'marketplace';
  /** Closed set of keys, where the client refuses others. */
  readonly keys?: readonly string[];
  readonly required: readonly string[];
  readonly name: RegExp;
  readonly nameSays: string;
  /** Paths that must begin with `./`. */
  readonly relative?: boolean;
  /** A local source may not be the root: the client drops an entry whose path is empty behind `./`. */
  readonly rootRefused?: boolean;
}

const KEBAB = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
const KEBAB_SAYS = 'lower case letters, digits and single hyphens';

/**
 * The manifests by which agents find a pack's skills. Sources: Agent Plugins 1.0.0 (root plugin.json), and the plugin
 * and extension references of Claude Code, Codex, Cursor and Gemini CLI.
 */
export const MANIFESTS: readonly ManifestSpec[] = [
  {
    path: 'plugin.json',
    client: 'Agent Plugins',
    kind: 'plugin',
    required: ['$schema', 'name'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
  },
  {
    path: '.claude-plugin/plugin.json',
    client: 'Claude Code',
    kind: 'plugin',
    required: ['name'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
    relative: true,
  },
  {
    path: '.claude-plugin/marketplace.json',
    client: 'Claude Code',
    kind: 'marketplace',
    required: ['name', 'owner', 'plugins'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
  },
  {
    path: '.codex-plugin/plugin.json',
    client: 'Codex',
    kind: 'plugin',
    required: ['name'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
  },
  {
    path: '.agents/plugins/marketplace.json',
    client: 'Codex',
    kind: 'marketplace',
    required: ['name', 'plugins'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
    rootRefused: true,
  },
  {
    path: '.cursor-plugin/plugin.json',
    client: 'Cursor',
    kind: 'plugin',
    required: ['name'],
    name: KEBAB,
    nameSays: KEBAB_SAYS,
    keys: [
      'name',
      'displayName',
      'version',
      'description',
      'author',
      'publisher',
      'homepage',
      'repository',
      'license',
      'logo',
      'keywords',
      'category',
      'tags',
      'skills',
      'agents',
      'commands',
      'rules',
      'hooks',
      'mcpServers',
      'variables',
    ],
  },
  {
    path: 'gemini-extension.json',
    client: 'Gemini CLI',
    kind: 'plugin',
    required: ['name', 'version'],
    name: /^[A-Za-z0-9-]+$/,
    nameSays: 'letters, digits and hyphens',
  },
];

export const MANIFEST_PATHS = MANIFESTS.map(({ path }) => path);
