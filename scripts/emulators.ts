import { standalonePorts, startEmulators } from "../src/emulators/start.js";
import { emulatorListenError, readEmulatorPorts } from "../src/server/configuration/emulator-settings.js";

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const { ports: configured, faults } = readEmulatorPorts(process.env);
if (faults.length > 0) stop(faults.map(({ key, message }) => `${key} ${message}`).join("\n"));
const ports = { ...standalonePorts, ...configured };
const emulators = await startEmulators(ports, () => new Date()).catch((error: unknown) => {
  const { message } = emulatorListenError(error, ports) as Error;
  return stop(message);
});

// The AWS CLI reads an empty AWS_PROFILE as a profile without a name.
const variables = Object.entries(emulators.environment).map(([key, value]) =>
  value === "" ? `unset ${key}` : `export ${key}=${value}`,
);
process.stdout.write(
  `The emulators are running. Set these variables to point a client at them:\n\n${variables.join("\n")}\n\nPress Ctrl-C to stop.\n`,
);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => emulators.close());
