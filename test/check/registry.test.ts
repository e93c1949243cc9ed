import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';

for (const [name, entry] of Object.entries(CHECKERS)) {
  t.test(`${name}: its entry says what the checker says, and its self-tests tell good from bad`, async (t) => {
    const checker = await entry.load();
    t.equal(checker.name, name);
    t.equal(checker.summary, entry.summary);
    t.same(checker.models, entry.models);
    t.ok(checker.source.length > 0 && checker.cannotDetect.length > 0);
    t.ok(checker.selfTests.some((test) => test.expect === 'valid'));
    t.ok(checker.selfTests.some((test) => test.expect === 'invalid'));
    for (const test of checker.selfTests) {
      const input = { operations: test.operations(), model: test.model, options: test.options ?? {} };
      const result = await checker.run(input, { deadline: Infinity, memory: Infinity });
      t.equal(result.result, test.expect, test.name);
      const excluded = Object.values(result.excluded).reduce((sum, n) => sum + n, 0);
      t.equal(result.consumed + excluded, input.operations.length, `${test.name}: every operation is accounted for`);
      if (test.expect === 'invalid') t.ok(result.anomalies.every((one) => one.ops.length > 0 && one.message !== ''));
    }
  });
}
