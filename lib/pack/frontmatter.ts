import { isAlias, isCollection, isMap, isScalar, parseDocument, visit, type Node, type YAMLMap } from 'yaml';
import { nearest } from '../cli/nearest.js';
import type { Range, Source } from '../document/source.js';
import type { SkillFile, SkillFinding } from './skill-file.js';
import { nameProblem } from './skill-name.js';

/** The closed set of keys of the Agent Skills specification. */
export const SKILL_KEYS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'] as const;

/** A finding with its place in the source. */
export interface PlacedFinding extends SkillFinding {
  readonly range: Range;
  readonly help?: string;
}

/** The frontmatter of a SKILL.md: its values, what is wrong with it, and where the body begins. */
export interface Frontmatter extends SkillFile {
  readonly findings: readonly PlacedFinding[];
  /** Where the value of `name` stands, else the first line. */
  readonly namePlace: Range;
  readonly descriptionPlace: Range;
  /** First line of the body, counted from 0; 0 where there is no frontmatter. */
  readonly bodyFrom: number;
}

/** Checks the frontmatter of a SKILL.md against the specification's rules, one by one. Never throws on content. */
export function readFrontmatter(source: Source): Frontmatter {
  return new Reader(source).read();
}

interface Value {
  readonly node: Node | null;
  readonly key: Range;
  readonly place: Range;
}

class Reader {
  private readonly findings: PlacedFinding[] = [];
  private readonly values = new Map<string, Value>();
  /** Where the YAML begins in the source. */
  private base = 0;

  constructor(private readonly source: Source) {}

  read(): Frontmatter {
    const { source } = this;
    const first = { start: 0, end: source.lineEnd(0) };
    if (source.bom)
      this.add(
        'load',
        'byte-order-mark',
        first,
        'starts with a byte order mark: Claude Code, Codex and Gemini CLI do not load it',
        'save it as UTF-8 without a byte order mark',
      );
    const end = this.endLine();
    if (typeof end === 'string') {
      this.add('name', 'frontmatter', first, end, 'begin the file with "---", then name and description, then "---"');
      return this.result(null, null, 0);
    }
    this.base = source.lineStart(1);
    const yaml = source.text.slice(this.base, source.lineStart(end));
    this.look(yaml);
    const parsed = parseDocument(yaml, { uniqueKeys: true, logLevel: 'silent', prettyErrors: false });
    for (const error of parsed.errors) this.yamlError(error.code, error.message, error.pos[0], error.pos[1]);
    if (parsed.errors.length > 0 || !isMap(parsed.contents)) {
      if (parsed.errors.length === 0)
        this.add(
          'name',
          'yaml',
          { start: this.base, end: source.lineEnd(1) },
          'frontmatter is not a mapping of keys to values',
          'write one "key: value" a line',
        );
      return this.result(null, null, end + 1);
    }
    this.features(parsed.contents as YAMLMap);
    this.keys(parsed.contents as YAMLMap);
    const name = this.name();
    const description = this.description();
    this.optional();
    return this.result(name, description, end + 1);
  }

  private result(name: string | null, description: string | null, bodyFrom: number): Frontmatter {
    const place = (key: string): Range => this.values.get(key)?.place ?? { start: 0, end: this.source.lineEnd(0) };
    this.findings.sort((a, b) => a.range.start - b.range.start);
    return {
      name,
      description,
      findings: this.findings,
      namePlace: place('name'),
      descriptionPlace: place('description'),
      bodyFrom,
    };
  }

  private add(kind: SkillFinding['kind'], code: string, range: Range, message: string, help?: string): void {
    const { line } = this.source.position(range.start);
    this.findings.push({ kind, code, message, line, range, ...(help === undefined ? {} : { help }) });
  }

  /** The line of the closing `---`, counted from 0, or why there is none. */
  private endLine(): number | string {
    if (this.source.lineText(0).trimEnd() !== '---') return 'does not start with a line "---": it has no frontmatter';
    for (let line = 1; line < this.source.lineCount; line++)
      if (this.source.lineText(line).trimEnd() === '---') return line;
    return 'has frontmatter that is never closed by a line "---"';
  }

  /** Tabs, which YAML forbids where they indent and the specification's validator forbids anywhere. */
  private look(yaml: string): void {
    const tab = yaml.indexOf('\t');
    if (tab !== -1)
      this.add(
        'spec',
        'yaml-feature',
        this.at(tab, tab + 1),
        'frontmatter has a tab, which the specification does not allow',
        'use spaces',
      );
  }

  private at(start: number, end: number): Range {
    return { start: this.base + start, end: this.base + Math.max(start, end) };
  }

  private yamlError(code: string, message: string, start: number, end: number): void {
    const line = this.source.lineAt(this.base + start);
    const text = this.source.lineText(line);
    const from = this.source.lineStart(line);
    if (code === 'DUPLICATE_KEY') {
      const key = /^\s*([^:\s]+)/.exec(text)?.[1] ?? '';
      this.add(
        'name',
        'yaml',
        this.at(start, end),
        `frontmatter is not YAML: it has the key "${key}" twice`,
        'keep one of them',
      );
      return;
    }
    const colon = /^\s*[\w-]+:\s+[^"'|>\s]/.test(text) ? text.indexOf(': ', text.indexOf(':') + 1) : -1;
    if (colon !== -1) {
      const range = { start: from + colon, end: from + colon + 2 };
      this.add(
        'name',
        'yaml',
        range,
        'frontmatter is not YAML: a value holds an unquoted ": "',
        'put the whole value in quotes',
      );
      return;
    }
    const first = message.split('\n')[0] ?? '';
    this.add(
      'name',
      'yaml',
      this.at(start, end),
      `frontmatter is not YAML: ${first}`,
      'clients skip a skill whose frontmatter they cannot read',
    );
  }

  /** What YAML has and the specification's reference validator refuses: anchors, aliases, tags, flow style. */
  private features(map: YAMLMap): void {
    visit(map, (_, node) => {
      const what = featureOf(node);
      if (what === undefined) return undefined;
      const range = (node as Node).range;
      if (range !== null && range !== undefined)
        this.add(
          'spec',
          'yaml-feature',
          this.at(range[0], range[1]),
          `frontmatter has ${what}, which the specification does not allow`,
          'write it out as plain "key: value" lines',
        );
      return isCollection(node) ? visit.SKIP : undefined;
    });
  }

  private keys(map: YAMLMap): void {
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const keyRange = isScalar(key) && key.range ? this.at(key.range[0], key.range[1]) : this.at(0, 0);
      const node = (value ?? null) as Node | null;
      const place = node?.range && node.range[1] > node.range[0] ? this.at(node.range[0], node.range[1]) : keyRange;
      this.values.set(name, { node, key: keyRange, place });
      if ((SKILL_KEYS as readonly string[]).includes(name)) continue;
      const near = nearest(name.replace(/[^A-Za-z-]/g, ''), SKILL_KEYS);
      this.add(
        'spec',
        'unknown-key',
        keyRange,
        `has the key "${name}", which the specification does not know`,
        near === undefined ? 'put what is your own under "metadata"' : `write "${near}"`,
      );
    }
  }

  private name(): string | null {
    const name = this.text('name', 'name');
    const problem = name === null ? undefined : nameProblem(name);
    const place = this.values.get('name')?.place;
    if (problem !== undefined && place !== undefined)
      this.add(
        'name',
        'name',
        place,
        `name "${name ?? ''}" ${problem}`,
        'use lower case letters, digits and single hyphens, as the directory has them',
      );
    return name;
  }

  private description(): string | null {
    const description = this.text('description', 'load');
    const place = this.values.get('description')?.place;
    if (description === null || place === undefined) return description;
    const length = [...description].length;
    if (description.trim() === '')
      this.add('load', 'description', place, 'description is blank', 'say what the skill does and when to use it');
    if (length > 1024)
      this.add(
        'load',
        'description',
        place,
        `description has ${length} characters, at most 1024 are allowed`,
        'shorten it; details belong into the body',
      );
    if (/[<>]/.test(description))
      this.add(
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
      this.add(
        kind,
        key,
        found?.key ?? { start: 0, end: this.source.lineEnd(0) },
        `has no ${key}`,
        `add "${key}: …" to the frontmatter`,
      );
      return null;
    }
    if (isScalar(found.node) && typeof found.node.value === 'string') return found.node.value;
    this.add(kind, key, found.place, `${key} is not a string; put it in quotes`);
    return null;
  }

  private optional(): void {
    for (const key of ['license', 'compatibility', 'allowed-tools'] as const) {
      const found = this.values.get(key);
      if (found === undefined) continue;
      const value = isScalar(found.node) ? found.node.value : undefined;
      if (typeof value !== 'string')
        this.add(
          'spec',
          'field',
          found.place,
          `${key} is ${kindOf(found.node)}, expected one string`,
          key === 'allowed-tools' ? 'write the tools in one line, separated by spaces' : 'write it as one string',
        );
      else if (key === 'compatibility' && (value.trim() === '' || [...value].length > 500))
        this.add(
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
      this.add(
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
      const range = node?.range ? this.at(node.range[0], node.range[1]) : metadata.place;
      const what = isScalar(node) && node.value !== null ? `is read as ${String(node.value)}` : `is ${kindOf(node)}`;
      this.add('spec', 'field', range, `metadata.${name} ${what}, expected a string`, 'put it in quotes');
    }
  }
}

function featureOf(node: unknown): string | undefined {
  if (isAlias(node)) return 'an alias';
  if (isCollection(node) && node.flow === true) return 'flow style';
  if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) return 'an anchor';
  return (isScalar(node) || isCollection(node)) && node.tag !== undefined && /^!(?!!(?:map|seq|str)$)/.test(node.tag)
    ? 'a tag'
    : undefined;
}

function kindOf(node: Node | null): string {
  if (node === null || (isScalar(node) && node.value === null)) return 'empty';
  if (isMap(node)) return 'a mapping';
  if (isCollection(node)) return 'a list';
  return isScalar(node) ? `a ${typeof node.value}` : 'an alias';
}
