import type { CheckRecord } from '../check/record.js';
import { toSvg } from '../check/timeline.js';
import type { CheckerRecordFile, Figures } from '../evidence/types.js';
import { record as object } from '../history/canonical.js';
import { executionCell, landingCell } from '../scaffold/words.js';
import type { ArmState } from '../session/state.js';
import { AUDIT_ITEMS } from '../vocabulary/evidence-files.js';
import { html, Html, table } from './html.js';
import { badge } from './page.js';
import { runPicture } from './run-picture.js';

/** At most so many anomalies are written out; the record has all. */
const ANOMALIES = 5;

/** Where an arm's evidence stands on the page. */
export const armId = ({ key }: ArmState): string => `arm-${key.replace(/[^\w.-]/g, '-')}`;

/** Everything that the evidence says of a scenario or arm; open where a reviewer has something to decide. */
export function armHtml(arm: ArmState, title: string, hrefOf: (path: string) => string): Html {
  const { key, decision, evidence } = arm;
  const steps = decision.path.map(
    ({ node, question, answer, evidence: file }) =>
      html`<li value="${node}">${question} <strong>${answer}</strong> <span class="soft">${file}</span></li>`,
  );
  const missing = decision.missing.map((what) => html`<li>${what}</li>`);
  const picture = evidence === undefined ? undefined : runPicture(evidence);
  const checker = evidence?.checker?.value;
  const files =
    evidence === undefined ? undefined : html`<p><a href="${hrefOf(`evidence/${key}`)}">evidence/${key}</a></p>`;
  return html`<details id="${armId(arm)}" ${decision.verdict === 'PASS-hardening' ? undefined : new Html(' open')}>
    <summary>${title} ${badge(decision.verdict)}</summary>
    <p>${executionCell(arm)}. ${landingCell(arm)}.</p>
    ${picture} ${checker?.result === 'invalid' ? violation(checker) : undefined}
    <ol class="path">
      ${steps}
    </ol>
    ${
      missing.length === 0
        ? undefined
        : html`<p>For a better verdict:</p>
            <ul>
              ${missing}
            </ul>`
    }
    ${budget(evidence?.budget?.value)} ${controls(arm, hrefOf)} ${openItems(arm)} ${files}
  </details> `;
}

function violation(checker: CheckerRecordFile): Html {
  const lines = checker.anomalies.slice(0, ANOMALIES).map((anomaly) => {
    const { type, message } = object(anomaly) ?? {};
    return html`<li><strong>${String(type ?? 'violation')}</strong> ${String(message ?? JSON.stringify(anomaly))}</li>`;
  });
  const more = checker.anomalies.length - lines.length;
  return html`<p>${checker.checker} found:</p>
    <ul>
      ${lines}${more > 0 ? html`<li>and ${more} more in the record</li>` : undefined}
    </ul>
    ${witness(checker)}`;
}

/** The picture of the witness, where the record is one of our own checkers'. */
function witness(checker: CheckerRecordFile): Html | undefined {
  const operations = object(object(checker as never)?.['witness'])?.['operations'];
  const drawable =
    Array.isArray(operations) &&
    operations.every((one) => {
      const op = object(object(one)?.['operation']);
      return op !== undefined && typeof op['invoke_ts'] === 'number' && op['op_type'] !== undefined;
    });
  if (!drawable) return undefined;
  const svg = toSvg(checker as unknown as CheckRecord);
  return svg === undefined ? undefined : html`<figure>${new Html(svg)}</figure>`;
}

function budget(file: { planned: { smoke: Figures; hardening: Figures }; met: Figures } | undefined): Html | undefined {
  if (file === undefined) return undefined;
  const { planned, met } = file;
  const names = [...new Set([...Object.keys(planned.smoke), ...Object.keys(planned.hardening), ...Object.keys(met)])];
  const cell = (value: number | undefined): Html => html`<td class="number">${value ?? '–'}</td>`;
  const rows = names.map((name) => {
    const short = (met[name] ?? 0) < (planned.hardening[name] ?? 0);
    return html`<tr>
      <th>${name.replaceAll('_', ' ')}</th>
      ${cell(planned.smoke[name])}${cell(planned.hardening[name])}
      <td class="number ${short ? 'warn' : 'good'}">${met[name] ?? 0}</td>
    </tr>`;
  });
  return table(['Budget', 'smoke', 'hardening', 'met'], rows);
}

function controls({ evidence }: ArmState, hrefOf: (path: string) => string): Html | undefined {
  const file = evidence?.controls?.value;
  if (file === undefined) return undefined;
  const rows = (['positive', 'negative', 'noop'] as const).map((kind) => {
    const control = file[kind];
    return html`<tr>
      <th>${kind === 'noop' ? 'no-op' : kind}</th>
      ${
        control === null
          ? html`<td colspan="3" class="none">none</td>`
          : html`<td>${control.what}</td>
              <td class="nowrap">${control.result}</td>
              <td><a href="${hrefOf(control.evidence)}">${control.evidence}</a></td>`
      }
    </tr>`;
  });
  return table(['Control', 'What was done', 'Result', 'Evidence'], rows);
}

function openItems({ evidence }: ArmState): Html | undefined {
  const items = evidence?.audit?.value?.items;
  if (items === undefined) return undefined;
  const open = AUDIT_ITEMS.filter(({ id }) => items[id]?.open !== false);
  if (open.length === 0) return html`<p class="soft">Green-but-broken check: nothing is open.</p> `;
  return html`<p>Open in the green-but-broken check:</p>
    <ul>
      ${open.map(({ id, question }) => html`<li><strong>${id}</strong> ${question}: ${items[id]?.evidence ?? 'no answer'}</li>`)}
    </ul> `;
}
