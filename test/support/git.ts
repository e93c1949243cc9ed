import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { AGENT_VARIABLES } from '../../lib/format/registry.js';
import { BIN } from './run.js';

/** A real git repository in a folder, with nobody's own settings. */
export class Repository {
  readonly env: NodeJS.ProcessEnv;

  constructor(
    readonly top: string,
    own: NodeJS.ProcessEnv = {},
  ) {
    const clean = Object.entries(process.env).filter(
      ([name]) => !name.startsWith('GIT_') && !AGENT_VARIABLES.includes(name),
    );
    this.env = {
      ...Object.fromEntries(clean),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_AUTHOR_NAME: 'a tester',
      GIT_AUTHOR_EMAIL: 'tester@example.org',
      GIT_COMMITTER_NAME: 'a tester',
      GIT_COMMITTER_EMAIL: 'tester@example.org',
      ...own,
    };
  }

  static init(top: string, own?: NodeJS.ProcessEnv): Repository {
    mkdirSync(top, { recursive: true });
    const repository = new Repository(top, own);
    repository.git('init', '-q', '-b', 'main');
    return repository;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.top, env: this.env, encoding: 'utf8', stdio: 'pipe' });
  }

  /** Runs git where it may fail: exit code and everything that it printed. */
  tryGit(...args: string[]): { code: number | null; text: string } {
    return this.run('git', args);
  }

  run(program: string, args: readonly string[]): { code: number | null; text: string } {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.top, env: this.env, encoding: 'utf8' });
    return { code: status, text: stdout + stderr };
  }

  /** Runs the built command in the repository. */
  dst(...args: string[]): { code: number | null; text: string } {
    return this.run(process.execPath, [BIN, ...args]);
  }

  write(path: string, text: string | Buffer, mode?: number): void {
    mkdirSync(dirname(join(this.top, path)), { recursive: true });
    writeFileSync(join(this.top, path), text, mode === undefined ? {} : { mode });
  }
}

/** A PATH on which `dst-skills` is the built command. */
export function pathWithCommand(folder: string): string {
  mkdirSync(folder, { recursive: true });
  symlinkSync(BIN, join(folder, 'dst-skills'));
  return [folder, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
}
