import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the project lives; a test holds it to package.json. */
export const HOME_PAGE = 'https://github.com/shenli/distributed-system-testing';

/** A rule's page on the web, or undefined for a general Markdown rule, whose pages are markdownlint's. */
export function rulePageUrl(ruleId: string): string {
  return ruleId.startsWith('DST')
    ? `${HOME_PAGE}/blob/main/docs/rules/${ruleId}.md`
    : `https://github.com/DavidAnson/markdownlint/blob/main/doc/${ruleId.toLowerCase()}.md`;
}

/** A shown path as a URI reference (RFC 3986): relative where the path is. */
export function pathUri(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  const encoded = path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.replace(/[\ud800-\udfff]/g, (unit, at: number) => (lone(part, at) ? '\ufffd' : unit))),
    )
    .join('/');
  return encoded;
}

/** True for half of a surrogate pair that stands alone, which no URI can hold. */
function lone(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0xdc00) return !/[\udc00-\udfff]/.test(text.charAt(at + 1));
  return at === 0 || !/[\ud800-\udbff]/.test(text.charAt(at - 1));
}
