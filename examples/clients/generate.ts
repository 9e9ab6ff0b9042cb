import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";

process.chdir(import.meta.dirname);

/** Runs a program from this example's packages, and prints its output if it fails. */
function run(program: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${program}`], {
    encoding: "utf8",
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
}

// Relay's compiler needs the folder and the manifest to exist, and keeps outdated files: start from an empty folder.
rmSync("generated", { recursive: true, force: true });
mkdirSync("generated/relay", { recursive: true });
writeFileSync("generated/relay-persisted.json", "{}\n");
run("@graphql-codegen/cli/esm/bin.js");
run("relay-compiler/cli.js");

process.stdout.write("\nWritten to examples/clients:\n\n");
for (const file of globSync("generated/{*.*,relay/*}").sort())
  process.stdout.write(`${String(statSync(file).size).padStart(8)}  ${file}\n`);
process.stdout.write("\ndocs/frontend.md describes each file.\n");
