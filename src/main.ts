import nodeModule from "node:module";
import { createClock } from "./domain/time/clock.js";
import { readCommandLine } from "./server/lifecycle/command-line.js";
import { nodeVersionProblem } from "./server/lifecycle/node-version.js";
import { usage } from "./server/lifecycle/usage.js";

const problem = nodeVersionProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const commandLine = readCommandLine(process.argv.slice(2), process.env);
if ("problem" in commandLine) {
  process.stderr.write(`${commandLine.problem}\n`);
  process.exit(2);
}
if (commandLine.command === "help") {
  process.stdout.write(usage);
  process.exit();
}

// Node.js resolves host names on at most half of its pool's four threads. With that default, two names that do not
// resolve would block the calls to every other source. Must be set before the pool is first used.
process.env.UV_THREADPOOL_SIZE ??= "32";

// A signal during startup stops the gateway once it has started. SIGTERM can arrive twice, from a wrapper and from its
// process group; a second Ctrl-C ends the process at once.
const stopRequested = new Promise<void>((resolve) => {
  process.on("SIGTERM", () => resolve());
  // The terminal was closed. There is no configuration to reload.
  process.on("SIGHUP", () => resolve());
  process.once("SIGINT", () => resolve());
});
// Sent to programs that reopen their log. By default it ends the process at once.
process.on("SIGUSR2", () => {});

// If a profile requires MFA, the AWS SDK abandons the credentials of its source profile. If these fail too, nobody handles the
// error, which would end the process. The error of the profile itself is reported.
// If an item of a list throws synchronously, graphql-js leaves the promises of earlier items without a handler. The response already
// reports the error.
process.on("unhandledRejection", (reason) => {
  const isAbandoned =
    reason instanceof Error &&
    (reason.name === "GraphQLError" || /@aws-sdk.credential-provider/.test(reason.stack ?? ""));
  if (!isAbandoned) throw reason;
});

// Do not exit if standard output or standard error cannot be written: the disk is full, or the reader is gone.
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});

// The compile cache halves startup time.
nodeModule.enableCompileCache();
await import("reflect-metadata");
const [{ banner }, { ConfigurationError }, { start }] = await Promise.all([
  import("./server/lifecycle/banner.js"),
  import("./server/configuration/configuration-error.js"),
  import("./server/start.js"),
]);

try {
  if (commandLine.command === "connect") {
    const { reportConnections } = await import("./server/configuration/connection-report.js");
    const { output, isGood } = await reportConnections(process.env, commandLine.format, new Date());
    process.stdout.write(output, () => process.exit(isGood ? 0 : 1));
    await new Promise(() => {});
  }
  if (commandLine.command === "check-configuration") {
    const { reportConfiguration } = await import("./server/configuration/check-report.js");
    process.stdout.write(await reportConfiguration(process.env));
    process.exit();
  }
  const gateway = await start({
    environment: process.env,
    startEmulators: startEmbeddedEmulators,
    clock: createClock(Date.now, () => performance.now()),
    isTerminal: process.stdout.isTTY,
  });
  if (!gateway.production) process.stdout.write(banner(gateway));
  await stopRequested;
  await gateway.stop();
  // Do not let a library's timer, such as a reconnect, keep the process alive after the gateway has stopped.
  setTimeout(() => process.exit(), 100).unref();
} catch (error) {
  if (!(error instanceof ConfigurationError || isSystemError(error))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

async function startEmbeddedEmulators() {
  const [{ startEmulators }, { emulatorListenError, readEmulatorPorts }] = await Promise.all([
    import("./emulators/start.js"),
    import("./server/configuration/emulator-settings.js"),
  ]);
  const { ports } = readEmulatorPorts(process.env);
  return startEmulators(ports, () => new Date()).catch((error: unknown) => {
    throw emulatorListenError(error, ports);
  });
}

/** Whether the operating system caused the error. Its message is enough for an operator. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
