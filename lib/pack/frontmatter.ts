import { isAlias, isCollection, isMap, isScalar, parseDocument, visit, type Node, type YAMLMap } from 'yaml';
import { nearest } from '../cli/nearest.js';
import type { Range, Source } from '../document/source.js';
import { Fields, type Value } from './frontmatter-fields.js';
import { PlacedFindings, type PlacedFinding } from './placed-findings.js';
import type { SkillFile } from './skill-file.js';

/** The closed set of keys of the Agent Skills specification. */
const SKILL_KEYS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'] as const;

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

class Reader {
  private readonly values = new Map<string, Value>();
  private readonly found: PlacedFindings;

  constructor(private readonly source: Source) {
    this.found = new PlacedFindings(source);
  }

  read(): Frontmatter {
    const { source } = this;
    const { first } = this.found;
    if (source.bom)
      this.found.add(
        'load',
        'byte-order-mark',
        first,
        'starts with a byte order mark: Claude Code, Codex and Gemini CLI do not load it',
        'save it as UTF-8 without a byte order mark',
      );
    const end = this.endLine();
    if (typeof end === 'string') {
      this.found.add(
        'name',
        'frontmatter',
        first,
        end,
        'begin the file with "---", then name and description, then "---"',
      );
      return this.result(null, null, 0);
    }
    this.found.base = source.lineStart(1);
    const yaml = source.text.slice(this.found.base, source.lineStart(end));
    this.look(yaml);
    const parsed = parseDocument(yaml, { uniqueKeys: true, logLevel: 'silent', prettyErrors: false });
    for (const error of parsed.errors) this.yamlError(error.code, error.message, error.pos[0], error.pos[1]);
    if (parsed.errors.length > 0 || !isMap(parsed.contents)) {
      if (parsed.errors.length === 0)
        this.found.add(
          'name',
          'yaml',
          { start: this.found.base, end: source.lineEnd(1) },
          'frontmatter is not a mapping of keys to values',
          'write one "key: value" a line',
        );
      return this.result(null, null, end + 1);
    }
    this.features(parsed.contents as YAMLMap);
    this.keys(parsed.contents as YAMLMap);
    const fields = new Fields(this.values, this.found);
    const name = fields.name();
    const description = fields.description();
    fields.optional();
    return this.result(name, description, end + 1);
  }

  private result(name: string | null, description: string | null, bodyFrom: number): Frontmatter {
    const place = (key: string): Range => this.values.get(key)?.place ?? this.found.first;
    return {
      name,
      description,
      findings: this.found.inOrder(),
      namePlace: place('name'),
      descriptionPlace: place('description'),
      bodyFrom,
    };
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
      this.found.add(
        'spec',
        'yaml-feature',
        this.found.at(tab, tab + 1),
        'frontmatter has a tab, which the specification does not allow',
        'use spaces',
      );
  }

  private yamlError(code: string, message: string, start: number, end: number): void {
    const line = this.source.lineAt(this.found.base + start);
    const text = this.source.lineText(line);
    const from = this.source.lineStart(line);
    if (code === 'DUPLICATE_KEY') {
      const key = /^\s*([^:\s]+)/.exec(text)?.[1] ?? '';
      this.found.add(
        'name',
        'yaml',
        this.found.at(start, end),
        `frontmatter is not YAML: it has the key "${key}" twice`,
        'keep one of them',
      );
      return;
    }
    const colon = /^\s*[\w-]+:\s+[^"'|>\s]/.test(text) ? text.indexOf(': ', text.indexOf(':') + 1) : -1;
    if (colon !== -1) {
      const range = { start: from + colon, end: from + colon + 2 };
      this.found.add(
        'name',
        'yaml',
        range,
        'frontmatter is not YAML: a value holds an unquoted ": "',
        'put the whole value in quotes',
      );
      return;
    }
    const first = message.split('\n')[0] ?? '';
    this.found.add(
      'name',
      'yaml',
      this.found.at(start, end),
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
        this.found.add(
          'spec',
          'yaml-feature',
          this.found.at(range[0], range[1]),
          `frontmatter has ${what}, which the specification does not allow`,
          'write it out as plain "key: value" lines',
        );
      return isCollection(node) ? visit.SKIP : undefined;
    });
  }

  private keys(map: YAMLMap): void {
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const keyRange = isScalar(key) && key.range ? this.found.at(key.range[0], key.range[1]) : this.found.at(0, 0);
      const node = (value ?? null) as Node | null;
      const place =
        node?.range && node.range[1] > node.range[0] ? this.found.at(node.range[0], node.range[1]) : keyRange;
      this.values.set(name, { node, key: keyRange, place });
      if ((SKILL_KEYS as readonly string[]).includes(name)) continue;
      const near = nearest(name.replace(/[^A-Za-z-]/g, ''), SKILL_KEYS);
      this.found.add(
        'spec',
        'unknown-key',
        keyRange,
        `has the key "${name}", which the specification does not know`,
        near === undefined ? 'put what is your own under "metadata"' : `write "${near}"`,
      );
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
