import { planRule } from '../../rule.js';
import { headerField, isMissing, isPlaceholder, takesBack } from '../support.js';

/** Days of a month; `month` counts from 1. */
function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export default planRule({
  id: 'DST105',
  name: 'invalid-date',
  severity: 'error',
  summary: 'The date is no ISO 8601 date, or a day that does not exist.',
  why: `Claims, code and environments move on; the date says which documentation the claims were taken from. Forms such as
03/04/2026 name two different days, and tools that order plans by date order these wrongly.`,
  examples: {
    failing: `**Date:** ⟦14 March 2026⟧
`,
    passing: `**Date:** 2026-03-14 (revised)
`,
  },
  check(plan, report) {
    const field = headerField(plan, 'date');
    if (field === undefined || isMissing(field.value) || isPlaceholder(field.value)) return;
    const value = field.value.value.trim();
    const match = /^(\d{4})-(\d{2})-(\d{2})(?!\d)(.*)$/s.exec(value);
    const [year, month, day] = [match?.[1], match?.[2], match?.[3]].map(Number) as [number, number, number];
    const exists = match !== null && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    if (exists && !takesBack(match[4] ?? '')) return;
    report({
      range: field.value.visible,
      message:
        match === null
          ? `"${value}" is no ISO date`
          : exists
            ? `"${value}" takes its date back`
            : `${value} does not exist`,
      help: 'write year, month and day as 2026-03-14',
      subject: 'header/date',
    });
  },
});
