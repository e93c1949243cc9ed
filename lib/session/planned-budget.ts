import type { Figures } from '../evidence/types.js';

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
};
const FIGURE =
  /(\d[\d,]*(?:\.\d+)?)\s*(k|m)?\s*(?:x\s*)?(seconds?|secs?|s|minutes?|mins?|hours?|h|days?|seeds?|clients?|workers?|op(?:eration)?s?|kills?|drops?|windows?|faults?|partitions?|pauses?|restarts?|nodes?(?!\s+(?:restart|kill|crash|pause))|tenants?)\b/gi;

/**
 * The figures of a tier as the plan words it (`5 nodes, 20 minutes, 60 kills, 5 seeds`), by the dimensions of
 * budget.json; durations in seconds. Of several figures for one dimension the first counts.
 */
export function plannedFigures(text: string): Figures {
  const found: Record<string, number> = {};
  for (const [, digits = '', scale = '', word = ''] of text.matchAll(FIGURE)) {
    const times = scale.toLowerCase() === 'k' ? 1000 : scale.toLowerCase() === 'm' ? 1e6 : 1;
    const name = word.toLowerCase().replace(/(?<=[a-z]{2})s$/, '');
    const unit = UNITS[name] ?? 1;
    const dimension = UNITS[name] === undefined ? dimensionOf(name) : 'duration_s';
    found[dimension] ??= Number(digits.replaceAll(',', '')) * times * unit;
  }
  return found;
}

function dimensionOf(name: string): string {
  if (name === 'seed') return 'seeds';
  if (/^(?:client|worker)/.test(name)) return 'clients';
  if (/^op/.test(name)) return 'operations';
  return /^(?:node|tenant)/.test(name) ? `${name}s` : 'fault_windows';
}
