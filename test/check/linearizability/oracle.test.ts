import t from 'tap';
import { checkLinearizability } from '../../../lib/check/linearizability/checker.js';
import { bruteForce, generate, OBJECTS, tamper, verdictOf } from '../../support/naive.js';
import { Random } from '../../support/random.js';

const limits = { deadline: Infinity, memory: Infinity };

for (const [name, make] of Object.entries(OBJECTS)) {
  t.test(`${name}: the verdict is that of trying every order, on 3000 small histories`, (t) => {
    const random = new Random(20_240_601);
    const model = name.split('/')[0] ?? name;
    let violations = 0;
    for (let round = 0; round < 3000; round++) {
      const object = make();
      const shape = {
        operations: 2 + random.int(6),
        processes: 1 + random.int(4),
        unknown: random.pick([0, 0.2, 0.4]),
        failed: 0.1,
      };
      let operations = generate(object, random, shape);
      for (let i = random.int(4); i > 0; i--) operations = tamper(operations, random);
      const expected = verdictOf(bruteForce(object, operations), operations);
      const { result } = checkLinearizability({ operations, model, options: {} }, limits);
      if (result !== expected) {
        t.equal(result, expected, JSON.stringify(operations));
        break;
      }
      if (expected === 'invalid') violations++;
    }
    t.ok(violations > 150 && violations < 2800, `both verdicts occurred (${violations} violations)`);
    t.end();
  });
}
