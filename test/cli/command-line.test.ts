import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDurationMs } from "../../src/cli/duration.js";
import { nodeVersionProblem } from "../../src/cli/node-version.js";
import { createTerminal } from "../../src/cli/terminal.js";
import { run } from "./run.js";

const { version, engines } = JSON.parse(readFileSync("package.json", "utf8"));

const url = ["--url", "http://127.0.0.1:1"];
const helpOfGate = " For help, run: maintenance gate --help";
test.each([
  [[], "maintenance: A command is missing. For help, run: maintenance --help"],
  [["gat"], 'maintenance: Unknown command "gat". Did you mean gate? For help, run: maintenance --help'],
  [["deploy"], 'maintenance: Unknown command "deploy". For help, run: maintenance --help'],
  [["toString"], 'maintenance: Unknown command "toString". For help, run: maintenance --help'],
  [
    ["--hepl"],
    'maintenance: Unknown option "--hepl". Did you mean --help? For help, run: maintenance --help',
  ],
  [["gate", "--lastng", "4m"], 'Unknown option "--lastng". Did you mean --lasting?'],
  [["gate", "--failopen"], 'Unknown option "--failopen". Did you mean --fail-open?'],
  [["gate", "--toString"], 'Unknown option "--toString".'],
  [["gate", "-u", "x"], 'Unknown option "-u".'],
  [["gate", "checkout"], 'Unexpected argument "checkout".'],
  [["gate", "--", "--json"], 'Unexpected argument "--json".'],
  [["gate", "--url"], "--url needs a value: --url=URL."],
  [["gate", "--search", "--json", ...url], "--search needs a value: --search=TEXT."],
  [["gate", ...url, "--search", "--help"], "--search needs a value: --search=TEXT."],
  [["gate", ...url, "--application", "-h"], "--application needs a value: --application=APP."],
  [["gate", "--search", "", ...url], "--search is empty. Give it a value, or remove it."],
  [["gate", "--application= ", ...url], "--application is empty. Give it a value, or remove it."],
  [["gate", "--search", "M\ufffdnchen", ...url], "--search is not UTF-8. Check the locale."],
  [["gate", "--json=false", ...url], "--json takes no value."],
  [["gate", "--no-json", ...url], 'Unknown option "--no-json".'],
  [["gate", ...url, ...url], "--url can be given only once."],
  [["gate", ...url, "--lasting=1h", "--lasting=2h"], "--lasting can be given only once."],
  [["gate", ...url, "--wait", "soon"], "--wait must be a duration such as 90s, 45m, 1h30m, 2d or PT45M"],
  [["gate", ...url, "--wait", "0s"], "--wait must be a duration"],
  [["gate", ...url, "--wait", "8d"], '--wait can be at most 7d, but is "8d".'],
  [["gate", ...url, "--timeout", "2h"], '--timeout can be at most 1h, but is "2h".'],
  [["gate", ...url, "--timeout", "10"], "--timeout must be a duration"],
])("%j is rejected with exit code 3, and changes nothing", async (given, message) => {
  const { exitCode, output, errors } = await run(given);
  expect(exitCode).toBe(3);
  expect(output).toBe("");
  expect(errors).toEqual([expect.stringContaining(message)]);
  if (given[0] === "gate") expect(errors[0]).toMatch(new RegExp(`^maintenance gate: .*${helpOfGate}$`));
});

test("an option that npm kept for itself is reported: without it, the check would be looser", async () => {
  const environment = { npm_lifecycle_event: "maintenance", npm_config_max_age: "5m" };
  const { exitCode, errors } = await run(["gate", ...url], environment);
  expect(exitCode).toBe(3);
  expect(errors.join()).toContain("npm run --silent maintenance -- gate --max-age");
  expect((await run(["gate", ...url], { npm_config_timeout: "5" })).exitCode).toBe(2);
});

describe("help", () => {
  test.each([["--help"], ["-h"]])("maintenance %s lists the commands", async (option) => {
    const { exitCode, output, errors } = await run([option]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
    expect(output).toContain("\n  gate ");
  });

  test.each([[["gate", "--help"]], [["gate", "-h"]], [["gate", "--unknown", "--help"]]])(
    "%j is complete, and fits a terminal",
    async (given) => {
      const { exitCode, output } = await run(given);
      expect(exitCode).toBe(0);
      for (const code of ["0", "1", "2", "3", "130", "143"])
        expect(output).toMatch(new RegExp(`^  ${code} +\\S`, "m"));
      for (const name of ["GATEWAY_URL", "GATEWAY_TOKEN", "Example:"]) expect(output).toContain(name);
      expect(output.split("\n").filter((line) => line.length > 80)).toEqual([]);
    },
  );
});

test("--version prints the version of the package", async () => {
  expect(await run(["--version"])).toMatchObject({ exitCode: 0, output: `${version}\n` });
});

test("an older Node.js is reported", () => {
  const minimum = Number(engines.node.replace(">=", ""));
  expect(nodeVersionProblem(`${minimum}.0.0`)).toBeNull();
  expect(nodeVersionProblem(`${minimum - 1}.9.9`)).toContain(`Node.js ${minimum} or newer is required`);
});

describe("durations", () => {
  test.each([
    ["90s", 90],
    ["45m", 2_700],
    ["1h30m", 5_400],
    ["2d", 172_800],
    ["PT45M", 2_700],
    ["P1DT1H", 90_000],
  ])("%s is %i seconds", (text, seconds) => {
    expect(parseDurationMs(text)).toBe(seconds * 1_000);
  });

  test.each(["", "P", "PT", "45", "m", "30m1h", "1.5h", "-1h", " 1h", "1w", "1H", "PT1.5H", "1h 30m"])(
    "%j is none",
    (text) => expect(parseDurationMs(text)).toBeNull(),
  );

  test("both forms mean the same", () => {
    const count = fc.option(fc.nat(999));
    fc.assert(
      fc.property(fc.tuple(count, count, count, count), (counts) => {
        const part = (index: number, unit: string) =>
          counts[index] === null ? "" : `${counts[index]}${unit}`;
        const time = part(1, "H") + part(2, "M") + part(3, "S");
        const iso = `P${part(0, "D")}${time === "" ? "" : `T${time}`}`;
        expect(parseDurationMs(iso)).toBe(parseDurationMs(iso.replaceAll(/[PT]/g, "").toLowerCase()));
      }),
    );
  });
});

describe("the terminal", () => {
  function record(isTTY: boolean) {
    let [written, errors] = ["", ""];
    const terminal = createTerminal({
      stdout: { write: (text) => (written += text) },
      stderr: { write: (text) => (errors += text), isTTY },
    });
    return { terminal, written: () => written, errors: () => errors };
  }

  test("progress is shown only on a terminal, and replaced by the next line", () => {
    const { terminal, written, errors } = record(true);
    terminal.showProgress("one");
    terminal.showProgress("two");
    terminal.report("line");
    terminal.print("output\n");
    expect(errors()).toBe("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[Kline\n");
    expect(written()).toBe("output\n");
  });

  test("elsewhere, there is no progress and no escape sequence", () => {
    const { terminal, errors } = record(false);
    terminal.showProgress("one");
    terminal.report("\u001b[31mline\n::error::x");
    expect(errors()).toBe("[31mline ::error::x\n");
  });
});
