import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { AGENTS, type Agent, type Scope, readDirectories, skillDirectory } from '../../lib/install/agents.js';
import { install } from '../../lib/install/install.js';
import { uninstall } from '../../lib/install/uninstall.js';
import { update } from '../../lib/install/update.js';
import { packFiles, treeOf, visible, world, type World, write } from './support.js';

/*
 * Every agent in both scopes, each in a home directory of its own, through the library (the commands do nothing more).
 * The expected places come from the table's own words, not from the code that resolves them.
 */
const w = world(packFiles(2));
t.teardown(w.remove);
// Without git, for speed: where the pack comes from makes no difference to where the skills go.
const source = join(w.root, 'plain');
write(source, packFiles(2));

function machine(at: World, name: string): { home: string; project: string; env: NodeJS.ProcessEnv } {
  const home = join(at.root, name, 'home');
  const project = join(at.root, name, 'work', 'project');
  mkdirSync(home, { recursive: true });
  mkdirSync(project, { recursive: true });
  return { home, project, env: { ...at.env, HOME: home } };
}

function common(scope: Scope, cwd: string, env: NodeJS.ProcessEnv) {
  return { scope, cwd, env, dryRun: false, force: false, interactive: false, say: () => undefined };
}

function expected(agent: Agent, scope: Scope, pack: string): Record<string, string> {
  const dir = scope === 'project' ? agent.project : agent.user?.slice(2);
  if (dir === undefined) return {};
  const tree: Record<string, string> = {};
  for (let at = dir; at !== '.'; at = dirname(at)) tree[at] = 'dir';
  const up = dir
    .split('/')
    .map(() => '..')
    .join('/');
  for (const skill of ['skill-1', 'skill-2'])
    tree[`${dir}/${skill}`] =
      scope === 'project' ? `-> ${up}/.dst-skills/pack/skills/${skill}` : `-> ${pack}/skills/${skill}`;
  return tree;
}

/** The tree without the pack, the state directory and, in a project, the lock file. */
function shown(root: string): Record<string, string> {
  const kept = Object.entries(visible(treeOf(root))).filter(
    ([path]) => !/^(\.dst-skills(\/|$)|dst-skills\.lock\.json$|AGENTS\.md$)/.test(path),
  );
  return Object.fromEntries(kept);
}

for (const scope of ['user', 'project'] as const)
  t.test(`every agent, ${scope} scope: the links and nothing else; again; away without a trace`, async (t) => {
    for (const agent of AGENTS) {
      const { home, project, env } = machine(w, `${scope}-${agent.id}`);
      const base = common(scope, project, env);
      const options = {
        ...base,
        agents: [agent.id],
        allAgents: false,
        skills: [],
        copy: false,
        agentsMd: undefined,
        offline: false,
        frozen: false,
        source,
      };
      const root = scope === 'user' ? home : project;
      const first = await install(options);
      t.equal(first.ok, true, agent.id);
      const pack = join(home, '.local/share/distributed-testing-skills');
      t.same(shown(root), expected(agent, scope, pack), `${agent.id} finds its skills`);
      const all = { home: treeOf(home), project: treeOf(project) };
      if (scope === 'user') t.same(all.project, {}, 'the project is not touched');
      else t.same(visible(all.home), {}, 'the home directory has nothing but our state');
      t.equal(
        'AGENTS.md' in treeOf(root),
        scope === 'user' && agent.user === null,
        `${agent.id}: AGENTS.md only where there is no directory`,
      );
      t.same((await update({ ...base, offline: false })).changes, [], `${agent.id}: an update finds nothing to do`);
      t.equal((await uninstall({ ...base, agents: [], skills: [] })).ok, true);
      t.same({ home: treeOf(home), project: treeOf(project) }, { home: {}, project: {} }, `${agent.id}: no trace`);
      await install(options);
      t.same(
        { home: sorted(treeOf(home)), project: treeOf(project) },
        { home: sorted(all.home), project: all.project },
        `${agent.id}: the same again`,
      );
    }
  });

/** The state directory without the note of who made it, which has a process id in its name. */
function sorted(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.includes('/created-')));
}

t.test('all agents at once: one link a real directory, and the home directory gets nothing undocumented', async (t) => {
  for (const scope of ['user', 'project'] as const) {
    const { home, project, env } = machine(w, `all-${scope}`);
    const result = await install({
      ...common(scope, project, env),
      agents: [],
      allAgents: true,
      skills: [],
      copy: false,
      agentsMd: undefined,
      offline: false,
      frozen: false,
      source,
    });
    t.equal(result.ok, true);
    const dirs = new Set(
      AGENTS.map((agent) => skillDirectory(agent, scope, { home, project, env })).filter((dir) => dir !== null),
    );
    const links = result.changes.filter(({ kind }) => kind === 'link');
    t.equal(links.length, dirs.size * 2);
    const root = scope === 'user' ? home : project;
    const wanted: Record<string, string> = {};
    for (const agent of AGENTS)
      Object.assign(wanted, expected(agent, scope, join(home, '.local/share/distributed-testing-skills')));
    t.same(shown(root), wanted);
  }
});

t.test('environment variables move the directories that they are documented to move', async (t) => {
  for (const agent of AGENTS.filter(({ env }) => env !== undefined)) {
    const { home, project, env } = machine(w, `env-${agent.id}`);
    const moved = join(w.root, `env-${agent.id}`, 'moved');
    const name = agent.env?.name ?? '';
    const dir = skillDirectory(agent, 'user', { home, project, env: { ...env, [name]: moved } });
    const reads = readDirectories(agent, 'user', { home, project, env: { ...env, [name]: moved } });
    if (agent.user === '~/.agents/skills')
      t.equal(dir, join(home, '.agents/skills'), `${name} moves no shared directory`);
    else t.match(dir, new RegExp(`^${moved}/`), `${name} moves ${agent.id}`);
    t.ok(
      reads.some((one) => one.startsWith(`${moved}/`)),
      `${name} moves what ${agent.id} has of its own`,
    );
    t.equal(
      skillDirectory(agent, 'user', { home, project, env: { ...env, [name]: 'relative' } }),
      skillDirectory(agent, 'user', { home, project, env }),
      'a relative value counts for nothing',
    );
  }
});
