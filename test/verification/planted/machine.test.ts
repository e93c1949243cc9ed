// The replicated state of the planted store, and what each of its defects changes in it.
import t from 'tap';
import { nextPages } from '../../../verification/planted/store/exports.js';
import { LeaseClocks } from '../../../verification/planted/store/leases.js';
import { leaseId, Machine, type ClientCommand, type Result } from '../../../verification/planted/store/machine.js';

/** A state that is given one command after another, each in the next entry. */
function machine(remember = true): { state: Machine; send: (command: ClientCommand, term?: number) => Result } {
  const state = new Machine(remember);
  let index = 0;
  return { state, send: (command, term = 1) => state.apply(++index, term, command) };
}

const base = (rid: string, tenant = 'acme'): { tenant: string; rid: string } => ({ tenant, rid });

t.test('a request that comes again gets its first answer and has no second effect', (t) => {
  const { state, send } = machine();
  send({ ...base('r1'), op: 'append', key: 'k', value: 'a' });
  send({ ...base('r1'), op: 'append', key: 'k', value: 'a' });
  t.same(state.get('acme', 'k'), ['a']);
  t.same(send({ ...base('r2'), op: 'cas', key: 'x', expect: null, value: '1' }), { ok: true });
  t.same(send({ ...base('r2'), op: 'cas', key: 'x', expect: null, value: '1' }), { ok: true }, 'though x is set now');
  t.end();
});

t.test('request ids are their tenants’ own', (t) => {
  const { state, send } = machine();
  send({ ...base('r1', 'a'), op: 'put', key: 'k', value: '1' });
  send({ ...base('r1', 'b'), op: 'put', key: 'k', value: '2' });
  t.same([state.get('a', 'k'), state.get('b', 'k')], ['1', '2']);
  t.end();
});

t.test('a state that does not know request ids applies a retry again', (t) => {
  const { state, send } = machine(false);
  for (let i = 0; i < 2; i++) send({ ...base('r1'), op: 'append', key: 'k', value: 'a' });
  t.same(state.get('acme', 'k'), ['a', 'a']);
  t.end();
});

t.test('a write with an older token is refused once a newer one was taken', (t) => {
  const { send } = machine();
  const acquire = (rid: string, owner: string): number => {
    const result = send({ ...base(rid), op: 'acquire', lease: 'l', owner, ttl: 1_000 });
    return (result as { value: { token: number } }).value.token;
  };
  const first = acquire('a1', 'o1');
  send({ ...base('a2'), op: 'release', lease: 'l', owner: 'o1', token: first });
  const second = acquire('a3', 'o2');
  t.ok(second > first, 'tokens rise');
  const write = (rid: string, token: number): Result =>
    send({ ...base(rid), op: 'put', key: 'k', value: rid, fence: { lease: 'l', token } });
  t.same(write('w1', first), { ok: true }, 'nobody has written with the newer one yet');
  t.same(write('w2', second), { ok: true });
  t.same(write('w3', first), { ok: false, error: 'stale-token' });
  t.end();
});

t.test(
  'a lease is one owner’s until it is released or expires, and an expiry that a renewal overtook does nothing',
  (t) => {
    const { state, send } = machine();
    send({ ...base('a1'), op: 'acquire', lease: 'l', owner: 'o1', ttl: 1_000 });
    t.same(send({ ...base('a2'), op: 'acquire', lease: 'l', owner: 'o2', ttl: 1_000 }), { ok: false, error: 'held' });
    const { token, seq } = state.leases.get(leaseId('acme', 'l')) ?? { token: 0, seq: 0 };
    send({ ...base('a3'), op: 'renew', lease: 'l', owner: 'o1', token });
    t.same(state.apply(90, 1, { op: 'expire', tenant: 'acme', lease: 'l', seq }), { ok: false, error: 'renewed' });
    const now = state.leases.get(leaseId('acme', 'l'));
    t.same(state.apply(91, 1, { op: 'expire', tenant: 'acme', lease: 'l', seq: now?.seq ?? 0 }), { ok: true });
    t.ok(send({ ...base('a4'), op: 'acquire', lease: 'l', owner: 'o2', ttl: 1_000 }).ok);
    t.end();
  },
);

t.test('a new leader lets a lease run its whole time again; with overlapping-leases it takes it for expired', (t) => {
  const { state, send } = machine();
  send({ ...base('a1'), op: 'acquire', lease: 'l', owner: 'o1', ttl: 1_000 }, 1);
  const under = (clocks: LeaseClocks, now: number): number => clocks.expired(state.leases.values(), 2, now).length;
  const sound = new LeaseClocks(new Set());
  t.same(
    [0, 1_000, 1_049, 1_051].map((now) => under(sound, now)),
    [0, 0, 0, 1],
  );
  t.equal(under(new LeaseClocks(new Set(['overlapping-leases'])), 0), 1);
  t.end();
});

for (const [bugs, found] of [
  [[], ['a1', 'a2', 'a3']],
  [['tenant-leak'], ['a1', 'a2', 'b1']],
] as const)
  t.test(`an export that another leader resumes, with ${bugs.join() || 'nothing'} switched on`, (t) => {
    const { state, send } = machine();
    for (const value of ['a1', 'a2', 'a3']) send({ ...base(value), op: 'put', key: `k${value}`, value });
    send({ ...base('b1', 'acme-2'), op: 'put', key: 'kb1', value: 'b1' });
    const { job } = (send({ ...base('x'), op: 'export' }) as { value: { job: string } }).value;
    const switches = new Set(bugs);
    // The first page under the leader that began it, the rest under the next.
    for (const term of [1, 2, 2]) for (const page of nextPages(state, term, switches)) state.apply(50, term, page);
    const rows = (state.jobs.get(job)?.rows ?? []).map(([, value]) => value);
    if (bugs.length === 0) t.same(rows, found);
    else t.ok(rows.includes('b1'), 'another tenant’s value is in it');
    t.equal(state.jobs.get(job)?.done, true);
    t.end();
  });

t.test('the same page twice is taken once', (t) => {
  const { state, send } = machine();
  send({ ...base('p1'), op: 'put', key: 'k', value: 'v' });
  send({ ...base('x'), op: 'export' });
  const [page] = nextPages(state, 1, new Set());
  if (page === undefined) throw new Error('there is no page');
  t.same([state.apply(8, 1, page).ok, state.apply(9, 2, page).ok], [true, false]);
  t.end();
});
