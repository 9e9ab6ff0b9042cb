import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";

process.chdir(import.meta.dirname);

/** Runs a program from this example's packages, and prints its output if it fails. */
function run(program: string, ...parameters: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${program}`, ...parameters], {
    encoding: "utf8",
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
}

/** Runs Relay's compiler. It needs its folder and its manifest to exist. */
function compileRelay(name: string, configuration: string): void {
  mkdirSync(`generated/${name}`, { recursive: true });
  writeFileSync(`generated/${name}-persisted.json`, "{}\n");
  run("relay-compiler/cli.js", configuration);
}

// Relay's compiler keeps outdated files: start from an empty folder.
rmSync("generated", { recursive: true, force: true });
run("@graphql-codegen/cli/esm/bin.js");
compileRelay("relay", "relay.config.json");
// The operations of the tests have a manifest of their own.
compileRelay("relay-test", "test/relay.config.json");

process.stdout.write("\nWritten to examples/clients:\n\n");
for (const file of globSync("generated/{*.*,relay/*}").sort())
  process.stdout.write(`${String(statSync(file).size).padStart(8)}  ${file}\n`);
process.stdout.write("\ndocs/frontend.md describes each file.\n");
