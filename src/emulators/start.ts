import { startDatadogEmulator } from "./datadog/start.js";
import { startFlinkEmulator } from "./flink/start.js";
import type { Clock } from "./service.js";

/** Where the emulators listen; 0 stands for any free port. */
export interface EmulatorPorts {
  readonly flinkPort: number;
  readonly datadogPort: number;
}

/** Starts both emulators. Their `environment` holds the variables that point a client at them. */
export async function startEmulators({ flinkPort, datadogPort }: EmulatorPorts, clock: Clock) {
  const flink = await startFlinkEmulator({ port: flinkPort, clock });
  const datadog = await startDatadogEmulator({ port: datadogPort, clock });
  return {
    flink,
    datadog,
    environment: { ...flink.environment, ...datadog.environment },
    close: async () => {
      await Promise.all([flink.close(), datadog.close()]);
    },
  };
}
