import type { Rule as MarkdownlintRule, RuleOnErrorInfo, RuleParams } from 'markdownlint';
import { Source } from '../document/source.js';
import { rulePageUrl } from '../format/links.js';
import { classify, LINTED_KINDS } from '../lint/classify.js';
import { findingsOf, parseAs, type Reported } from '../lint/run.js';
import { defaultSettings } from '../lint/settings.js';
import { RULES } from '../rules/registry.js';
import type { Rule } from '../rules/rule.js';

/**
 * Our rules in markdownlint's form, for editors and pipelines that run it already:
 * `"customRules": ["dst-skills/markdownlint"]`. markdownlint's findings stay on one line and have no other places,
 * so that is what they are cut to. A document that is no plan, report or session log is left alone.
 */
const customRules: MarkdownlintRule[] = RULES.map((rule) => ({
  names: [rule.id, rule.name],
  description: rule.summary.replace(/\.$/, ''),
  information: new URL(rulePageUrl(rule.id)),
  tags: ['dst-skills'],
  parser: 'none',
  function(params: RuleParams, onError: (info: RuleOnErrorInfo) => void): void {
    const checked = check(params);
    for (const finding of checked.byRule.get(rule) ?? []) onError(infoOf(finding, checked.source));
  },
}));

export default customRules;

interface Checked {
  readonly source: Source;
  readonly byRule: ReadonlyMap<Rule, readonly Reported[]>;
}

/** markdownlint calls each rule by itself, with the same list of lines: the document is read once. */
const checkedByLines = new WeakMap<readonly string[], Checked>();

function check({ name, lines }: RuleParams): Checked {
  const known = checkedByLines.get(lines);
  if (known !== undefined) return known;
  const source = new Source(name, lines.join('\n'));
  const kind = classify(name, source.text);
  const byRule = new Map<Rule, Reported[]>();
  if (kind !== undefined && LINTED_KINDS.has(kind))
    for (const finding of findingsOf(parseAs(kind, source), RULES, defaultSettings().today).found) {
      const list = byRule.get(finding.rule);
      if (list === undefined) byRule.set(finding.rule, [finding]);
      else list.push(finding);
    }
  const checked = { source, byRule };
  checkedByLines.set(lines, checked);
  return checked;
}

function infoOf({ range, message, help, fix }: Reported, source: Source): RuleOnErrorInfo {
  const { line, column } = source.position(range.start);
  const end = Math.min(range.end, source.lineEnd(line - 1));
  const [edit] = fix ?? [];
  const onLine =
    edit !== undefined && fix?.length === 1 && source.lineAt(edit.range.start) === source.lineAt(edit.range.end);
  const place = onLine ? source.position(edit.range.start) : undefined;
  return {
    lineNumber: line,
    detail: help === undefined ? message : `${message}; ${help}`,
    ...(end > range.start ? { range: [column, end - range.start] } : {}),
    ...(edit === undefined || place === undefined || edit.text.includes('\n')
      ? {}
      : {
          fixInfo: {
            lineNumber: place.line,
            editColumn: place.column,
            deleteCount: edit.range.end - edit.range.start,
            insertText: edit.text,
          },
        }),
  };
}
