import { emulatorPorts, startEmulators } from "../src/emulators/start.js";

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const { ports, faults } = emulatorPorts(process.env, "fixed");
if (faults.length > 0) stop(faults.map(({ key, message }) => `${key} ${message}`).join("\n"));
const emulators = await startEmulators(ports, () => new Date()).catch((error: Error) => stop(error.message));

// An empty AWS_PROFILE is a profile without a name to the AWS CLI.
const variables = Object.entries(emulators.environment).map(([key, value]) =>
  value === "" ? `unset ${key}` : `export ${key}=${value}`,
);
process.stdout.write(
  `The emulators listen. These variables point clients at them:\n\n${variables.join("\n")}\n\n`,
);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => emulators.close());
