import type { FileResult, Message, MessageEdit } from '../lint/result.js';
import { cut, plainLine } from './escape.js';
import { sessionText } from './session.js';
import type { FormatContext, Formatter } from './formatter.js';
import { asideWords, checkedWords, count, foundWords } from './words.js';

/** Findings of one rule in one document that are shown in full; of the rest only the lines. */
const SHOWN_PER_RULE = 5;
/** Findings of a whole run that are shown in full. */
const SHOWN = 60;
/** Rules of a document that are named once the run's findings are no longer shown in full. */
const NAMED_LINES = 20;

/**
 * For coding agents: grouped by document and rule, so that one decision mends a group; capped, so that a bad document
 * does not fill the context; with the exact edit where there is one.
 */
export function agent(_context: FormatContext): Formatter {
  let shown = 0;
  function group(messages: readonly Message[]): string {
    const [first] = messages;
    if (first === undefined) return '';
    const times = messages.length > 1 ? ` ×${messages.length}` : '';
    const lines = [`${first.severity} ${first.ruleId} ${first.name}${times}`];
    const room = Math.min(SHOWN_PER_RULE, Math.max(0, SHOWN - shown));
    let lastHelp: string | undefined;
    for (const message of messages.slice(0, room)) {
      shown++;
      lines.push(`  line ${message.line}: ${line(message.message)}`);
      const edits = message.fix?.edits ?? [];
      for (const edit of edits) lines.push(`    edit: ${editWords(edit, message)}`);
      if (edits.length === 0 && message.help !== undefined && message.help !== lastHelp)
        lines.push(`    do: ${line(message.help)}`);
      lastHelp = message.help;
      for (const place of message.related ?? [])
        lines.push(`    see ${plainLine(place.path)}:${place.line}: ${line(place.message)}`);
    }
    const rest = messages.slice(room);
    if (rest.length > 0) {
      const places = rest.slice(0, NAMED_LINES).map((message) => message.line);
      const more = rest.length > NAMED_LINES ? ', …' : '';
      lines.push(`  ${room > 0 ? 'also at' : 'at'} line ${places.join(', ')}${more}`);
    }
    return `${lines.join('\n')}\n`;
  }
  return {
    file({ path, messages, fixed, notes = [], session }: FileResult): string {
      const head = session === undefined ? '' : `# session ${plainLine(path)}\n${sessionText(session)}\n`;
      if (messages.length === 0 && notes.length === 0) return head;
      const groups = new Map<string, Message[]>();
      for (const message of messages) {
        const list = groups.get(message.ruleId);
        if (list === undefined) groups.set(message.ruleId, [message]);
        else list.push(message);
      }
      const ordered = [...groups.values()].sort((a, b) => rank(a) - rank(b));
      const done = fixed > 0 ? ` (fixed ${fixed})` : '';
      const told = notes.map((note) => `note: ${line(note)}\n`).join('');
      return `${head}## ${plainLine(path)}${done}\n${told}${ordered.map(group).join('')}\n`;
    },
    problem: ({ path, message, help }) =>
      `not checked: ${plainLine(path)} ${plainLine(message)}\n${help === undefined ? '' : `  do: ${plainLine(help)}\n`}\n`,
    end(summary) {
      const lines = [`${foundWords(summary)}; checked ${checkedWords(summary)}`, ...asideWords(summary)];
      if (summary.fixable > 0)
        lines.push(`${count(summary.fixable, 'edit')} above can be made by: dst-skills lint --fix`);
      if (summary.errors + summary.warnings > 0)
        lines.push(
          'why a rule exists and what satisfies it: dst-skills explain <rule>. Mend what the document says; do not mend the wording only.',
        );
      return `${lines.join('\n')}\n`;
    },
  };
}

/** Errors first. */
function rank(messages: readonly Message[]): number {
  return messages[0]?.severity === 'error' ? 0 : 1;
}

function line(text: string): string {
  return cut(plainLine(text), 400);
}

function editWords(edit: MessageEdit, message: Message): string {
  const place = `line ${edit.line}, column ${edit.column}`;
  const quoted = JSON.stringify(edit.text);
  if (edit.range[0] === edit.range[1]) return `${place}: insert ${quoted}`;
  const onLine = edit.line === message.line && edit.endLine === edit.line;
  const old = onLine ? message.excerpt?.slice(edit.column - 1, edit.endColumn - 1) : undefined;
  const whole = old !== undefined && old.length === edit.endColumn - edit.column;
  const what = whole ? JSON.stringify(old) : `up to line ${edit.endLine}, column ${edit.endColumn}`;
  return edit.text === '' ? `${place}: delete ${what}` : `${place}: replace ${what} by ${quoted}`;
}
