import nodeModule from "node:module";
import { nodeVersionProblem } from "./server/lifecycle/node-version.js";

const problem = nodeVersionProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const given = process.argv.slice(2);
const checksOnly = given[0] === "--check-config";
if (given.length > (checksOnly ? 1 : 0)) {
  process.stderr.write("The gateway is told everything by variables; its one option is --check-config.\n");
  process.exit(2);
}

// Names are looked up on Node.js's threads, of which it has four and gives half to that: two names without an answer would
// keep every other source from being found. It reads this at the first use of a thread.
process.env.UV_THREADPOOL_SIZE ??= "32";

// A signal that comes while the gateway starts stops it when it has started. SIGTERM may come twice, from a wrapper and to its
// whole group; who presses Ctrl-C twice means it.
const stopRequested = new Promise<void>((resolve) => {
  process.on("SIGTERM", () => resolve());
  process.once("SIGINT", () => resolve());
});

// A reader of the output that goes away must not take the gateway with it.
process.stdout.on("error", () => {});

// Compiled code is kept between starts, which halves the time to listen.
nodeModule.enableCompileCache();
await import("reflect-metadata");
const { banner } = await import("./server/lifecycle/banner.js");
const { ConfigurationError } = await import("./server/configuration/configuration-error.js");
const { hasConfiguredSources, requireEmulatorsAllowed } = await import(
  "./server/configuration/read-configuration.js"
);
const { start } = await import("./server/start.js");

const clock = () => new Date();

try {
  if (checksOnly) {
    const { reportConfiguration } = await import("./server/configuration/check-report.js");
    process.stdout.write(await reportConfiguration(process.env));
    process.exit();
  }
  const emulators = hasConfiguredSources(process.env) ? null : await startEmbeddedEmulators();
  const environment = { ...process.env, ...emulators?.environment };
  const gateway = await start({ environment, clock, emulated: emulators !== null });
  if (!gateway.production) {
    const origin = emulators === null ? gateway.sourcesFrom : "on embedded emulators: no account is touched";
    process.stdout.write(banner(gateway.address, gateway.sources, origin));
  }
  await stopRequested;
  await gateway.stop();
  await emulators?.close();
  // A timer of some library, say one to connect again, must not keep a process that has done its work.
  setTimeout(() => process.exit(), 100).unref();
} catch (error) {
  if (!(error instanceof ConfigurationError || isSystemError(error))) throw error;
  const isTaken = "code" in error && error.code === "EADDRINUSE";
  process.stderr.write(
    `${error.message}\n${isTaken ? "Another program listens there: let PORT, METRICS_PORT or EMULATOR_*_PORT, whichever it is, name another port.\n" : ""}`,
  );
  process.exit(1);
}

async function startEmbeddedEmulators() {
  requireEmulatorsAllowed(process.env);
  const { emulatorPorts, startEmulators } = await import("./emulators/start.js");
  const { ports, faults } = emulatorPorts(process.env, "free");
  if (faults.length > 0) throw new ConfigurationError(faults);
  return startEmulators(ports, clock);
}

/** A port that is taken, say: its message is all that a person needs. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
