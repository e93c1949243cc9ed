import type { FileResult } from '../lint/result.js';
import type { Range, Source } from '../document/source.js';
import { PlanIndex } from '../plan/index.js';
import type { Plan } from '../plan/model.js';
import { parsePlan } from '../plan/parse.js';
import { html, table, type Html } from './html.js';
import { documentHtml, type Rendered } from './markdown.js';
import { note, problemCount } from './notes.js';
import { page } from './page.js';

const ID = 'doc';

/** A plan, a report or another test document for its reviewer: what the linter says, who covers what, and the text. */
export function documentPage(
  source: Source,
  { type, messages, notes = [] }: FileResult,
  hrefOf: (path: string) => string,
): string {
  const rendered = documentHtml(source, messages, ID, hrefOf);
  const plan = type === 'plan' ? parsePlan(source) : undefined;
  const title = rendered.contents[0]?.title ?? source.path;
  const body = html`<div class="head">
      <p><strong>${source.path}</strong></p>
      <p>The linter says: ${problemCount(messages)}.</p>
      ${notes.map((text) => html`<p class="soft">${text}</p>`)}
    </div>
    ${messages.map((message) => note(message, { text: `${message.line}:${message.column}`, href: rendered.at(message.line) }))}
    ${plan === undefined ? undefined : coverage(plan, rendered)} ${rendered.body}`;
  const head = plan === undefined ? [] : [{ id: 'coverage', title: 'Who covers what' }];
  return page(title, [...head, ...rendered.contents], body);
}

/** Claims and missing claims with the hypotheses against them, and the scenarios that falsify them or close those. */
function coverage(plan: Plan, rendered: Rendered): Html {
  const index = new PlanIndex(plan);
  const link = ({ id, idRange }: { id: string; idRange: Range }): Html =>
    html`<a href="${rendered.at(plan.source.lineAt(idRange.start) + 1)}">${id}</a> `;
  const rows = (
    items: readonly { id: string; idRange: Range; withdrawn: boolean }[],
    say: (at: number) => { text: string; category: string; without: Html | string },
  ): Html[] =>
    items.map((item, at) => {
      const hypotheses = index.hypothesesOf.get(item.id) ?? [];
      const closing = hypotheses.flatMap(({ id }) => index.closedBy.get(id) ?? []);
      const scenarios = [...new Set([...(index.falsifiedBy.get(item.id) ?? []), ...closing])];
      const { text, category, without } = say(at);
      return html`<tr>
        <td class="nowrap">${link(item)}</td>
        <td>${text}</td>
        <td>${category}</td>
        <td>${hypotheses.map(link)}</td>
        <td>${scenarios.length > 0 ? scenarios.map(link) : item.withdrawn ? 'withdrawn' : without}</td>
      </tr> `;
    });
  const claims = rows(plan.claims, (at) => {
    const { id, statement, category } = plan.claims[at] as Plan['claims'][number];
    const without = index.residualsOf.has(id) ? '§7c: residual uncertainty' : html`<span class="bad">nothing</span>`;
    return {
      text: statement.value,
      category: category?.categories.map(({ name }) => name).join(', ') ?? '',
      without,
    };
  });
  const missing = rows(plan.missingClaims, (at) => {
    const { behavior, action } = plan.missingClaims[at] as Plan['missingClaims'][number];
    return { text: behavior.value, category: 'missing claim', without: action?.value ?? '' };
  });
  const open = plan.hypotheses.filter(({ id, withdrawn }) => !withdrawn && !index.closedBy.has(id));
  return html`<h2 id="coverage">Who covers what</h2>
    ${table(['Claim', 'What is claimed', 'Category', 'Hypotheses', 'Scenarios'], [...claims, ...missing])}
    ${
      open.length === 0
        ? undefined
        : html`<p>Closed by no scenario:</p>
            <ul>
              ${open.map((one) => html`<li>${link(one)} ${one.title}</li>`)}
            </ul>`
    } `;
}
