import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { AGENTS, agentById, detectAgents, readDirectories, skillDirectory } from '../../lib/install/agents.js';
import { nameProblem } from '../../lib/pack/skill-name.js';
import { PUBLIC_SKILLS } from './public-skills.js';
import { packFiles, world, write } from './support.js';

t.test('every agent that the public installer serves is served, in every scope, where it looks', async (t) => {
  // Where the two tables differ, and why ours is right.
  const ours: Record<string, string> = {
    'droid project': 'its documentation has .factory/skills and .agent/skills',
    'universal user': 'the public installer documents ~/.config/agents/skills, and writes to ~/.agents/skills',
  };
  const places = { home: '/home/me', project: '/home/me/project', env: {} };
  const differ: string[] = [];
  for (const [id, [project, user]] of Object.entries(PUBLIC_SKILLS)) {
    const agent = agentById(id);
    t.not(skillDirectory(agent, 'project', places), null, `${id} has its skills in a project`);
    if (!readDirectories(agent, 'project', places).includes(join(places.project, project)))
      differ.push(`${id} project`);
    if (user === null) continue;
    t.not(skillDirectory(agent, 'user', places), null, `${id} has its skills for the user`);
    if (!readDirectories(agent, 'user', places).includes(user.replace('~', places.home))) differ.push(`${id} user`);
  }
  t.equal(Object.keys(PUBLIC_SKILLS).length, 79);
  t.same(differ.sort(), Object.keys(ours));
});

t.test('the table is consistent', async (t) => {
  const ids = AGENTS.map(({ id }) => id);
  t.equal(new Set(ids).size, ids.length, 'no id twice');
  t.same(ids.slice(0, -1), ids.slice(0, -1).sort(), 'sorted, the general one last');
  t.ok(AGENTS.length >= 79);
  for (const agent of AGENTS) {
    t.equal(nameProblem(agent.id), undefined, `${agent.id} is an id`);
    t.notMatch(agent.project, /^[/~.]{0,1}\/|\.\./, `${agent.id}: the project's directory is relative and inside`);
    if (agent.user !== null)
      t.match(agent.user, /^~\/.+/, `${agent.id}: the user's directory is in the home directory`);
    for (const mark of agent.detect) t.match(mark, /^(~\/|\.\/|\/).+/);
    for (const mark of agent.weak ?? []) t.ok(agent.detect.includes(mark));
    t.ok(
      agent.env === undefined ||
        [...(agent.alsoReads ?? []), agent.user ?? '', ...agent.detect].some((path) =>
          path.startsWith(agent.env?.replaces ?? '-'),
        ),
      `${agent.id}: its variable stands for something`,
    );
  }
  const named = AGENTS.filter(({ alsoReads, user }) => user !== null && alsoReads?.includes(user));
  t.same(named, [], 'no directory is read twice');
});

t.test('an entry that was held against documentation says which', async (t) => {
  const checked = AGENTS.filter((agent) => agent.checked !== undefined);
  t.ok(checked.length >= 30, `${checked.length} entries`);
  for (const { id, checked: { by, source } = { by: 'run' } } of checked)
    if (by === 'docs') t.match(source, /^https:\/\/[a-z0-9.-]+\//, id);
});

t.test('an agent that reads .agents/skills gets its skills there, and no second copy', async (t) => {
  const w = world(packFiles(1), { '.config/goose': null, '.augment': null, '.codeium/windsurf': null, '.codex': null });
  t.teardown(w.remove);
  t.equal((await w.run(['install', '--source', w.origin])).code, 0);
  const places = { home: w.home, project: w.project, env: {} };
  for (const id of ['goose', 'augment', 'windsurf', 'codex']) {
    const holding = readDirectories(agentById(id), 'user', places).filter(
      (dir) => `${dir.slice(w.home.length + 1)}/skill-1` in w.tree(),
    );
    t.same(holding, [join(w.home, '.agents/skills')], id);
  }
});

t.test('an agent is found by its marks, and weak ones do not select it', async (t) => {
  for (const agent of AGENTS) {
    const at = t.testdir({ home: {}, project: {} });
    const places = { home: join(at, 'home'), project: join(at, 'project'), env: {} };
    t.equal(detectAgents(places).find((one) => one.agent.id === agent.id)?.found, 'no', agent.id);
    for (const mark of agent.detect.filter((one) => !one.startsWith('/'))) {
      const path = join(at, mark.startsWith('~') ? 'home' : 'project', mark.slice(2));
      mkdirSync(dirname(path), { recursive: true });
      mkdirSync(path, { recursive: true });
      const found = detectAgents(places).find((one) => one.agent.id === agent.id);
      t.match(found, { found: agent.weak?.includes(mark) ? 'weak' : 'yes', mark: path }, `${agent.id} by ${mark}`);
      break;
    }
  }
});

t.test('agents lists all, with marks and directories', async (t) => {
  const w = world(packFiles(1), { '.claude': null, '.gemini': null });
  t.teardown(w.remove);
  const { code, stdout } = await w.run(['agents']);
  t.equal(code, 0);
  t.match(stdout, /\* claude-code +Claude Code +\S+\/\.claude\/skills\n/);
  t.match(stdout, /2 found here \(\*\)/);
  const listed = JSON.parse((await w.run(['agents', '--json', '--detected'])).stdout) as { agents: { id: string }[] };
  t.same(
    listed.agents.map(({ id }) => id),
    ['claude-code', 'gemini-cli'],
  );
  t.same(w.tree(), { '.claude': 'dir', '.gemini': 'dir' });
});

t.test('Gemini CLI and Codex get one link, in the directory that both read', async (t) => {
  const w = world(packFiles(1), { '.codex': null, '.gemini': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  const places = { home: w.home, project: w.project, env: {} };
  for (const id of ['codex', 'gemini-cli']) {
    const dirs = readDirectories(agentById(id), 'user', places);
    const tree = w.tree();
    const holding = dirs.filter((dir) => `${dir.slice(w.home.length + 1)}/skill-1` in tree);
    t.same(holding, [join(w.home, '.agents/skills')], `${id} sees the skill once`);
  }
});

t.test('a skill that an agent would find twice is reported', async (t) => {
  const w = world(packFiles(1), { '.gemini/skills': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  write(w.home, { '.gemini/skills/skill-1': { link: `${w.pack}/skills/skill-1` } });
  const { code, problems } = await w.json(['status']);
  t.equal(code, 0);
  t.match(problems, [{ severity: 'warning', code: 'doubled', help: /rm .*\.gemini\/skills\/skill-1/ }]);
});

t.test('a project skill that hides the installed one is reported', async (t) => {
  const w = world(packFiles(1), { '.claude': null });
  t.teardown(w.remove);
  await w.run(['install', '--source', w.origin]);
  write(w.project, { '.claude/skills/skill-1/SKILL.md': 'x', '.git/HEAD': '' });
  t.match(await w.json(['doctor'], { cwd: w.project }), { problems: [{ code: 'shadowed' }] });
});
