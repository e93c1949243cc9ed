import { xml } from '../format/escape.js';
import { outcome, type Operation, type OpId } from '../history/operation.js';
import type { CheckRecord } from './record.js';
import { call, toText } from './report.js';

const LEFT = 110;
const TOP = 56;
const ROW = 34;
const BAR = 20;
const STEP = 52;

interface Bar {
  readonly op: Operation;
  readonly line: number;
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly open: boolean;
}

/**
 * The operations around a violation as a picture: a row for each process, a bar from invocation to response, those
 * of the first anomaly in red, unknown outcomes open to the right, fault epochs shaded, dependencies as arrows.
 * Distances are ranks, not durations, so that short operations stay readable; the times stand in the tooltips.
 *
 * @returns an SVG document; undefined where the record has no operations to show
 */
export function toSvg(record: CheckRecord): string | undefined {
  const shown = record.witness?.operations ?? [];
  if (shown.length === 0) return undefined;
  const times = new Set<number>();
  for (const { operation: op } of shown) {
    times.add(op.invoke_ts);
    if (outcome(op) !== 'info' && op.complete_ts !== null) times.add(op.complete_ts);
  }
  const rank = new Map([...times].sort((a, b) => a - b).map((time, i) => [time, i]));
  const x = (time: number): number => LEFT + (rank.get(time) ?? 0) * STEP;
  const processes = [...new Set(shown.map((one) => one.operation.process_id))].sort(byName);
  const right = Math.max(640, LEFT + rank.size * STEP + 40);
  const height = TOP + processes.length * ROW + 34;
  const bars = shown.map(({ line, operation: op }): Bar => {
    const open = outcome(op) === 'info' || op.complete_ts === null;
    const end = open ? right - 8 : x(op.complete_ts ?? op.invoke_ts);
    const from = x(op.invoke_ts);
    return { op, line, open, x: from, width: Math.max(6, end - from), y: TOP + processes.indexOf(op.process_id) * ROW };
  });
  const first = record.anomalies[0];
  const guilty = new Set<OpId>(first?.ops ?? []);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${height}" width="${right}" height="${height}" role="img" font-family="sans-serif" font-size="11">`,
    `<title>${xml(`${record.checker}: ${first?.type ?? record.result}`)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#7a2fa0"/></marker>' +
      '<linearGradient id="open"><stop offset="0.6" stop-color="#cfd8e3"/><stop offset="1" stop-color="#cfd8e3" stop-opacity="0"/></linearGradient></defs>',
    `<rect width="${right}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="20" font-size="13" font-weight="bold">${xml(clip(`${first?.type ?? record.result}: ${first?.message ?? ''}`, Math.floor(right / 7)))}</text>`,
    ...epochs(bars, height),
    ...processes.flatMap((process, i) => {
      const y = TOP + i * ROW;
      return [
        `<text x="8" y="${y + 14}">process ${xml(String(process))}</text>`,
        `<line x1="${LEFT - 8}" x2="${right}" y1="${y + BAR + 6}" y2="${y + BAR + 6}" stroke="#eee"/>`,
      ];
    }),
    ...bars.map((bar) => drawn(bar, guilty.has(bar.op.op_id))),
    ...arrows(first?.edges ?? [], bars),
    `<text x="8" y="${height - 10}" fill="#555">time runs to the right, in order, not to scale; red: the operations that contradict each other; open bars: outcome unknown</text>`,
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

/** The picture and the text report on one page without any script or other file. */
export function toHtml(record: CheckRecord): string {
  const title = xml(`${record.checker}${record.model === null ? '' : ` of ${record.model}`}: ${record.result}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<style>body{font:14px/1.5 sans-serif;margin:2em;max-width:100%}pre{background:#f6f8fa;padding:1em;overflow:auto}figure{margin:0;overflow:auto}</style>
</head>
<body>
<h1>${title}</h1>
<figure>
${toSvg(record) ?? '<p>There is no witness to show.</p>'}</figure>
<pre>${xml(toText(record))}</pre>
</body>
</html>
`;
}

function drawn(bar: Bar, guilty: boolean): string {
  const { op } = bar;
  const fill = bar.open ? 'url(#open)' : outcome(op) === 'fail' ? '#eee' : guilty ? '#ffd9d6' : '#cfe3f7';
  const label = clip(call(op), Math.max(4, Math.floor(bar.width / 5.6)));
  const facts = [
    `operation ${op.op_id}, line ${bar.line}: ${call(op)}`,
    `invoked ${op.invoke_ts}, ${bar.open ? 'outcome unknown' : `completed ${op.complete_ts}`}`,
    ...(op.node_seen === null ? [] : [`node ${op.node_seen}`]),
    ...(op.fault_epoch === null ? [] : [`fault epoch ${op.fault_epoch}`]),
  ];
  return (
    `<g><title>${xml(facts.join('\n'))}</title>` +
    `<rect x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${BAR}" rx="3" fill="${fill}" stroke="${guilty ? '#c0271d' : '#5b7a99'}" stroke-width="${guilty ? 2 : 1}"${bar.open ? ' stroke-dasharray="4 3"' : ''}/>` +
    `<text x="${bar.x + 4}" y="${bar.y + 14}">${xml(label)}</text></g>`
  );
}

/** A shade behind the operations of each fault epoch. */
function epochs(bars: readonly Bar[], height: number): string[] {
  const spans = new Map<string, { from: number; to: number }>();
  for (const bar of bars) {
    if (bar.op.fault_epoch === null) continue;
    const name = String(bar.op.fault_epoch);
    const span = spans.get(name);
    const to = bar.open ? bar.x + STEP : bar.x + bar.width;
    if (span === undefined) spans.set(name, { from: bar.x, to });
    else spans.set(name, { from: Math.min(span.from, bar.x), to: Math.max(span.to, to) });
  }
  return [...spans].map(
    ([name, { from, to }]) =>
      `<rect x="${from - 3}" y="${TOP - 18}" width="${to - from + 6}" height="${height - TOP - 6}" fill="#fff3d6" opacity="0.7"/>` +
      `<text x="${from}" y="${TOP - 6}" fill="#8a6100">fault ${xml(name)}</text>`,
  );
}

function arrows(edges: readonly { from: OpId; to: OpId; kind: string }[], bars: readonly Bar[]): string[] {
  const byId = new Map(bars.map((bar) => [bar.op.op_id, bar]));
  return edges.flatMap(({ from, to, kind }) => {
    const [a, b] = [byId.get(from), byId.get(to)];
    if (a === undefined || b === undefined) return [];
    const [x1, y1, x2, y2] = [a.x + a.width / 2, a.y + BAR / 2, b.x + b.width / 2, b.y + BAR / 2];
    // Bent to its left, so that an arrow back does not lie on the arrow there.
    const [cx, cy] = [(x1 + x2) / 2 + (y2 - y1) * 0.4, (y1 + y2) / 2 - Math.max(-40, Math.min(40, (x2 - x1) * 0.4))];
    return [
      `<path d="M${x1} ${y1} Q${cx} ${cy} ${x2} ${y2}" fill="none" stroke="#7a2fa0" marker-end="url(#arrow)"/>` +
        `<text x="${cx + 3}" y="${cy - 3}" fill="#7a2fa0">${xml(kind)}</text>`,
    ];
  });
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1))}…`;
}

/** Numbers in their order, then words. */
function byName(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
}
