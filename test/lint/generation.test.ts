import t from 'tap';
import { dst } from '../support/run.js';

t.test('a plan of the older generation is clean, and is told once that a newer form exists', async (t) => {
  const { code, stdout } = await dst(['lint', '--format', 'json', 'test/fixtures/plans/older-queue.md']);
  t.equal(code, 0);
  const { files } = JSON.parse(stdout) as { files: { messages: unknown[]; notes?: string[] }[] };
  t.strictSame(files[0]?.messages, []);
  t.equal(files[0]?.notes?.length, 1);
  t.match(files[0]?.notes?.[0], /older generation/);
});

t.test('a plan of the current generation is told nothing', async (t) => {
  const { code, stdout } = await dst(['lint', '--format', 'json', 'verification/etcd/plan.md']);
  t.equal(code, 0);
  t.notOk(JSON.stringify(JSON.parse(stdout)).includes('older generation'));
});
