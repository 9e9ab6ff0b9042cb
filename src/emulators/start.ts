import { startDatadogEmulator } from "./datadog/emulator.js";
import { startFlinkEmulator } from "./flink/emulator.js";
import type { Clock } from "./service.js";

const emulators = { flink: startFlinkEmulator, datadog: startDatadogEmulator } as const;

export type EmulatorKey = keyof typeof emulators;
export const emulatorKeys = Object.keys(emulators) as EmulatorKey[];

/** The port of each emulator; any free port if omitted. */
export type EmulatorPorts = Readonly<Partial<Record<EmulatorKey, number>>>;

/** The ports of emulators that run without a gateway. */
export const standalonePorts: EmulatorPorts = { flink: 4101, datadog: 4102 };

/** Starts every emulator. `environment` holds the variables that point a client at them. */
export async function startEmulators(ports: EmulatorPorts, clock: Clock) {
  const started = await Promise.all(
    emulatorKeys.map(async (key) => [key, await emulators[key]({ port: ports[key] ?? 0, clock })] as const),
  );
  return {
    urls: Object.fromEntries(started.map(([key, { url }]) => [key, url])) as Record<EmulatorKey, string>,
    environment: Object.assign({}, ...started.map(([, { environment }]) => environment)) as Record<
      string,
      string
    >,
    /** Stops the named emulators; all of them by default. */
    async close(keys: readonly EmulatorKey[] = emulatorKeys): Promise<void> {
      const chosen = started.filter(([key]) => keys.includes(key));
      await Promise.all(chosen.map(([, { close }]) => close()));
    },
  };
}
