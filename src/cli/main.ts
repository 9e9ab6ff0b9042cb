#!/usr/bin/env node
import { exitCodes } from "./exit-codes.js";
import { nodeVersionProblem } from "./node-version.js";

// Older versions of Node.js read this file and its static imports, so they must not use newer syntax. The program is imported
// after the check.
const problem = nodeVersionProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(`maintenance: ${problem}\n`);
  process.exit(exitCodes.refused);
}

// If anything ends the process before there is a verdict, its exit code must not be 0, or the 1 of Node.js.
process.exitCode = exitCodes.unknown;
process.on("uncaughtException", (error) => {
  process.stderr.write(
    `maintenance: internal error, so there is no verdict.\n${error instanceof Error ? error.stack : error}\n`,
  );
  process.exit(exitCodes.unknown);
});

// The exit code does not depend on whether somebody reads the output.
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});

for (const [signal, code] of [
  ["SIGINT", exitCodes.interrupted],
  ["SIGTERM", exitCodes.terminated],
] as const) {
  process.on(signal, () => {
    const afterProgress = process.stderr.isTTY ? "\n" : "";
    process.stderr.write(`${afterProgress}maintenance: stopped by ${signal}. Nothing was decided.\n`);
    process.exit(code);
  });
}

import("./program.js").then(async ({ runProgram }) => {
  process.exitCode = await runProgram(process.argv.slice(2), process);
});
