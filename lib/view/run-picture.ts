import { landedWindows, operationsIn } from '../evidence/facts.js';
import type { Evidence } from '../evidence/read.js';
import { notLanded } from '../evidence/windows.js';
import type { Outcome } from '../history/operation.js';
import { html, type Html } from './html.js';

const WIDTH = 920;
const HEIGHT = 96;
const TOP = 18;
const BINS = 184;
const OUTCOMES: readonly Outcome[] = ['ok', 'fail', 'info'];

/**
 * A run at a glance: how many operations were invoked over its time, by outcome, and the fault windows over them; those that
 * are not proven to have landed are only outlined. Undefined where there is no history that can be read, or it was read without
 * keeping when its operations were invoked.
 */
export function runPicture(evidence: Evidence): Html | undefined {
  const { history, windows } = evidence;
  const invoked = history?.invoked;
  if (invoked === undefined || history === undefined || history.lines === 0) return undefined;
  const times = [...windows.flatMap(({ start, end }) => [start, end]).filter((time) => time !== undefined)];
  let [first, last] = [Math.min(...times, Infinity), Math.max(...times, -Infinity)];
  for (const name of OUTCOMES)
    for (const time of invoked[name]) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  if (!Number.isFinite(first)) return undefined;
  const length = last - first || 1;
  const bins = Array.from({ length: BINS }, () => [0, 0, 0]);
  for (const [code, name] of OUTCOMES.entries())
    for (const time of invoked[name]) {
      const bin = bins[Math.min(BINS - 1, Math.floor(((time - first) / length) * BINS))];
      if (bin !== undefined) bin[code] = (bin[code] ?? 0) + 1;
    }
  const most = Math.max(1, ...bins.map((bin) => bin.reduce((sum, one) => sum + one, 0)));
  const x = (time: number): number => round(((time - first) / length) * WIDTH);
  const step = WIDTH / BINS;
  const bars = bins.flatMap((bin, i) => {
    let y = TOP + HEIGHT;
    return bin.flatMap((count, code) => {
      if (count === 0) return [];
      const height = Math.max(0.6, (count / most) * HEIGHT);
      y -= height;
      return [
        html`<rect
          class="${OUTCOMES[code]}"
          x="${round(i * step)}"
          y="${round(y)}"
          width="${round(step - 0.6)}"
          height="${round(height)}"
        />`,
      ];
    });
  });
  const shades = windows.flatMap((window) => {
    const { start, end, epoch, nemesis } = window;
    if (start === undefined || end === undefined) return [];
    const missed = notLanded(window, operationsIn(evidence, epoch));
    const width = Math.max(2, x(end) - x(start));
    const label = `${epoch}${nemesis === undefined ? '' : `: ${nemesis}`}`;
    return [
      html`<g
        ><title>${missed === undefined ? label : `${label}; not landed: ${missed}`}</title
        ><rect
          class="${missed === undefined ? 'window' : 'missed'}"
          x="${x(start)}"
          y="${TOP}"
          width="${width}"
          height="${HEIGHT}"
        />${width > 14 ? html`<text x="${x(start)}" y="${TOP - 5}">${epoch}</text>` : undefined}</g
      >`,
    ];
  });
  const { ok, fail, info } = history.total;
  const landed =
    windows.length === 0 ? 'no fault window' : `${landedWindows(evidence)} of ${windows.length} fault windows landed`;
  return html`<figure>
    <svg
      class="run"
      viewBox="0 0 ${WIDTH} ${TOP + HEIGHT + 2}"
      width="${WIDTH}"
      role="img"
      aria-label="operations over time"
    >
      ${shades}${bars}
      <line class="axis" x1="0" x2="${WIDTH}" y1="${TOP + HEIGHT}" y2="${TOP + HEIGHT}" />
    </svg>
    <figcaption>
      Operations by the time of their call: ${ok} succeeded (green), ${fail} failed (grey), ${info} unknown (amber);
      ${landed} (shaded).
    </figcaption>
  </figure> `;
}

const round = (value: number): number => Math.round(value * 10) / 10;
