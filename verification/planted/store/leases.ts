import type { Bugs } from './bugs.js';
import { leaseId, type ExpireLease, type Lease } from './machine.js';

/** Leases live this much longer than asked for, in case two nodes' clocks run at different speeds. */
const MARGIN = 1.05;

/**
 * The leader's clocks for leases. A clock begins when this node first sees the lease as leader, which is after the client
 * asked for it, and begins anew on every renewal and under every new leader: a lease may live too long, never too short.
 */
export class LeaseClocks {
  private readonly clocks = new Map<string, { seq: number; deadline: number }>();

  constructor(private readonly bugs: Bugs) {}

  /** Forgets all clocks: another node leads. */
  clear(): void {
    this.clocks.clear();
  }

  /**
   * The leases whose time has run out.
   * @param leases all that are held
   * @param term in which this node leads
   * @param now milliseconds that never go back
   */
  expired(leases: Iterable<Lease>, term: number, now: number): ExpireLease[] {
    const found: ExpireLease[] = [];
    for (const lease of leases) {
      const { tenant, name, seq, ttl } = lease;
      const id = leaseId(tenant, name);
      let clock = this.clocks.get(id);
      if (clock?.seq !== seq) {
        const forgotten = this.bugs.has('overlapping-leases') && lease.term !== term;
        clock = { seq, deadline: forgotten ? now : now + ttl * MARGIN };
        this.clocks.set(id, clock);
      }
      if (now < clock.deadline) continue;
      found.push({ op: 'expire', tenant, lease: name, seq });
      // Not again for a while: the entry is on its way.
      clock.deadline = now + 1_000;
    }
    return found;
  }
}
