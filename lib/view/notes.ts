import { rulePageUrl } from '../format/links.js';
import { count } from '../format/words.js';
import type { Message } from '../lint/result.js';
import { html, type Html } from './html.js';

/** A finding where it stands; with `at`, how to get there. */
export function note(message: Message, at?: { readonly text: string; readonly href: string | undefined }): Html {
  const { ruleId, name, severity, message: text, help } = message;
  const place =
    at === undefined
      ? undefined
      : at.href === undefined
        ? html`<code>${at.text}</code> `
        : html`<a href="${at.href}"><code>${at.text}</code></a> `;
  return html`<div class="note ${severity}">
    ${place}<strong>${severity}</strong> ${text} <a href="${rulePageUrl(ruleId)}">${ruleId} ${name}</a>${
      help === undefined ? undefined : html`<span class="help">${help}</span>`
    }
  </div> `;
}

/** "2 errors, 1 warning", or that there is nothing. */
export function problemCount(messages: readonly Message[]): string {
  const errors = messages.filter(({ severity }) => severity === 'error').length;
  const warnings = messages.length - errors;
  const parts = [errors === 0 ? '' : count(errors, 'error'), warnings === 0 ? '' : count(warnings, 'warning')];
  return parts.filter((part) => part !== '').join(', ') || 'no problems';
}
