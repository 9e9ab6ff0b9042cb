import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";

process.chdir(import.meta.dirname);

/** Runs a program of a package of this example, and shows what it says where it fails. */
function run(program: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`node_modules/${program}`], {
    encoding: "utf8",
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
}

// Relay's compiler wants the folder and the manifest to be there, and leaves alone what it finds there and has made before.
rmSync("generated", { recursive: true, force: true });
mkdirSync("generated/relay", { recursive: true });
writeFileSync("generated/relay-persisted.json", "{}\n");
run("@graphql-codegen/cli/esm/bin.js");
run("relay-compiler/cli.js");

process.stdout.write("\nWritten to examples/clients:\n\n");
for (const file of globSync("generated/{*.*,relay/*}").sort())
  process.stdout.write(`${String(statSync(file).size).padStart(8)}  ${file}\n`);
process.stdout.write("\ndocs/frontend.md tells what each is for.\n");
