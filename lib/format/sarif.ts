import type { FileProblem, FileResult, Message, Span } from '../lint/result.js';
import { RULES } from '../rules/registry.js';
import type { FormatContext, Formatter } from './formatter.js';
import { HOME_PAGE, pathUri, rulePageUrl } from './links.js';

/** SARIF 2.1.0 (OASIS), for code scanning: one run, our rules in its table. */
export function sarif(context: FormatContext): Formatter {
  const indexes = new Map<string, number>(RULES.map((rule, index) => [rule.id, index]));
  const problems: FileProblem[] = [];
  let first = true;
  return {
    begin() {
      const driver = {
        name: 'dst-skills',
        version: context.version,
        semanticVersion: context.version,
        informationUri: HOME_PAGE,
        rules: RULES.map((rule) => ({
          id: rule.id,
          name: rule.name,
          shortDescription: { text: rule.summary },
          fullDescription: { text: rule.why.trim() },
          helpUri: rulePageUrl(rule.id),
          defaultConfiguration: { level: rule.severity },
          ...(rule.soundness === true ? { properties: { tags: ['soundness'] } } : {}),
        })),
      };
      return `{
"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
"version": "2.1.0",
"runs": [{
"tool": ${JSON.stringify({ driver })},
"columnKind": "utf16CodeUnits",
"results": [`;
    },
    file(result) {
      const texts = result.messages.map((message) => JSON.stringify(sarifResult(message, result, indexes)));
      if (texts.length === 0) return '';
      const comma = first ? '\n' : ',\n';
      first = false;
      return comma + texts.join(',\n');
    },
    problem(problem) {
      problems.push(problem);
      return '';
    },
    end() {
      const invocation = {
        executionSuccessful: problems.length === 0,
        toolExecutionNotifications: problems.map(({ path, message, line, column }) => ({
          level: 'error',
          message: { text: `${path} ${message}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: pathUri(path) },
                ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
              },
            },
          ],
        })),
      };
      return `${first ? '' : '\n'}],\n"invocations": [${JSON.stringify(invocation)}]\n}]\n}\n`;
    },
  };
}

function sarifResult(message: Message, { path }: FileResult, indexes: ReadonlyMap<string, number>): object {
  const index = indexes.get(message.ruleId);
  const location = { uri: pathUri(path) };
  return {
    ruleId: message.ruleId,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: message.severity,
    message: { text: message.help === undefined ? message.message : `${message.message}. Remedy: ${message.help}.` },
    locations: [{ physicalLocation: { artifactLocation: location, region: region(message) } }],
    partialFingerprints: { 'ruleAndSubject/v1': `${message.ruleId}:${message.subject}` },
    ...(message.related === undefined
      ? {}
      : {
          relatedLocations: message.related.map((place, id) => ({
            id,
            message: { text: place.message },
            physicalLocation: {
              artifactLocation: { uri: pathUri(place.path) },
              region: { startLine: place.line, startColumn: place.column },
            },
          })),
        }),
    ...(message.fix === undefined
      ? {}
      : {
          fixes: [
            {
              artifactChanges: [
                {
                  artifactLocation: location,
                  replacements: message.fix.edits.map((edit) => ({
                    deletedRegion: region(edit),
                    insertedContent: { text: edit.text },
                  })),
                },
              ],
            },
          ],
        }),
  };
}

function region({ line, column, endLine, endColumn }: Span): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}
