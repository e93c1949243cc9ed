import { dirname, resolve } from 'node:path';
import type { Command } from './command.js';

const command: Command = {
  name: 'view',
  summary: 'make a page for reviewers: verdicts, evidence, pictures of the runs, findings, the documents',
  arguments: '<plan | report | session dir>',
  arity: [1, 1],
  options: {
    output: { short: 'o', placeholder: 'file', description: 'write the page there; default: standard output' },
    plan: { placeholder: 'file', description: 'the plan of a report or session, where its header does not lead to it' },
  },
  examples: [
    { command: 'dst-skills view test-sessions/2026-03-14T09-00-00Z -o session.html', what: 'a whole session' },
    { command: 'dst-skills view testing-plans/kv.md -o kv.html', what: 'a plan with who covers what' },
  ],
  details: `The page is one HTML file without scripts; nothing on it is loaded from elsewhere. Links to evidence are relative to where the
page is written, so write it where it will stay. An existing file is written over only if it is such a page. Exit 0: the page is
made, whatever it shows; 2: it is not.`,
  async run(args, io) {
    const [{ viewOf }, { writePage }] = await Promise.all([import('../view/view.js'), import('../view/write.js')]);
    const output = args.value('output');
    const file = output === undefined ? undefined : resolve(io.cwd, output);
    const page = await viewOf({
      path: args.positionals[0] ?? '',
      cwd: io.cwd,
      folder: file === undefined ? io.cwd : dirname(file),
      plan: args.value('plan'),
    });
    if (file === undefined) io.out(page);
    else writePage(file, page);
    return 0;
  },
};
export default command;
