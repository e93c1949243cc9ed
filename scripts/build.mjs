// Builds the package: type-checked ES modules under dist/ for importers and tests, and one CommonJS bundle
// for the command, because a single file starts faster than a tree of modules (docs/performance.md has the figures).
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

// A file that was renamed must not live on as a compiled twin.
rmSync(join(root, 'dist'), { recursive: true, force: true });

// TypeScript's native compiler; the JavaScript one is there for eslint, which still needs its API.
const tsc = join(dirname(require.resolve('typescript-native/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });

const outfile = join(root, 'dist', 'dst-skills.cjs');
await build({
  // The checkers run in a thread of their own, from a bundle of their own.
  entryPoints: {
    'dst-skills': join(root, 'bin', 'dst-skills.ts'),
    'check-worker': join(root, 'lib', 'check', 'worker.ts'),
  },
  outdir: join(root, 'dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Loaded by few commands and large, or reading files beside themselves: they stay packages.
  external: ['simple-git', 'fs-extra', 'prompts', 'markdownlint', 'markdownlint/*', 'ajv', 'ajv/*'],
  // lib/check/locate.ts and lib/install/package-root.ts ask for import.meta only where there is no __filename.
  logOverride: { 'empty-import-meta': 'silent' },
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync(outfile, 0o755);
