import { readFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import type { EnvFile, Probe } from '../../lib/evidence/types.js';
import { loadPlan } from '../../lib/session/plan-of.js';
import { run } from './command.js';
import { capabilityRow } from './session.js';

/** Something that scenarios need, and the probes that show whether it works here. */
export interface Capability {
  /** How the row of the plan's section 6b begins that it belongs to. */
  readonly row: string;
  readonly scenarios: readonly string[];
  readonly version: string;
  readonly probes: readonly Probe[];
}

/** The first line that a program says, for its version. */
export async function versionOf(...argv: string[]): Promise<string> {
  const { out, err } = await run(argv);
  return (out || err).trim().split('\n')[0]?.trim() ?? '';
}

/** The version of a Debian package; empty where it is not installed. */
export const packageVersion = (name: string): Promise<string> =>
  versionOf('dpkg-query', '-W', '-f', '${Version}', name);

/** The machine as the probes found it. */
export class Environment {
  constructor(
    readonly capabilities: readonly Capability[],
    private readonly versions: EnvFile['versions'],
    private readonly sut: EnvFile['sut'],
  ) {}

  get missing(): Probe[] {
    return this.capabilities.flatMap(({ probes }) => probes.filter(({ passed }) => !passed));
  }

  /** env.json of a scenario or arm: what it needs is required, and nothing else is listed. */
  env(key: string): EnvFile {
    const [scenario = key] = key.split('/');
    const clock = '/sys/devices/system/clocksource/clocksource0/current_clocksource';
    return {
      probes: this.capabilities.flatMap(({ scenarios, probes }) => (scenarios.includes(scenario) ? probes : [])),
      kernel: release(),
      cpu: `${cpus().length} × ${/model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? arch()}`,
      clock_source: readFileSync(clock, 'utf8').trim(),
      history_clock: 'one-recorder',
      versions: this.versions,
      sut: this.sut,
    };
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
