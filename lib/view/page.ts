import { html, Html } from './html.js';

/** The first line of every page: what tells a page that may be written over from a file of the user's. */
export const MARK = '<!doctype html><!-- a reviewer’s page, made by dst-skills view -->';

/** Light and dark, wide and narrow, on screen and on paper; nothing is loaded from elsewhere. */
const STYLE = `
:root { --ink: #1c2330; --soft: #5b6675; --line: #d9dee6; --paper: #fff; --tint: #f4f6f9; --good: #1a7f4b; --bad: #c0271d; --warn: #8a6100; --link: #0b5cad; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #9aa6b5; --line: #39424f; --paper: #14181f; --tint: #1d232c; --good: #5ec992; --bad: #ff8a80; --warn: #e3b341; --link: #7ab7f5 } }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
.page { display: grid; grid-template-columns: minmax(12rem, 17rem) minmax(0, 62rem); gap: 2.5rem; padding: 1.5rem 2rem 4rem }
nav { position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow: auto; overflow-wrap: anywhere; font-size: 13px }
nav ul { list-style: none; margin: 0; padding: 0 } nav li { padding: .1rem 0 } nav li.deeper { padding-left: 1rem } nav a { color: var(--soft); text-decoration: none } nav a:hover { color: var(--link) }
@media (max-width: 60rem) { .page { display: block; padding: 1rem } nav { position: static; max-height: none; margin-bottom: 1.5rem } }
@media print { nav { display: none } .page { display: block } details { display: block } }
a { color: var(--link) } h1 { font-size: 1.6rem; line-height: 1.25 } h2 { margin-top: 2.2rem; border-bottom: 1px solid var(--line) } h1, h2, h3, h4 { scroll-margin-top: .5rem } :target { background: color-mix(in srgb, var(--warn) 18%, transparent) }
.scroll { overflow-x: auto; margin: .8rem 0 } table { border-collapse: collapse; width: 100%; font-size: 13.5px } th, td { border: 1px solid var(--line); padding: .35rem .55rem; text-align: left; vertical-align: top } th { background: var(--tint) } td.nowrap { white-space: nowrap } td.number { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: 12.5px/1.5 ui-monospace, monospace; background: var(--tint) } code { padding: .05rem .25rem; border-radius: 3px; overflow-wrap: anywhere } pre { padding: .8rem; overflow: auto } pre code { padding: 0; overflow-wrap: normal }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft) }
.badge { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-weight: 600; font-size: .85em; white-space: nowrap; border: 1px solid currentColor } .good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) } .none { color: var(--soft) }
.head { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.3rem; margin: 1rem 0; background: var(--tint) } .head .badge { font-size: 1.05rem } .soft { color: var(--soft) } 
.note { margin: .4rem 0; padding: .35rem .8rem; border-left: 4px solid var(--warn); background: var(--tint); font-size: 13.5px } .note.error { border-color: var(--bad) } .note .help { color: var(--soft); display: block }
details { margin: .8rem 0; border: 1px solid var(--line); border-radius: 8px; padding: .2rem 1rem } summary { cursor: pointer; padding: .4rem 0; font-weight: 600 } summary .badge { margin-left: .5rem }
svg.run { max-width: 100%; height: auto } figure { margin: 1rem 0; overflow-x: auto } figcaption { color: var(--soft); font-size: 13px } ol.path li { margin: .15rem 0 }
svg.run .ok { fill: var(--good) } svg.run .fail { fill: var(--soft) } svg.run .info { fill: var(--warn) } svg.run .window { fill: var(--bad); opacity: .16 } svg.run .missed { fill: none; stroke: var(--bad); stroke-dasharray: 3 3 } svg.run text { fill: var(--ink); font: 11px system-ui, sans-serif } svg.run .axis { stroke: var(--line) }
`;

export interface Contents {
  readonly id: string;
  readonly title: string;
  readonly deeper?: boolean;
}

/** A whole page: one file that needs no other, runs no script and reads nothing from a network. */
export function page(title: string, contents: readonly Contents[], body: Html): string {
  const links = contents.map(
    ({ id, title: text, deeper }) =>
      html`<li${deeper === true ? new Html(' class="deeper"') : undefined}><a href="#${id}">${text}</a></li>`,
  );
  const { markup } = html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <div class="page">
          <nav aria-label="Contents">
            <ul>
              ${links}
            </ul>
          </nav>
          <main>${body}</main>
        </div>
      </body>
    </html>
  `;
  return `${MARK}${markup}`;
}

const TONES: readonly (readonly [RegExp, string])[] = [
  [/^(?:PASS-hardening|DONE)$/, 'good'],
  [/^FAIL/, 'bad'],
  [/^NOT-RUN$|^BLOCKED$/, 'none'],
];

/** A verdict with the colour of what it lets a reviewer conclude: a smoke pass is not green. */
export function badge(verdict: string): Html {
  const tone = TONES.find(([is]) => is.test(verdict))?.[1] ?? 'warn';
  return html`<span class="badge ${tone}">${verdict}</span>`;
}
