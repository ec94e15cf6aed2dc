import { parseArgs } from 'node:util';
import type { Scenario } from './scenarios/scenario.ts';
import { DEFAULT_SCENARIO, findScenario, SCENARIOS } from './scenarios/scenario-list.ts';

export const USAGE = `Usage: node apps/simulator/src/main.ts [options]

A stand-in for claude.ai on loopback. Prints one line of JSON when it is ready.

  --scenario NAME      what is played (default: ${DEFAULT_SCENARIO.name})
  --speed N            simulated time per real time, 0 stands still (default: 1)
  --port N             port of the site, 0 for any that is free (default: 0)
  --control-port N     port of the control endpoint (default: 0)
  --state-dir DIR      where ca.pem is put and left (default: a temporary folder, removed at the end)
  --strict             org endpoints answer 403 unless Referer is the settings page
  --with-parent        end when standard input ends
  --help               this text

Scenarios:
${SCENARIOS.map(({ name, summary }) => `  ${name.padEnd(20)} ${summary}`).join('\n')}
`;

export interface CommandLine {
  scenario: Scenario;
  speed: number;
  port: number;
  controlPort: number;
  stateDir: string | null;
  strict: boolean;
  withParent: boolean;
}

export type ReadCommandLine =
  | { kind: 'run'; commandLine: CommandLine }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

/** Decides what the arguments ask for; does nothing itself. */
export function readCommandLine(args: readonly string[]): ReadCommandLine {
  const parsed = parse(args);
  if (!parsed.ok) return { kind: 'wrong', message: parsed.message };
  const { values } = parsed;
  if (values.help) return { kind: 'help' };

  const scenario = values.scenario === undefined ? DEFAULT_SCENARIO : findScenario(values.scenario);
  if (!scenario) {
    const names = SCENARIOS.map(({ name }) => name).join(', ');
    return {
      kind: 'wrong',
      message: `There is no scenario ${JSON.stringify(values.scenario)}; use one of ${names}.`,
    };
  }
  const speed = Number(values.speed ?? 1);
  if (!(speed >= 0 && Number.isFinite(speed))) {
    return {
      kind: 'wrong',
      message: `--speed must be a number from 0, not ${JSON.stringify(values.speed)}.`,
    };
  }
  for (const name of ['port', 'control-port'] as const) {
    const text = values[name] ?? '0';
    if (!/^\d+$/.test(text) || Number(text) > 65_535) {
      return {
        kind: 'wrong',
        message: `--${name} must be a port from 0 to 65535, not ${JSON.stringify(text)}.`,
      };
    }
  }
  return {
    kind: 'run',
    commandLine: {
      scenario,
      speed,
      port: Number(values.port ?? 0),
      controlPort: Number(values['control-port'] ?? 0),
      stateDir: values['state-dir'] ?? null,
      strict: values.strict ?? false,
      withParent: values['with-parent'] ?? false,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        scenario: { type: 'string' },
        speed: { type: 'string' },
        port: { type: 'string' },
        'control-port': { type: 'string' },
        'state-dir': { type: 'string' },
        strict: { type: 'boolean' },
        'with-parent': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return { ok: true as const, values };
  } catch (cause) {
    return { ok: false as const, message: (cause as Error).message };
  }
}
