import { isCollection, isMap, isScalar, type Node } from 'yaml';
import type { Range } from '../document/source.js';
import type { PlacedFindings } from './placed-findings.js';
import type { SkillFinding } from './skill-file.js';
import { nameProblem } from './skill-name.js';

/** What stands behind a key, and where. */
export interface Value {
  readonly node: Node | null;
  readonly key: Range;
  readonly place: Range;
}

/** What the specification asks of each key's value. */
export class Fields {
  constructor(
    private readonly values: ReadonlyMap<string, Value>,
    private readonly found: PlacedFindings,
  ) {}

  name(): string | null {
    const name = this.text('name', 'name');
    const problem = name === null ? undefined : nameProblem(name);
    const place = this.values.get('name')?.place;
    if (problem !== undefined && place !== undefined)
      this.found.add(
        'name',
        'name',
        place,
        `name "${name ?? ''}" ${problem}`,
        'use lower case letters, digits and single hyphens, as the directory has them',
      );
    return name;
  }

  description(): string | null {
    const description = this.text('description', 'load');
    const place = this.values.get('description')?.place;
    if (description === null || place === undefined) return description;
    const length = [...description].length;
    if (description.trim() === '')
      this.found.add(
        'load',
        'description',
        place,
        'description is blank',
        'say what the skill does and when to use it',
      );
    if (length > 1024)
      this.found.add(
        'load',
        'description',
        place,
        `description has ${length} characters, at most 1024 are allowed`,
        'shorten it; details belong into the body',
      );
    if (/[<>]/.test(description))
      this.found.add(
        'spec',
        'angle-brackets',
        place,
        'description has angle brackets, which some agents refuse',
        'write it without < and >',
      );
    return description;
  }

  private text(key: string, kind: SkillFinding['kind']): string | null {
    const found = this.values.get(key);
    if (found === undefined || found.node === null || (isScalar(found.node) && found.node.value === null)) {
      this.found.add(kind, key, found?.key ?? this.found.first, `has no ${key}`, `add "${key}: …" to the frontmatter`);
      return null;
    }
    if (isScalar(found.node) && typeof found.node.value === 'string') return found.node.value;
    this.found.add(kind, key, found.place, `${key} is not a string; put it in quotes`);
    return null;
  }

  optional(): void {
    for (const key of ['license', 'compatibility', 'allowed-tools'] as const) {
      const found = this.values.get(key);
      if (found === undefined) continue;
      const value = isScalar(found.node) ? found.node.value : undefined;
      if (typeof value !== 'string')
        this.found.add(
          'spec',
          'field',
          found.place,
          `${key} is ${kindOf(found.node)}, expected one string`,
          key === 'allowed-tools' ? 'write the tools in one line, separated by spaces' : 'write it as one string',
        );
      else if (key === 'compatibility' && (value.trim() === '' || [...value].length > 500))
        this.found.add(
          'spec',
          'field',
          found.place,
          `compatibility has ${[...value.trim()].length} characters, 1 to 500 are allowed`,
          'shorten it, or leave the key out',
        );
    }
    const metadata = this.values.get('metadata');
    if (metadata === undefined) return;
    if (!isMap(metadata.node)) {
      this.found.add(
        'spec',
        'field',
        metadata.place,
        `metadata is ${kindOf(metadata.node)}, expected a mapping of strings to strings`,
      );
      return;
    }
    for (const { key, value } of metadata.node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const written = isScalar(value) ? (value.source ?? '') : undefined;
      // A number or a truth value that is written as it is read does no harm; 1.10 that becomes 1.1 does.
      if (isScalar(value) && (typeof value.value === 'string' || String(value.value) === written)) continue;
      const node = (value ?? null) as Node | null;
      const range = node?.range ? this.found.at(node.range[0], node.range[1]) : metadata.place;
      const what = isScalar(node) && node.value !== null ? `is read as ${String(node.value)}` : `is ${kindOf(node)}`;
      this.found.add('spec', 'field', range, `metadata.${name} ${what}, expected a string`, 'put it in quotes');
    }
  }
}

function kindOf(node: Node | null): string {
  if (node === null || (isScalar(node) && node.value === null)) return 'empty';
  if (isMap(node)) return 'a mapping';
  if (isCollection(node)) return 'a list';
  return isScalar(node) ? `a ${typeof node.value}` : 'an alias';
}
