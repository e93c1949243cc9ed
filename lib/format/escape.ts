/**
 * Control characters, line and paragraph separators, and the marks that change the direction of text: shown as
 * escapes, so that a document cannot move the cursor, colour the terminal or hide what a message says.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

function visible(char: string): string {
  if (char === '\n') return ' ';
  if (char === '\t') return ' ';
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text for one line of a terminal or a log. */
export function plainLine(text: string): string {
  return text.replace(UNSAFE, visible);
}

/** Not allowed in XML 1.0 even as a reference (section 2.2), surrogates without their partner among them. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text for an XML attribute or element. */
export function xml(text: string): string {
  return text
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, (char) => XML[char] ?? char)
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Text for a cell of a Markdown table: no markup, no second cell, no second line. */
export function markdownCell(text: string): string {
  return plainLine(text).replace(/[\\`*_{}[\]<>|~#&@!$]/g, (char) => (char === '@' ? '&#64;' : `\\${char}`));
}

/** The data of a workflow command of GitHub Actions. */
export function githubData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a workflow command's property. */
export function githubProperty(text: string): string {
  return githubData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A text cut to a number of characters, an ellipsis included. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
