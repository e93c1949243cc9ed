// The reviewer's page, made by the command: what stands on it, where its links lead, and what must not get onto it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import { dst, ROOT } from '../support/run.js';
import { SESSION } from '../support/audit.js';
import { completeSession, sessionPlan, type Made } from '../support/session.js';

t.setTimeout(300_000);

let made: Made;
t.before(async () => {
  made = await completeSession(t.testdir());
});

async function view(cwd: string, path: string, output: string, ...more: string[]): Promise<string> {
  const { code, stdout, stderr } = await dst(['view', path, '-o', output, ...more], { cwd });
  if (code !== 0 || stdout !== '' || stderr !== '') throw new Error(`exit ${code}: ${stdout}${stderr}`);
  return readFileSync(join(cwd, output), 'utf8');
}

/** The text that a browser would show, spaces made one. */
const textOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

/** Anchors that lead nowhere, ids that stand twice, and links to files that are not there. */
function broken(page: string, folder: string): string[] {
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id ?? '');
  // Both are defined by every picture of a witness, always alike.
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i && id !== 'arrow' && id !== 'open');
  const links = [...page.matchAll(/\shref="([^"]*)"/g)].map(([, href]) => href ?? '');
  const dangling = links.filter((href) => {
    if (href.startsWith('#')) return !ids.includes(decodeURIComponent(href.slice(1)));
    if (/^https?:/.test(href)) return false;
    return !existsSync(resolve(folder, decodeURIComponent(href.split('#')[0] ?? '')));
  });
  return [...twice.map((id) => `id ${id} stands twice`), ...dangling.map((href) => `${href} leads nowhere`)];
}

t.test('a session: its verdict, each scenario with why, what is not covered, evidence, report', async (t) => {
  const page = await view(made.root, SESSION, 'pages/session.html');
  const text = textOf(page);
  t.match(text, /DONE every scenario passed at the tier that the plan asked for/);
  t.match(text, /S1 PASS-hardening \w+ C1 not falsified: 480 operations judged by linearizability/);
  t.match(text, /S4 PASS-smoke \w+ from 3 arms/);
  t.match(text, /Not covered a forgery that agrees with itself/);
  t.match(text, /The linter says: no problems/);
  t.match(text, /4 of 4 fault windows landed/);
  t.match(text, /Findings: /, 'the report is on the page');
  t.same(broken(page, join(made.root, 'pages')), []);
});

t.test('nothing on a page runs or is loaded from elsewhere', async (t) => {
  const page = await view(made.root, SESSION, 'pages/quiet.html');
  t.notMatch(page, /<script|<iframe|<link|\ssrc=|@import|url\(/i);
  t.match(page, /http-equiv="Content-Security-Policy"\s+content="default-src 'none'/);
});

t.test('a violation is shown with the operations that contradict each other', async (t) => {
  const folder = join(ROOT, 'verification', 'planted', 'sessions', 'planted');
  const [session = ''] = readdirSync(folder);
  const at = t.testdir();
  const page = await view(at, join(folder, session), 'planted.html');
  t.match(textOf(page), /FAIL a violation reproduced/);
  t.match(page, /time runs to the right, in order, not to scale/);
  t.same(broken(page, at), []);
});

t.test('a plan: who covers what, and each finding behind the block that it is about', async (t) => {
  const root = t.testdir({
    'kv.md': sessionPlan().replace(/^(\*\*Plan mode:\*\*) .*$/m, '$1 sometimes'),
  });
  const page = await view(root, 'kv.md', 'kv.html');
  t.match(textOf(page), /Who covers what Claim What is claimed Category Hypotheses Scenarios C1 /);
  const [block = ''] = /<strong>Plan mode:<\/strong>[\s\S]*?<h2/.exec(page) ?? [];
  t.match(block, /class="note error">[\s\S]*sometimes/);
  t.same(broken(page, root), []);
});

t.test('what a document holds is shown as text: no markup, no pictures, no links that run', async (t) => {
  const plan = sessionPlan();
  const root = t.testdir({
    'kv.md': `${plan}
<script>alert(1)</script>

Text <img src="https://example.org/x.png" onerror="alert(2)"> and ![a picture](https://example.org/y.png) and
[a link](javascript:alert(3)) and [another](data:text/html;base64,AAAA). <!-- for writers alone -->
`,
  });
  const page = await view(root, 'kv.md', 'kv.html');
  t.notMatch(page, /<script|<img|\shref="(?:javascript|data):/i);
  t.match(textOf(page), /<script>alert\(1\)<\/script>/);
  t.match(textOf(page), /a picture/);
  t.notMatch(page, /for writers alone/);
});

t.test('a file that is no such page is never written over', async (t) => {
  const root = t.testdir({ 'kv.md': sessionPlan(), 'mine.html': '<p>mine</p>' });
  for (const file of ['mine.html', 'kv.md']) {
    const before = readFileSync(join(root, file), 'utf8');
    const { code, stderr } = await dst(['view', 'kv.md', '-o', file], { cwd: root });
    t.equal(code, 2);
    t.match(stderr, /is no page of this command: it is left as it is/);
    t.equal(readFileSync(join(root, file), 'utf8'), before);
  }
  const first = await view(root, 'kv.md', 'page.html');
  t.equal(await view(root, 'kv.md', 'page.html'), first, 'a page is made again in its place');
});

t.test('without --output the page goes to standard output, with links from where the command ran', async (t) => {
  const { code, stdout } = await dst(['view', SESSION], { cwd: made.root });
  t.equal(code, 0);
  t.match(stdout, /^<!doctype html>/);
  t.same(broken(stdout, made.root), []);
});

t.test('what cannot be shown is refused with its reason, and no page is left', async (t) => {
  const root = t.testdir({ 'notes.md': '# Notes\n', empty: {} });
  for (const [path, says] of [
    ['absent.md', /absent\.md does not exist/],
    ['notes.md', /notes\.md is of unknown kind/],
    ['empty', /empty is no session directory/],
  ] as const) {
    const { code, stderr } = await dst(['view', path, '-o', 'page.html'], { cwd: root });
    t.equal(code, 2);
    t.match(stderr, says);
    t.notOk(existsSync(join(root, 'page.html')));
  }
});
