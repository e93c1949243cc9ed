import t from 'tap';
import { readBudget } from '../../lib/plan/budget.js';
import { compareBudgets } from '../../lib/plan/budget-compare.js';
import { plannedFigures, seedsIn } from '../../lib/plan/budget-planned.js';

const figures = (text: string): string[] =>
  readBudget(text).figures.map(({ kind, amount, raw }) => `${kind} ${amount} (${raw})`);

t.test('figures are read with their units, whatever stands between number and thing', (t) => {
  t.strictSame(figures('5 nodes, 20 minutes, 60 leader kills, 5 seeds'), [
    'nodes 5 (5 nodes)',
    'duration 1200 (20 minutes)',
    'faults 60 (60 leader kills)',
    'seeds 5 (5 seeds)',
  ]);
  t.strictSame(figures('3-node cluster'), ['nodes 3 (3-node)']);
  t.strictSame(figures('40 clients read and write'), ['clients 40 (40 clients)']);
  t.strictSame(figures('5 node restarts'), ['faults 5 (5 node restarts)']);
  t.strictSame(figures('1 h 30 min'), ['duration 3600 (1 h)', 'duration 1800 (30 min)']);
  t.strictSame(figures('10 000 operations and 1.5M writes'), [
    'operations 10000 (10 000 operations)',
    'operations 1500000 (1.5M writes)',
  ]);
  t.end();
});

t.test('labels before a number, seeds by name and by range', (t) => {
  t.strictSame(figures('nodes: 3; duration = 5 min'), ['nodes 3 (nodes: 3)', 'duration 300 (5 min)']);
  t.strictSame(figures('seed 42'), ['seeds 1 (seed 42)']);
  t.strictSame(figures('seeds 1–20'), ['seeds 20 (seeds 1–20)']);
  t.strictSame(figures('seeds {1..5}'), ['seeds 5 (seeds {1..5)']);
  t.strictSame(figures('5 runs of 20 minutes'), ['runs 5 (5 runs)', 'duration 1200 (20 minutes)']);
  t.end();
});

t.test('rates, periods and limits are no figures', (t) => {
  t.strictSame(figures('200 ops/s, a kill every 10 s, within 5 s, timeout 2 s, 3 partitions of 30 s'), [
    'faults 3 (3 partitions)',
  ]);
  t.strictSame(figures('100 requests per second'), []);
  t.equal(readBudget('a long run').hasNumber, false);
  t.end();
});

t.test('budgets compare by dimension; what grew makes up for what stayed, and not for what shrank', (t) => {
  const outcomes = (mine: string, other: string): string[] =>
    compareBudgets(readBudget(mine), readBudget(other)).map(({ dimension, outcome }) => `${dimension} ${outcome}`);
  t.strictSame(outcomes('3 nodes, 9k ops', '3 nodes, 1k ops'), ['size more']);
  t.strictSame(outcomes('5 nodes, 500 ops', '3 nodes, 1k ops'), ['size less']);
  t.strictSame(outcomes('300 s', '5 min'), ['duration equal']);
  t.strictSame(outcomes('5 nodes', '5 min'), ['duration missing']);
  t.end();
});

t.test('a figure belongs to the word behind it: rounds are no seeds where seeds are named', (t) => {
  t.strictSame(plannedFigures('12 rounds, 2 min, 1 seed'), { rounds: 12, duration_s: 120, seeds: 1 });
  t.strictSame(plannedFigures('gate for the release: 300 rounds, 20 min, 6 seeds, no FAIL'), {
    rounds: 300,
    duration_s: 1200,
    seeds: 6,
  });
  t.strictSame(plannedFigures('5 seeds, 40 iterations'), { seeds: 5, iterations: 40 });
  t.strictSame(plannedFigures('3000 jobs, 2 min, 10 kills, 1 seed'), {
    jobs: 3000,
    duration_s: 120,
    fault_windows: 10,
    seeds: 1,
  });
  t.equal(seedsIn('200 rounds, 15 min, 5 seeds'), 5);
  t.end();
});

t.test('where no seeds are named, each run has one', (t) => {
  t.strictSame(plannedFigures('3 runs of 20 minutes'), { seeds: 3, duration_s: 1200 });
  t.equal(seedsIn('3 runs of 20 minutes'), 3);
  t.end();
});

t.test('rounds and seeds compare each with its own', (t) => {
  const outcomes = (mine: string, other: string): string[] =>
    compareBudgets(readBudget(mine), readBudget(other)).map(({ dimension, outcome }) => `${dimension} ${outcome}`);
  t.strictSame(outcomes('200 rounds, 5 seeds', '12 rounds, 1 seed'), ['seeds more']);
  t.strictSame(outcomes('200 rounds, 1 seed', '12 rounds, 5 seeds'), ['seeds less']);
  t.end();
});
