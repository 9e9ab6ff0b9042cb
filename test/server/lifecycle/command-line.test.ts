import { expect, test } from "vitest";
import { readCommandLine } from "../../../src/server/lifecycle/command-line.js";
import { usage } from "../../../src/server/lifecycle/usage.js";

test.each([
  [[], "start"],
  [["--check-config"], "check-configuration"],
  [["--help"], "help"],
  [["-h"], "help"],
  [["--check-config", "--help"], "help"],
  [["serve", "--help"], "help"],
])("%j means %s", (given, command) => {
  expect(readCommandLine(given, {})).toEqual({ command });
});

const configureByVariables = "Configure the gateway with environment variables; --help shows the usage.";
test.each([
  [["serve"], `Unknown argument "serve". ${configureByVariables}`],
  [["--check-config", "twice"], `Unknown argument "twice". ${configureByVariables}`],
  [["--port=4001"], `Unknown argument "--port=4001". ${configureByVariables}`],
  [["--chek-config"], 'Unknown argument "--chek-config". Did you mean --check-config?'],
  [["--hlep"], 'Unknown argument "--hlep". Did you mean --help?'],
])("%j is rejected with the next step", (given, problem) => {
  expect(readCommandLine(given, {})).toEqual({ problem });
});

test("the usage explains every option", () => {
  for (const option of ["--check-config", "--help, -h"]) expect(usage).toContain(`\n  ${option}  `);
});

test.each([
  ["npm_config_check_config", "npm did not pass on --check-config. Run: npm start -- --check-config"],
  [
    "npm_config_port",
    "There is no option --port. Set the variable PORT instead, for example: PORT=4001 npm start",
  ],
])("an option that npm kept for itself in %s is explained", (variable, problem) => {
  expect(readCommandLine([], { [variable]: "true" })).toEqual({ problem });
});
