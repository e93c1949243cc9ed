// Builds the package: type-checked ES modules under dist/ for importers and tests, and one CommonJS bundle
// for the command, because a single file starts faster than a tree of modules (docs/performance.md has the figures).
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeConfigValidator } from './config-validator.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const registry = readFileSync(join(root, 'lib', 'cli', 'registry.ts'), 'utf8');

// A file that was renamed must not live on as a compiled twin.
rmSync(join(root, 'dist'), { recursive: true, force: true });

// TypeScript's native compiler; the JavaScript one is there for eslint, which still needs its API.
const tsc = join(dirname(require.resolve('typescript-native/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' });

await writeConfigValidator(root);

/** Code that the build has generated stands beside the compiled modules only. */
const generated = {
  name: 'generated',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/validator\.js$/ }, () => ({ path: join(root, 'dist', 'lib', 'config', 'validator.js') })),
};

// What reads documents decodes character references in link definitions only, and the package for it unpacks its tables
// when it is loaded: in the bundle that happens at the first use, which hardly any document has.
const lazyEntities = {
  name: 'lazy-entities',
  setup(build) {
    build.onResolve({ filter: /^entities$/ }, (args) =>
      args.namespace === 'lazy' ? undefined : { path: 'entities', namespace: 'lazy' },
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: ['decodeHTML', 'decodeHTMLStrict']
        .map((name) => `export const ${name} = (text) => require('entities').${name}(text);`)
        .join('\n'),
      resolveDir: root,
    }));
  },
};

// The YAML parser is 72 modules that only a configuration, a hook's file or a skill needs: in the bundles it is loaded at
// the first use. What our code imports of it stands here; esbuild names what is missing.
const lazyYaml = {
  name: 'lazy-yaml',
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, (args) =>
      args.namespace === 'lazy-yaml' ? { path: 'yaml', external: true } : { path: 'yaml', namespace: 'lazy-yaml' },
    );
    const functions = [
      'parse',
      'parseDocument',
      'stringify',
      'isAlias',
      'isCollection',
      'isMap',
      'isNode',
      'isPair',
      'isScalar',
      'isSeq',
    ];
    build.onLoad({ filter: /.*/, namespace: 'lazy-yaml' }, () => ({
      contents: [
        'const yaml = () => require("yaml");',
        ...functions.map((name) => `export const ${name} = (...args) => yaml().${name}(...args);`),
        'export function LineCounter() { return new (yaml().LineCounter)(); }',
        'export const visit = new Proxy(() => undefined, {',
        '  apply: (_target, _self, args) => yaml().visit(...args),',
        '  get: (_target, name) => yaml().visit[name],',
        '});',
      ].join('\n'),
      resolveDir: root,
    }));
  },
};

// The door (arguments, the overview, the version) is a small file, and every command a file of its own: compiling the
// linter, the largest, takes as long as starting Node.
const commands = readdirSync(join(root, 'lib', 'cli'))
  .map((name) => name.replace(/\.ts$/, ''))
  .filter((name) => registry.includes(`import('./${name}.js')`));

// require() rather than import(): Node's loader for modules, which nothing else here needs, takes 20 ms to set up and
// reads every CommonJS file twice. A command file exports its command.
const commandFiles = {
  name: 'command-files',
  setup(build) {
    build.onLoad({ filter: /[/\\]cli[/\\]registry\.ts$/ }, ({ path }) => ({
      contents:
        "import { distDirectory } from '../check/locate.js';\n" +
        readFileSync(path, 'utf8').replace(
          /import\('\.\/([\w-]+)\.js'\)/g,
          (_whole, name) => `({ default: require(distDirectory() + '/commands/${name}.cjs') })`,
        ),
      loader: 'ts',
    }));
  },
};

// Packages that few calls need: loaded at the first of them, by require() for the same reason.
const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    const functions = { 'simple-git': ['simple-git', 'simpleGit'], 'fs-extra/esm': ['fs-extra', 'copySync'] };
    // The first that answers is taken: what the stand-in itself asks for is the package.
    build.onResolve({ filter: /^(simple-git|fs-extra)$/, namespace: 'lazy-package' }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onResolve({ filter: /^(simple-git|fs-extra\/esm)$/ }, ({ path }) => ({ path, namespace: 'lazy-package' }));
    build.onLoad({ filter: /.*/, namespace: 'lazy-package' }, ({ path }) => {
      const [name, exported] = functions[path];
      return {
        contents: `export const ${exported} = (...args) => require('${name}').${exported}(...args);`,
        resolveDir: root,
      };
    });
  },
};

await build({
  entryPoints: {
    'dst-skills': join(root, 'bin', 'dst-skills.ts'),
    // The checkers and the linter's threads start from files of their own.
    'check-worker': join(root, 'lib', 'check', 'worker.ts'),
    ...Object.fromEntries(commands.map((name) => [`commands/${name}`, join(root, 'lib', 'cli', `${name}.ts`)])),
    'lint-worker': join(root, 'lib', 'lint', 'worker.ts'),
  },
  outdir: join(root, 'dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  plugins: [generated, lazyEntities, lazyYaml, lazyPackages, commandFiles],
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // A command file exports its command.
  footer: { js: 'module.exports = module.exports.default ?? module.exports;' },
  // Loaded by few commands and large, or reading files beside themselves: they stay packages.
  external: ['simple-git', 'fs-extra', 'prompts', 'markdownlint', 'markdownlint/*', 'ajv', 'ajv/*'],
  // lib/check/locate.ts and lib/install/package-root.ts ask for import.meta only where there is no __filename.
  logOverride: { 'empty-import-meta': 'silent' },
  sourcemap: false,
  // A sixth less to read at every start; dist/lib has the same code to read for people.
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync(join(root, 'dist', 'dst-skills.cjs'), 0o755);
