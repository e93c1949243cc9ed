import { posix } from 'node:path';
import { nearest } from '../cli/nearest.js';
import { isObject, readJson, type Json, type JsonFile, type JsonPath } from './json.js';
import { MANIFESTS, type ManifestSpec } from './manifests.js';
import type { Pack, PackFile } from './model.js';
import { resolvePath } from './support.js';

/** What is wrong in a manifest, and where in its JSON. */
export interface ManifestProblem {
  readonly code: 'json' | 'shape' | 'path';
  readonly at: JsonPath;
  readonly message: string;
  readonly help: string;
}

/** Checks a manifest against its format. */
export function checkManifest(
  pack: Pack,
  file: PackFile,
): { readonly json: JsonFile; readonly problems: readonly ManifestProblem[] } {
  const json = readJson(file.source);
  const problems: ManifestProblem[] = [];
  const spec = MANIFESTS.find(({ path }) => path === file.path);
  const { value } = json;
  if (value === undefined)
    problems.push({
      code: 'json',
      at: [],
      message: `is no JSON: ${json.error ?? ''}`,
      help: 'clients skip a manifest that they cannot read',
    });
  else if (!isObject(value))
    problems.push({ code: 'shape', at: [], message: 'is no JSON object', help: 'write { "name": … }' });
  else if (spec !== undefined) new Check(pack, spec, value, problems).run();
  return { json, problems };
}

class Check {
  constructor(
    private readonly pack: Pack,
    private readonly spec: ManifestSpec,
    private readonly value: { readonly [key: string]: Json },
    private readonly problems: ManifestProblem[],
  ) {}

  run(): void {
    const { spec, value } = this;
    for (const key of spec.required)
      if (value[key] === undefined) this.shape([], `has no "${key}", which ${spec.client} needs`, `add "${key}"`);
    this.name(['name'], value['name']);
    if (spec.keys !== undefined)
      for (const key of Object.keys(value)) {
        if (spec.keys.includes(key)) continue;
        const near = nearest(key, spec.keys);
        this.shape(
          [key],
          `has the key "${key}", which ${spec.client} does not know`,
          near === undefined ? 'take it out' : `write "${near}"`,
        );
      }
    for (const key of ['version', 'description', 'license', 'homepage', '$schema'])
      if (value[key] !== undefined && typeof value[key] !== 'string')
        this.shape([key], `"${key}" is not a string`, 'put it in quotes');
    this.author(value['author']);
    if (spec.kind === 'marketplace') this.marketplace();
    else this.paths(value['skills'], ['skills'], '.');
  }

  private shape(at: JsonPath, message: string, help: string): void {
    this.problems.push({ code: 'shape', at, message, help });
  }

  private name(at: JsonPath, name: Json | undefined): void {
    if (name === undefined) return;
    if (typeof name !== 'string') this.shape(at, '"name" is not a string', 'put it in quotes');
    else if (!this.spec.name.test(name))
      this.shape(at, `the name "${name}" is not allowed`, `use ${this.spec.nameSays}`);
  }

  private author(author: Json | undefined): void {
    if (author === undefined) return;
    if (!isObject(author)) this.shape(['author'], '"author" is no object', 'write { "name": … }');
    else if (typeof author['name'] !== 'string' || author['name'].trim() === '')
      this.shape(['author'], '"author" has no name', 'add "name"');
  }

  private marketplace(): void {
    const { owner, plugins } = this.value;
    if (owner !== undefined && (!isObject(owner) || typeof owner['name'] !== 'string' || owner['name'].trim() === ''))
      this.shape(['owner'], '"owner" has no name', 'write "owner": { "name": … }');
    if (plugins === undefined) return;
    if (!Array.isArray(plugins)) {
      this.shape(['plugins'], '"plugins" is no list', 'write "plugins": [ … ]');
      return;
    }
    const names = new Set<string>();
    for (const [i, plugin] of (plugins as readonly Json[]).entries()) {
      const at = ['plugins', i] as const;
      if (!isObject(plugin)) {
        this.shape(at, 'an entry of "plugins" is no object', 'write { "name": …, "source": … }');
        continue;
      }
      const { name, source, skills } = plugin;
      if (name === undefined) this.shape(at, 'a plugin has no "name"', 'add it');
      this.name([...at, 'name'], name);
      if (typeof name === 'string' && names.has(name))
        this.shape([...at, 'name'], `two plugins are called "${name}"`, 'rename one of them');
      if (typeof name === 'string') names.add(name);
      if (source === undefined)
        this.shape(at, 'a plugin has no "source"', 'add it: a path that begins with "./", or an object');
      const path = isObject(source) ? (source['source'] === 'local' ? source['path'] : undefined) : source;
      // Any other object is somebody else's repository.
      if (path === undefined) continue;
      const place = isObject(source) ? [...at, 'source', 'path'] : [...at, 'source'];
      this.paths(path, place, '.');
      if (this.spec.rootRefused === true && typeof path === 'string' && /^\.?\/*$/.test(path))
        this.problems.push({
          code: 'path',
          at: place,
          message: `names the repository's root by "${path}", which ${this.spec.client} skips as empty`,
          help: 'write "source": { "source": "url", "url": … } for a plugin that is the repository',
        });
      if (typeof path === 'string') this.paths(skills, [...at, 'skills'], path);
    }
  }

  /** Paths must be inside the pack, and be there. */
  private paths(value: Json | undefined, at: JsonPath, base: string): void {
    if (value === undefined) return;
    const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
    for (const [i, path] of list.entries()) {
      const place = Array.isArray(value) ? [...at, i] : at;
      if (typeof path !== 'string') {
        // Other clients describe a skill by an object there.
        if (!isObject(path)) this.shape(place, 'a path is not a string', 'put it in quotes');
        continue;
      }
      const outside = path.startsWith('/') || /^[A-Za-z]:|\\|\$/.test(path);
      const target = outside ? undefined : resolvePath('x', posix.join(base, path));
      const led = target === undefined ? 'leaves' : target === '.' ? 'dir' : this.pack.leads(target);
      if (led === 'leaves' || led === 'circles')
        this.problems.push({
          code: 'path',
          at: place,
          message: `names "${path}", which is not inside the pack`,
          help: 'write a path below the pack that begins with "./"',
        });
      else if (led === 'dangles')
        this.problems.push({
          code: 'path',
          at: place,
          message: `names "${path}", which is not there`,
          help: 'mend the path',
        });
      else if (this.spec.relative === true && !path.startsWith('./'))
        this.problems.push({
          code: 'path',
          at: place,
          message: `names "${path}" without "./" before it`,
          help: `write "./${path}"`,
        });
    }
  }
}
