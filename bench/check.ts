import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "./support/results.js";

/**
 * Runs benchmarks and compares their results with those in `bench/expected.json`. Fails if one is worse by more than the noise of a
 * run. `UPDATE=1` records the results of this run instead.
 */
const benchmarks = ["start", "hot", "read", "write", "dashboard"];
const file = "bench/expected.json";
/** Two runs of the same code differ by up to this share, on a machine that does nothing else. */
const noise = 0.25;

type Results = Readonly<Record<string, Result>>;

const folder = mkdtempSync(join(tmpdir(), "bench-"));
let measured: Results = {};
for (const name of benchmarks) {
  const results = join(folder, `${name}.json`);
  execFileSync(process.execPath, ["--import", "tsx", `bench/${name}.ts`], {
    env: { ...process.env, RESULTS_FILE: results },
    stdio: "inherit",
  });
  measured = { ...measured, ...JSON.parse(readFileSync(results, "utf8")) };
}

if (process.env.UPDATE === "1") writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
else {
  const expected: Results = JSON.parse(readFileSync(file, "utf8"));
  const worse = Object.entries(expected).filter(([name, { value, better }]) => {
    const now = measured[name]?.value ?? Number.NaN;
    return !(better === "higher" ? now >= value * (1 - noise) : now <= value * (1 + noise));
  });
  for (const [name, { value }] of worse)
    console.error(`Worse: ${name}: ${measured[name]?.value ?? "not measured"}, recorded ${value}`);
  if (worse.length > 0) process.exitCode = 1;
  else console.log(`No result is worse than recorded by more than ${noise * 100} %.`);
}
