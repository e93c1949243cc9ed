import { dirname, join } from 'node:path';
import type { SessionAudit } from '../lint/lint-session.js';
import type { FileResult } from '../lint/result.js';
import type { SummaryLine } from '../lint/session-summary.js';
import type { Session } from '../session/load.js';
import type { ArmState } from '../session/state.js';
import { armHtml, armId } from './arm.js';
import { html, table, type Html } from './html.js';
import { documentHtml, type Rendered } from './markdown.js';
import { note, problemCount } from './notes.js';
import type { Hrefs } from './links.js';
import { badge, page, type Contents } from './page.js';

/**
 * A session for its reviewer, in the order of the questions: what is the verdict, of what and why, what is not covered, does the
 * evidence bear it out; then each scenario's evidence, and the documents with what the linter says of them.
 * @param hrefs of the place where the page will be
 */
export function sessionPage(session: Session, audit: SessionAudit, hrefs: Hrefs): string {
  const hrefOf = hrefs(session.directory);
  const { summary, results, problems } = audit;
  const name = session.directory.split(/[\\/]/).at(-1) ?? session.shown;
  const arms = session.states.flatMap((state) => state.arms.map((arm) => ({ arm, name: state.scenario?.name })));
  const details = arms.map(({ arm, name: title }) =>
    armHtml(arm, title === undefined ? arm.key : `${arm.key} ${title}`, hrefOf),
  );
  const documents = documentsOf(session, results, hrefs);
  const messages = results.flatMap((result) => result.messages);
  const said = session.report?.sessionVerdict?.value;
  const plan = session.plan;
  const body = html`<h1 id="top">${name}</h1>
    <div class="head">
      <p>${badge(summary.verdict)} ${summary.reason}</p>
      ${said !== undefined && said !== summary.verdict ? html`<p class="bad">The report says ${said}.</p>` : undefined}
      <p>${summary.counts.map(({ verdict, scenarios }) => `${scenarios} ${verdict}`).join(', ')}</p>
      <ul class="soft">
        ${summary.tested.map(
          ({ what, value }) =>
            html`<li>
              ${what}:
              ${what === 'plan' && plan !== undefined ? html`<a href="${hrefOf(plan.path)}">${value}</a>` : value}
            </li>`,
        )}
      </ul>
      <p>
        ${session.arms.size > 0 ? 'Verdicts are computed from the evidence.' : 'There is no evidence: verdicts are those of the report.'}
        The linter says: ${problemCount(messages)}.
      </p>
    </div>
    <h2 id="scenarios">Scenarios</h2>
    ${table(
      ['Scenario', 'Verdict', 'What it rests on'],
      summary.scenarios.map((line) => row(line, arms.find(({ arm }) => arm.key === line.key)?.arm)),
    )}
    <h2 id="not-covered">Not covered</h2>
    <ul>
      ${summary.notCovered.map((what) => html`<li>${what}</li>`)}
    </ul>
    <h2 id="findings">What the linter says</h2>
    ${problems.map(({ path, message }) => html`<div class="note error"><code>${path}</code> ${message}</div>`)}
    ${messages.length === 0 ? html`<p>No problems.</p>` : results.flatMap((result) => notesOf(result, documents, session, hrefOf))}
    <h2 id="evidence">Evidence</h2>
    ${details}
    ${documents.map(
      ({ id, title, rendered }) =>
        html`<h2 id="${id}">${title}</h2>
          ${rendered.body}`,
    )}`;
  const contents: Contents[] = [
    { id: 'top', title: `${name}: ${summary.verdict}` },
    { id: 'scenarios', title: 'Scenarios' },
    { id: 'not-covered', title: 'Not covered' },
    { id: 'findings', title: 'What the linter says' },
    { id: 'evidence', title: 'Evidence' },
    ...arms.map(({ arm }) => ({ id: armId(arm), title: arm.key, deeper: true })),
    ...documents.flatMap(({ id, title, rendered }) => [
      { id, title },
      ...rendered.contents.filter(({ deeper }) => deeper !== true).map((one) => ({ ...one, deeper: true })),
    ]),
  ];
  return page(`${summary.verdict}: ${name}`, contents, body);
}

function row({ key, verdict, name, why }: SummaryLine, arm: ArmState | undefined): Html {
  return html`<tr>
    <td class="nowrap">${arm === undefined ? key : html`<a href="#${armId(arm)}">${key}</a>`}</td>
    <td class="nowrap">${badge(verdict)}</td>
    <td>${name === undefined ? undefined : html`<span class="soft">${name}</span><br />`}${why}</td>
  </tr> `;
}

interface Shown {
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly rendered: Rendered;
}

function documentsOf(session: Session, results: readonly FileResult[], hrefs: Hrefs): Shown[] {
  const { report, log, findingFiles } = session;
  const sources = [
    ...(report === undefined ? [] : [{ source: report.source, id: 'report', title: 'Report' }]),
    ...findingFiles.map(({ source }, i) => ({
      source,
      id: `finding-${i + 1}`,
      title: `Finding: ${source.path.split('/').at(-1) ?? ''}`,
    })),
    ...(log === undefined ? [] : [{ source: log.source, id: 'log', title: 'Session log' }]),
  ];
  return sources.map(({ source, id, title }) => {
    const messages = results.find(({ path }) => path === source.path)?.messages ?? [];
    const folder = join(session.directory, dirname(source.path.slice(session.shown.length + 1)));
    return { path: source.path, id, title, rendered: documentHtml(source, messages, id, hrefs(folder)) };
  });
}

function notesOf(
  { path, messages }: FileResult,
  documents: readonly Shown[],
  { shown }: Session,
  hrefOf: (path: string) => string,
): Html[] {
  const document = documents.find((one) => one.path === path);
  return messages.map((message) =>
    note(message, {
      text: `${path.startsWith(`${shown}/`) ? path.slice(shown.length + 1) : path}:${message.line}:${message.column}`,
      href:
        document === undefined
          ? path.startsWith(`${shown}/`)
            ? hrefOf(path.slice(shown.length + 1))
            : undefined
          : document.rendered.at(message.line),
    }),
  );
}
