import t from 'tap';
import { CHECKERS } from '../../lib/check/registry.js';
import { CHECKER_PICKER } from '../../lib/vocabulary/models.js';

t.test('every checker that the picker names for a claim is built in, and knows the model', (t) => {
  for (const { model, category, checkers } of CHECKER_PICKER) {
    for (const name of checkers) {
      const entry = CHECKERS[name];
      t.ok(entry !== undefined, `${category}: ${name}`);
      if (model !== 'any') t.ok(entry?.models.includes(model), `${name}: model ${model}`);
    }
  }
  t.end();
});
