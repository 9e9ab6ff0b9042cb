import type { EmulatorPorts } from "./start.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** One variable that is wrong. */
export interface PortFault {
  readonly key: string;
  readonly message: string;
}

/** The ports in `EMULATOR_FLINK_PORT` and `EMULATOR_DATADOG_PORT`; any free one by default. */
export function emulatorPorts(
  environment: Environment,
  defaults: EmulatorPorts = { flinkPort: 0, datadogPort: 0 },
): { readonly ports: EmulatorPorts; readonly faults: readonly PortFault[] } {
  const faults: PortFault[] = [];
  const portIn = (key: string, fallback: number): number => {
    const text = environment[key] || String(fallback);
    const port = Number(text);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
    faults.push({ key, message: "must be a whole number from 0 to 65535." });
    return fallback;
  };
  const ports = {
    flinkPort: portIn("EMULATOR_FLINK_PORT", defaults.flinkPort),
    datadogPort: portIn("EMULATOR_DATADOG_PORT", defaults.datadogPort),
  };
  return { ports, faults };
}
