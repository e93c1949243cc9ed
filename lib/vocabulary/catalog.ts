/** The catalog of techniques: the designing skill's references/, by which §6 says where a technique is described. */
export const CATALOG_FILES = [
  'boundary-and-isolation-testing.md',
  'catalog-index.md',
  'chaos-and-fault-injection.md',
  'common-distributed-systems-pitfalls.md',
  'crash-recovery-and-upgrade.md',
  'deterministic-simulation.md',
  'formal-methods-tla.md',
  'fuzzing.md',
  'history-discipline.md',
  'jepsen-and-elle.md',
  'performance-and-benchmarking.md',
  'property-and-metamorphic.md',
] as const;
