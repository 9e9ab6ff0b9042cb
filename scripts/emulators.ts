import { emulatorPorts } from "../src/emulators/ports.js";
import { startEmulators } from "../src/emulators/start.js";

const { ports, faults } = emulatorPorts(process.env, { flinkPort: 4101, datadogPort: 4102 });
for (const { key, message } of faults) process.stderr.write(`${key} ${message}\n`);
if (faults.length > 0) process.exit(1);

const emulators = await startEmulators(ports, () => new Date());
const variables = Object.entries(emulators.environment).map(([key, value]) => `export ${key}=${value}`);
process.stdout.write(
  `Both emulators listen. These variables point clients at them:\n\n${variables.join("\n")}\n\n`,
);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => emulators.close());
