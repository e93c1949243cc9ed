import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { dst, ROOT } from '../support/run.js';

const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'plan-model.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
const plans = [
  ...readdirSync(join(ROOT, 'test', 'fixtures', 'plans')).map((name) => join('test', 'fixtures', 'plans', name)),
  join('lib', 'rules', 'examples', 'base-plan.md'),
];

for (const plan of plans) {
  t.test(`the printed model of ${plan} obeys the published schema`, async (t) => {
    const { code, stdout, stderr } = await dst(['model', plan]);
    t.equal(code, 0, stderr);
    t.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors?.slice(0, 3)));
  });
}

t.test('the schema rejects a model with a value that is no category', async (t) => {
  const { stdout } = await dst(['model', plans[0] ?? '']);
  const model = JSON.parse(stdout) as { claims: { categories: string[] }[] };
  model.claims[0]?.categories.push('vibes');
  t.notOk(validate(model));
});

t.test('a file that is not there is an error that names it', async (t) => {
  const { code, stdout, stderr } = await dst(['model', 'no/such/plan.md']);
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, /no\/such\/plan\.md does not exist/);
});
