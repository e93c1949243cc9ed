import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';
import { runCheck } from '../../lib/check/run.js';
import { operation } from '../../lib/history/operation.js';

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

t.test('a history that took all the time to be read says nothing against the checker', async (t) => {
  const write = operation({ op_id: 1, process_id: 1, op_type: 'write', input: 1, invoke_ts: 0, complete_ts: 1 });
  const file = join(t.testdir({ 'history.jsonl': JSON.stringify(write) }), 'history.jsonl');
  const request = { file, model: 'register', options: {}, timeoutSeconds: 1, memoryMegabytes: 256 };
  const record = await runCheck(request, Readable.from([]), performance.now() - 5000);
  t.ok(record.self_test.passed, JSON.stringify(record.self_test));
  t.not(record.result, 'invalid');
});
