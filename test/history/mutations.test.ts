import t from 'tap';
import { HISTORY_RULES } from '../../lib/rules/history/index.js';
import { lintHistoryText } from '../support/lint-history.js';
import { MUTATIONS } from './mutations.js';
import { recordedHistories } from './recorded.js';

const HISTORIES = recordedHistories();

t.ok(MUTATIONS.length >= 60, `there are ${MUTATIONS.length} ways to break a history`);
t.equal(new Set(MUTATIONS.map(({ name }) => name)).size, MUTATIONS.length);

for (const history of HISTORIES)
  t.test(`the ${history.name} history is clean before it is broken`, async (t) => {
    const found = await lintHistoryText(`${history.lines.join('\n')}\n`, history, HISTORY_RULES);
    t.strictSame(
      found.map(({ ruleId, line, message }) => `${ruleId}@${line} ${message}`),
      [],
    );
  });

for (const mutation of MUTATIONS)
  t.test(`${mutation.rule}: ${mutation.name}`, async (t) => {
    let tried = 0;
    for (const history of HISTORIES) {
      const lines = [...history.lines];
      const line = mutation.apply(lines, history);
      if (line === undefined) continue;
      tried++;
      const nemesis = mutation.nemesis?.(history.nemesis) ?? history.nemesis;
      const found = await lintHistoryText(`${lines.join('\n')}\n`, { ...history, nemesis }, HISTORY_RULES);
      t.ok(
        found.some((one) => one.ruleId === mutation.rule && one.line === line),
        `${history.name}: on line ${line}; found ${found.map((one) => `${one.ruleId}@${one.line} ${one.message}`).join(' | ')}`,
      );
    }
    t.ok(tried > 0, 'some history can be broken like that');
  });

t.test('every rule is the aim of a mutation', (t) => {
  const aims = new Set(MUTATIONS.map(({ rule }) => rule));
  // Lines far out of order come from files that were put together: test/fixtures/bypass/DST510.md has them.
  const without = HISTORY_RULES.filter(({ id }) => !aims.has(id) && id !== 'DST510');
  t.strictSame(
    without.map(({ id }) => id),
    [],
  );
  t.end();
});
