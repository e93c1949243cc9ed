import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import t from 'tap';
import type { Json } from '../../lib/history/operation.js';
import { FIELDS, toOperation, type Problem } from '../../lib/history/validate.js';
import { ROOT } from '../support/run.js';

const WHOLE = {
  op_id: 1,
  process_id: 'c1',
  invoke_ts: 10,
  complete_ts: 20,
  op_type: 'read',
  key: 'x',
  input: null,
  output: 5,
  error: null,
  timeout_marker: false,
  node_seen: 'n1',
  fault_epoch: null,
};

function without(field: string): Record<string, Json> {
  return Object.fromEntries(Object.entries(WHOLE).filter(([name]) => name !== field));
}

function problems(value: Json): Problem[] {
  const found: Problem[] = [];
  toOperation(value, 7, (problem) => found.push(problem));
  return found;
}

t.test('a whole operation has no problems and keeps the fields that a recorder added', (t) => {
  t.same(problems(WHOLE), []);
  const op = toOperation({ ...WHOLE, trace_id: 'abc' }, 1, () => t.fail('no problem expected'));
  t.equal(op?.['trace_id'], 'abc');
  t.end();
});

t.test('a field that was left out reads as null and is reported, with the field that may be meant', (t) => {
  const rest = without('node_seen');
  const found: Problem[] = [];
  const op = toOperation({ ...rest, node_sen: 'n1' }, 7, (problem) => found.push(problem));
  t.equal(op?.node_seen, null);
  t.match(found, [{ line: 7, kind: 'missing', field: 'node_seen', message: /is "node_sen" meant/ }]);
  t.end();
});

t.test('a timeout_marker that was left out follows from the missing response', (t) => {
  const rest = without('timeout_marker');
  t.equal(toOperation(rest, 1, () => undefined)?.timeout_marker, false);
  t.equal(toOperation({ ...rest, complete_ts: null }, 1, () => undefined)?.timeout_marker, true);
  t.end();
});

t.test('a value of the wrong kind says what it is and what is expected', (t) => {
  const cases: [string, Json, RegExp][] = [
    ['op_id', 1.5, /"op_id" is 1\.5, expected a string or an integer/],
    ['invoke_ts', '10', /"invoke_ts" is "10", expected a number/],
    ['complete_ts', true, /"complete_ts" is true/],
    ['op_type', '', /"op_type" is ""/],
    ['error', { class: 'definite' }, /"error" is an object, expected null, a string, or \{code/],
    ['error', { code: 'x', class: 'maybe' }, /"error" is an object/],
    ['timeout_marker', null, /"timeout_marker" is null, expected true or false/],
    ['node_seen', 3, /"node_seen" is 3/],
    ['fault_epoch', [], /"fault_epoch" is a list/],
  ];
  for (const [field, value, message] of cases) t.match(problems({ ...WHOLE, [field]: value }), [{ field, message }]);
  t.match(problems([WHOLE]), [{ message: /expected an object .* got a list/ }]);
  t.end();
});

t.test('the reader and the published schema accept the same operations', (t) => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/history.schema.json'), 'utf8')) as object;
  const bySchema = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  t.same((schema as { required: string[] }).required, FIELDS);
  const anything = fc.oneof(
    fc.constantFrom<Json>(
      null,
      true,
      '',
      'x',
      0,
      -1,
      2.5,
      2 ** 53,
      [],
      {},
      { code: 'c' },
      { code: 'c', class: 'definite' },
    ),
    fc.constantFrom<Json>({ code: 1 }, { code: 'c', class: 'x' }, { code: 'c', message: 1 }, { class: 'definite' }),
  );
  const changed = fc.record({ field: fc.constantFrom(...FIELDS), value: fc.option(anything, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(changed, { maxLength: 3 }), (changes) => {
      const value: Record<string, Json | undefined> = { ...WHOLE };
      for (const { field, value: given } of changes) value[field] = given;
      const line = JSON.parse(JSON.stringify(value)) as Json;
      return bySchema(line) === (problems(line).length === 0);
    }),
    { seed: 1, numRuns: 5000 },
  );
  t.end();
});
