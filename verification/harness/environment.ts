import { join } from 'node:path';
import { recordEnv, recordProbe } from '../../lib/evidence/records.js';
import type { EnvFile, Probe } from '../../lib/evidence/types.js';
import { loadPlan } from '../../lib/session/plan-of.js';
import { run } from './command.js';
import { capabilityRow, ROOT } from './session.js';

/** Something that scenarios need, and the probes that show whether it works here. */
export interface Capability {
  /** How the row of the plan's section 6b begins that it belongs to. */
  readonly row: string;
  readonly scenarios: readonly string[];
  readonly version: string;
  readonly probes: readonly Probe[];
}

/** A capability before its probes have run. */
export type Need = Omit<Capability, 'probes'> & { readonly probes: readonly (() => Promise<Probe>)[] };

/**
 * Runs probes, one after another.
 * @param wanted scenarios that will run: what none of them needs is not probed
 */
export async function probed(needs: readonly Need[], wanted: ReadonlySet<string>): Promise<Capability[]> {
  const found: Capability[] = [];
  for (const need of needs) {
    if (!need.scenarios.some((id) => wanted.has(id))) continue;
    const probes: Probe[] = [];
    for (const probe of need.probes) probes.push(await probe());
    found.push({ ...need, probes });
  }
  return found;
}

/** The first line that a program says, for its version. */
export async function versionOf(...argv: string[]): Promise<string> {
  const { out, err } = await run(argv);
  return (out || err).trim().split('\n')[0]?.trim() ?? '';
}

/** The version of a Debian package; empty where it is not installed. */
export const packageVersion = (name: string): Promise<string> =>
  versionOf('dpkg-query', '-W', '-f', '${Version}', name);

export async function probeChecker(): Promise<Probe> {
  const { rc, out } = await run([process.execPath, join(ROOT, 'dist', 'dst-skills.cjs'), '--version']);
  return {
    capability: 'Node.js with dst-skills',
    command: 'node dist/dst-skills.cjs --version; each check runs its own self-test first',
    rc,
    functional_test: { expect: 'a version', got: out.trim() },
    passed: rc === 0 && /^\d|dst-skills/.test(out.trim()),
  };
}

/** The machine as the probes found it, and the system that runs on it. */
export class Environment {
  constructor(
    readonly capabilities: readonly Capability[],
    private readonly versions: Readonly<Record<string, string>>,
    readonly sut: EnvFile['sut'],
  ) {}

  get missing(): Probe[] {
    return this.capabilities.flatMap(({ probes }) => probes.filter(({ passed }) => !passed));
  }

  /** The probes of what a scenario or arm needs. */
  probesOf(key: string): Probe[] {
    const [scenario = key] = key.split('/');
    return this.capabilities.flatMap(({ scenarios, probes }) => (scenarios.includes(scenario) ? probes : []));
  }

  /** Writes env.json of a scenario or arm: what it needs is required, and nothing else is listed. */
  async record(session: string, key: string): Promise<void> {
    for (const probe of this.probesOf(key)) await recordProbe(session, key, probe);
    const { digest, commit, dirty } = this.sut;
    await recordEnv(
      session,
      key,
      {
        digest: digest ?? undefined,
        commit: commit ?? undefined,
        dirty: dirty ?? undefined,
        historyClock: 'one-recorder',
        versions: this.versions,
      },
      false,
    );
  }

  /** The rows of the log's capability matrix, in the order of the plan's section 6b. */
  matrix(plan: string): string[][] {
    return (loadPlan(plan, plan)?.plan.requirements ?? []).map(({ name }) => {
      const found = this.capabilities.find(({ row }) => name.value.startsWith(row));
      return found === undefined
        ? [name.value, 'not probed', '', 'nothing in this run uses it']
        : capabilityRow(name.value, found.version, found.probes);
    });
  }
}
