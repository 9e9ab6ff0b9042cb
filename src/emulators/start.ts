import { startDatadogEmulator } from "./datadog/emulator.js";
import { startFlinkEmulator } from "./flink/emulator.js";
import type { Clock } from "./service.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Every emulator, the variable that names its port, and its port where it runs without a gateway. */
export const emulators = {
  flink: { portVariable: "EMULATOR_FLINK_PORT", fixedPort: 4101, start: startFlinkEmulator },
  datadog: { portVariable: "EMULATOR_DATADOG_PORT", fixedPort: 4102, start: startDatadogEmulator },
} as const;

export type EmulatorKey = keyof typeof emulators;
export const emulatorKeys = Object.keys(emulators) as EmulatorKey[];
export type EmulatorPorts = Readonly<Record<EmulatorKey, number>>;

/** One variable that is wrong. */
export interface PortFault {
  readonly key: string;
  readonly message: string;
}

/** The ports that the variables name; by default any free one (0), or each emulator's fixed one. */
export function emulatorPorts(
  environment: Environment,
  byDefault: "free" | "fixed",
): { readonly ports: EmulatorPorts; readonly faults: readonly PortFault[] } {
  const faults: PortFault[] = [];
  const portOf = (key: EmulatorKey): number => {
    const { portVariable, fixedPort } = emulators[key];
    const port = Number(environment[portVariable] || (byDefault === "fixed" ? fixedPort : 0));
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
    faults.push({ key: portVariable, message: "must be a whole number from 0 to 65535." });
    return 0;
  };
  const ports = Object.fromEntries(emulatorKeys.map((key) => [key, portOf(key)])) as EmulatorPorts;
  return { ports, faults };
}

/** Starts every emulator. The `environment` holds the variables that point a client at them. */
export async function startEmulators(ports: EmulatorPorts, clock: Clock) {
  const started = await Promise.all(
    emulatorKeys.map(async (key) => [key, await emulators[key].start({ port: ports[key], clock })] as const),
  );
  return {
    urls: Object.fromEntries(started.map(([key, { url }]) => [key, url])) as Record<EmulatorKey, string>,
    environment: Object.assign({}, ...started.map(([, { environment }]) => environment)) as Record<
      string,
      string
    >,
    /** Stops those that are named, by default every one. */
    async close(keys: readonly EmulatorKey[] = emulatorKeys): Promise<void> {
      const chosen = started.filter(([key]) => keys.includes(key));
      await Promise.all(chosen.map(([, { close }]) => close()));
    },
  };
}
