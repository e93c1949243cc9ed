import { show } from '../../history/canonical.js';
import type { Findings } from '../findings.js';
import { showKey, showTxn } from './list-versions.js';
import type { TxnTable } from './transactions.js';
import { NIL } from './transactions.js';

/**
 * Lost update (Adya's H_lu; as in Elle): two committed transactions read the same version of a key and both went on
 * to write the key. Whatever the order of the two writes, one of them was made in ignorance of the other. Found
 * directly, because the order of two writes that nobody read is unknown and their cycle may not show.
 */
export function lostUpdates(table: TxnTable, findings: Findings): void {
  // By the element that was on top when read; a key's initial state has a number of its own behind all elements.
  const groups = new Map<number, number[]>();
  for (const [index, txn] of table.txns.entries()) {
    if (txn.outcome !== 'ok') continue;
    const read = new Map<number, number>();
    const wrote = new Set<number>();
    for (const { write, key, element, list } of txn.mops) {
      if (!write) {
        const version = list === null ? element : (list[list.length - 1] ?? NIL);
        if (!read.has(key) && !wrote.has(key)) read.set(key, version === NIL ? table.values.length + key : version);
        continue;
      }
      const version = read.get(key);
      if (version !== undefined && !wrote.has(key)) {
        const group = groups.get(version);
        if (group === undefined) groups.set(version, [index]);
        else group.push(index);
      }
      wrote.add(key);
    }
  }
  for (const [version, group] of groups) {
    if (group.length < 2) continue;
    const initial = version >= table.values.length;
    const key = initial ? version - table.values.length : (table.keyOf[version] as number);
    findings.add('lost-update', () => {
      const shown = group.slice(0, 4);
      const names = shown.map((t) => showTxn(table, t)).join(', ');
      const more = group.length > shown.length ? ` and ${group.length - shown.length} more` : '';
      const what = initial ? 'its initial state' : `the version with ${show(table.values[version] ?? null)}`;
      return {
        message: `${names}${more} each read ${what} of ${showKey(table, key)} and then wrote ${showKey(table, key)}: all but one overlooked another's write`,
        ops: shown.map((t) => (table.txns[t] as { op: { op_id: number | string } }).op.op_id),
        key: table.keys[key] ?? null,
      };
    });
  }
}
