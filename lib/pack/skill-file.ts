/**
 * What the Agent Skills specification asks of a SKILL.md's frontmatter, as its reference validator has it, and what
 * single agents ask beyond it. Independent of the installer: the pack rules use it too.
 */
export interface SkillFinding {
  /** `name`: without a good one the skill cannot be installed. `load`: some agent will not load it. `spec`: the rest. */
  readonly kind: 'name' | 'load' | 'spec';
  readonly code: string;
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface SkillFile {
  readonly name: string | null;
  readonly description: string | null;
  readonly findings: readonly SkillFinding[];
}

const KEYS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];

/**
 * Says what is wrong with a skill's name, or undefined. Names are NFKC-normalised, 1 to 64 characters: lower case
 * letters, digits, and single hyphens inside (Agent Skills specification, `name`).
 */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if ([...name].length > 64) return `has ${[...name].length} characters, at most 64 are allowed`;
  if (name !== name.normalize('NFKC')) return 'is not NFKC-normalised';
  if (name !== name.toLowerCase()) return 'has upper case letters';
  if (name.startsWith('-') || name.endsWith('-')) return 'starts or ends with a hyphen';
  if (name.includes('--')) return 'has two hyphens in a row';
  for (const char of name)
    if (!/^[\p{L}\p{N}-]$/u.test(char))
      return `has the character ${JSON.stringify(char)}; letters, digits and hyphens are allowed`;
  return undefined;
}

/** Cuts a file into its frontmatter's YAML and the line that it ends on; undefined where there is none. */
function frontmatter(text: string): { yaml: string; endLine: number } | 'none' | 'open' {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trimEnd() !== '---') return 'none';
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  return end < 0 ? 'open' : { yaml: lines.slice(1, end).join('\n'), endLine: end + 1 };
}

/** Reads the frontmatter of a SKILL.md and says what is wrong with it. Never throws on content. */
export async function readSkillFile(bytes: Uint8Array): Promise<SkillFile> {
  const findings: SkillFinding[] = [];
  const add = (kind: SkillFinding['kind'], code: string, message: string, line = 1): void => {
    findings.push({ kind, code, message, line });
  };
  const buffer = Buffer.from(bytes);
  let text = buffer.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(buffer)) add('load', 'encoding', 'is not UTF-8');
  if (text.startsWith('\uFEFF')) {
    add('load', 'byte-order-mark', 'starts with a byte order mark: Claude Code, Codex and Gemini CLI do not load it');
    text = text.slice(1);
  }
  const cut = frontmatter(text);
  if (cut === 'none' || cut === 'open') {
    add(
      'name',
      'frontmatter',
      cut === 'none'
        ? 'does not start with a line "---": it has no frontmatter'
        : 'has frontmatter that is never closed by a line "---"',
    );
    return { name: null, description: null, findings };
  }
  const { parseDocument, isMap, isScalar, LineCounter } = await import('yaml');
  const counter = new LineCounter();
  const parsed = parseDocument(cut.yaml, { lineCounter: counter, uniqueKeys: true, logLevel: 'silent' });
  const lineAt = (offset: number): number => counter.linePos(offset).line + 1;
  for (const error of parsed.errors)
    add('name', 'yaml', `frontmatter is not YAML: ${error.message.split('\n')[0] ?? ''}`, lineAt(error.pos[0]));
  if (parsed.errors.length > 0 || !isMap(parsed.contents)) {
    if (parsed.errors.length === 0) add('name', 'yaml', 'frontmatter is not a mapping of keys to values', 2);
    return { name: null, description: null, findings };
  }
  const values = new Map<string, { value: unknown; line: number }>();
  for (const pair of parsed.contents.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const start = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    const node = pair.value;
    values.set(key, { value: isScalar(node) ? node.value : node, line: lineAt(start) });
    if (!KEYS.includes(key))
      add('spec', 'unknown-key', `has the key "${key}", which the specification does not know`, lineAt(start));
  }
  const name = stringOf('name', 'name');
  if (name !== null) {
    const problem = nameProblem(name);
    if (problem !== undefined) add('name', 'name', `name "${name}" ${problem}`, values.get('name')?.line);
  }
  const description = stringOf('description', 'load');
  if (description !== null) {
    const line = values.get('description')?.line;
    if (description.trim() === '') add('load', 'description', 'description is blank', line);
    if ([...description].length > 1024)
      add(
        'load',
        'description',
        `description has ${[...description].length} characters, at most 1024 are allowed`,
        line,
      );
    if (/[<>]/.test(description))
      add('spec', 'angle-brackets', 'description has angle brackets, which some agents refuse', line);
  }
  return { name, description, findings };

  function stringOf(key: string, kind: SkillFinding['kind']): string | null {
    const found = values.get(key);
    if (found === undefined || found.value === null) {
      add(kind, key, `has no ${key}`, found?.line ?? 1);
      return null;
    }
    if (typeof found.value === 'string') return found.value;
    add(kind, key, `${key} is not a string; put it in quotes`, found.line);
    return null;
  }
}
