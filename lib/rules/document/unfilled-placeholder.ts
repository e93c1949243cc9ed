import { splitLabel } from '../../document/labels.js';
import { linesOf } from '../../document/lines.js';
import type { Text } from '../../document/text.js';
import { CLAIM_CATEGORIES } from '../../vocabulary/claims.js';
import { PLAN_MODES, PLAN_STATUSES } from '../../vocabulary/header.js';
import { GAP_KINDS, MATRIX_VERDICTS } from '../../vocabulary/matrix.js';
import { MODELS } from '../../vocabulary/models.js';
import { BLAMES } from '../../vocabulary/blocks.js';
import { VERDICTS } from '../../vocabulary/verdicts.js';
import { documentRule } from '../rule.js';

/** Anything that could be one of the kinds below; most lines have nothing of it. */
const CANDIDATE = /\{\{|\b(?:TBD|TBA|TODO|FIXME|XXX)\b|lorem ipsum|\.\.\.|…|<[a-zY]|\|/i;
const SLOT =
  /<(?:slug|your[ _-]name|name|system(?:[ _-]name)?|scenario(?:[ _-]name)?|yyyy-mm-dd|date|owner|author|reason|condition|claim|hypothesis|commit|path(?:[ /]to[ /][^<>\n]{0,40})?|tbd|todo|placeholder|description|value|(?:insert|fill in|describe|name of|your|path to)\s[^<>\n]{1,60})>/i;
const DOTS = /^\s*(?:[CMHST]\d{1,4}[a-z]?[\s.:)—–-]*)?(?:\.{3,}|…)\s*$/;
/** `TODO` in the place of a value; `the TODO in node.go` speaks of one. */
const TODO = /^\s*(?:TODO|FIXME|XXX)\b(?!\s+(?:comments?|markers?|items?|regions?|lists?|in|at|of|is|are)\b)/;
const BRACKETED_TODO = /[([]\s*(?:TODO|FIXME|XXX)\s*(?:[)\]]|:)/;
const TBD = /\b(?:TBD|TBA|XXX)\b(?!-\w)/;
const SPEAKS_OF_IT = /(?:\b(?:no|not|without|or|and|a|any|says|of)\s+|["'“‘`])$/i;
/** Slots that the templates put into skeletons; other double braces in code are the language's own. */
const IN_CODE =
  /\{\{\s?(?:slug|language|sut_crate_path|entrypoint|test_attr|path\/to\/plan|setup,|S\d+[ _](?:name|slug)|\w+_slug)/;

/** Braces of other languages that are passed over in one line, at most. */
const MOST_BRACES = 50;

const LEGENDS = [PLAN_MODES, PLAN_STATUSES, MATRIX_VERDICTS, GAP_KINDS, MODELS, BLAMES, CLAIM_CATEGORIES, VERDICTS].map(
  (names) => {
    const any = `(?:${names.join('|')})`;
    return new RegExp(`^[\\s\`*]*${any}\\s*\\|\\s*${any}(?![\\w-])`, 'i');
  },
);

export default documentRule({
  id: 'DST002',
  name: 'unfilled-placeholder',
  severity: 'error',
  summary: "A template's placeholder is not filled in.",
  why: `A slot that nobody filled in looks like a decision in a table of contents and is none: a scenario whose oracle is
still \`{{the property}}\` is executed all the same, and whoever executes it invents one. Double braces, \`TBD\`, rows of
dots, template slots in angle brackets and legends of which nothing was chosen (\`draft | reviewed | executed\`) all count.
A \`TODO\` inside a fenced skeleton is legitimate: that is where the test's body goes.`,
  examples: {
    failing: `**Plan author:** ⟦{{name}}⟧

## 8. What this plan does NOT cover

- ⟦TBD⟧
- The console of ⟦<slug>⟧.
`,
    passing: `**Plan author:** storage team

## 8. What this plan does NOT cover

- The web console.
- Templates such as \`\${{ matrix.node }}\` in the CI files, and \`other(<name>)\` models.
`,
  },
  check(document, report) {
    const found = (text: Text, start: number, end: number): void => {
      const word = text.value.slice(start, end).trim();
      report({
        range: text.source(start, end),
        message: word === '' ? 'a placeholder is not filled in' : `the placeholder "${shorten(word)}" is not filled in`,
        help: 'replace it by what is true here, or take the line out and say why it does not apply',
        subject: `placeholder/${shorten(word)}`,
      });
    };
    for (const line of linesOf(document.blocks)) {
      if (line.kind === 'code') {
        const { content, contentFrom } = line.block;
        if (!content.includes('{{')) continue;
        const lines = content.split('\n');
        const at = lines.findIndex((text) => IN_CODE.test(text));
        if (at === -1) continue;
        const row = document.source.lineText(contentFrom + at);
        const column = row.search(IN_CODE);
        const start = document.source.lineStart(contentFrom + at) + column;
        const end = row.indexOf('}}', column);
        report({
          range: { start, end: end === -1 ? start + 2 : start + end - column + 2 },
          message: "the skeleton still holds the template's placeholder",
          help: 'fill in plan, scenario, claims and language; only the TODOs of the body may stay',
          subject: 'placeholder/skeleton',
        });
        continue;
      }
      const texts = line.kind === 'row' ? line.row.cells : [line.text];
      if (line.kind === 'row') {
        const visible = texts.filter((text) => !text.isBlank);
        const first = visible[0];
        if (first !== undefined && visible.every((text) => text.value.length <= 200 && DOTS.test(text.value))) {
          found(first, 0, first.value.length);
          continue;
        }
      }
      for (const text of texts) {
        if (!CANDIDATE.test(text.value)) continue;
        const place = placeholderIn(text);
        if (place !== undefined) found(text, place[0], place[1]);
      }
    }
  },
});

/** Where the first placeholder of a line or cell stands in its value. */
function placeholderIn(text: Text): [number, number] | undefined {
  const { value } = text;
  const braces = bracesIn(text);
  if (braces !== undefined) return braces;
  const rest = splitLabel(text)?.rest ?? text;
  const shift = value.length - rest.value.length;
  const at = shift + rest.value.length - rest.value.trimStart().length;
  // The label takes the dots behind it for punctuation.
  const dots = rest.isBlank ? /(?:\.{3,}|…)\s*$/.exec(value.slice(-80)) : null;
  if (dots !== null && rest !== text) {
    const end = value.trimEnd().length;
    return [end - dots[0].trimEnd().length, end];
  }
  const short = value.length <= 200;
  if (short && DOTS.test(rest.value) && !rest.isBlank) return [at, value.trimEnd().length];
  if (short && DOTS.test(value)) return [value.search(/\S/), value.trimEnd().length];
  for (const legend of LEGENDS) {
    const match = legend.exec(rest.value);
    if (match !== null) return [at, shift + match[0].length];
  }
  if (TODO.test(rest.value)) return [at, at + 4];
  for (const pattern of [BRACKETED_TODO, TBD, SLOT]) {
    const match = pattern.exec(value);
    if (match === null) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    const before = value.slice(Math.max(0, start - 12), start);
    if (pattern === TBD && SPEAKS_OF_IT.test(before)) continue;
    if (pattern === SLOT && (/[\w/(:-]$/.test(before) || /[\w/-]/.test(value[end] ?? ''))) continue;
    // In code a slot counts only where it is the whole value; generics and usage lines are code.
    if (text.isMarked('code', start, end) && !(start === at && end === value.trimEnd().length)) continue;
    return [start, end];
  }
  const lorem = value.search(/lorem ipsum/i);
  return lorem === -1 ? undefined : [lorem, lorem + 11];
}

function bracesIn(text: Text): [number, number] | undefined {
  const { value } = text;
  let tries = 0;
  for (let start = value.indexOf('{{'); start !== -1 && tries < MOST_BRACES; start = value.indexOf('{{', start + 2)) {
    tries++;
    const close = value.indexOf('}}', start);
    const end = close === -1 ? start + 2 : close + 2;
    // In a code span the braces may be a template language's own: `${{ github.sha }}`, `{{ .Values.x }}`.
    if (
      text.isMarked('code', start, start + 2) &&
      (value[start - 1] === '$' || !/[\p{L}\d<]/u.test(value[start + 2] ?? ''))
    )
      continue;
    return [start, end];
  }
  return undefined;
}

function shorten(word: string): string {
  const line = word.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
