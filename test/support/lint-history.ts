import { Readable } from 'node:stream';
import { historyFacts } from '../../lib/evidence/history-facts.js';
import type { NemesisLine } from '../../lib/evidence/types.js';
import { mergeWindows } from '../../lib/evidence/windows.js';
import { historyMessages } from '../../lib/lint/lint-history.js';
import type { Message } from '../../lib/lint/result.js';
import { defaultSettings } from '../../lib/lint/settings.js';
import { composeHistory } from '../../lib/rules/examples/compose-history.js';
import { RULES } from '../../lib/rules/registry.js';
import type { Rule } from '../../lib/rules/rule.js';

export interface HistoryContext {
  readonly model?: string | undefined;
  readonly categories?: readonly string[];
  /** The lines of nemesis.jsonl. */
  readonly nemesis?: readonly string[] | undefined;
}

/** What the linter says about the text of a history. */
export async function lintHistoryText(
  text: string | Buffer,
  { model, categories = [], nemesis }: HistoryContext = {},
  rules: readonly Rule[] = RULES,
): Promise<Message[]> {
  const windows = nemesis?.map((line) => ({ value: JSON.parse(line) as NemesisLine, at: 0 }));
  const facts = await historyFacts(
    Readable.from([Buffer.from(text)]),
    'history.jsonl',
    windows === undefined ? undefined : mergeWindows(windows).windows,
    { categories, ...(model === undefined ? {} : { model }) },
  );
  return historyMessages(facts.findings, rules, defaultSettings(), false);
}

/** What a rule says about an example, as `line:column`, beside what the example marks. */
export async function lintExample(
  example: string,
  rules: readonly Rule[],
): Promise<{ found: string[]; marks: readonly string[]; said: string }> {
  const { text, marks, ...context } = composeHistory(example);
  const messages = await lintHistoryText(text, context, rules);
  return {
    found: messages.map(({ line, column }) => `${line}:${column}`),
    marks,
    said: messages.map(({ ruleId, line, column, message }) => `${ruleId}@${line}:${column} ${message}`).join('\n'),
  };
}
