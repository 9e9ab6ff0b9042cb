/**
 * Builds the image without a container engine: runs the instructions of the Dockerfile in a temporary directory. Then starts
 * the result like a container, as a different user without write access, and stops it with SIGTERM.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./dockerfile.js";
import { commandOf, lastOf, readContext, readStages } from "./dockerfile.js";
import type { Built, Variables } from "./image-stage.js";
import { buildStage, exitOf, identity, isRoot, programPath, within } from "./image-stage.js";

const began = performance.now();
const work = mkdtempSync(join(tmpdir(), "image-"));
chmodSync(work, 0o755);
try {
  const stages = readStages(readFileSync("Dockerfile", "utf8"));
  const context = join(work, "context");
  for (const file of readContext()) cpSync(file, join(context, file), { recursive: true });
  const built = new Map<Stage, Promise<Built>>();
  for (const stage of stages) built.set(stage, buildStage(stage, { built, context, work, report }));
  // If a stage fails, wait for the others before the directory is removed.
  await Promise.allSettled(built.values());
  const last = stages.at(-1);
  const image = last && (await built.get(last));
  assert(last && image);
  checkPackages(image);
  checkSbom(image);
  await use(last, image);
} finally {
  if (!isRoot) spawnSync("chmod", ["-R", "u+w", work]);
  // The directories contain 100,000 files. Removing them in parallel takes half the time.
  await Promise.all(readdirSync(work).map((name) => exitOf(spawn("rm", ["-rf", join(work, name)]))));
  rmdirSync(work);
}
report("all");

function report(what: string): void {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}\n`);
}

function checkPackages({ root, directory }: Built): void {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const development = Object.keys(packages).filter((name) => packages[name].dev === true);
  assert(development.length > 0);
  const installed = development.filter((name) => existsSync(join(root, directory, name)));
  assert.deepEqual(installed, [], "development packages are installed in the image");
}

/** Checks that the SBOM lists exactly the installed packages. */
function checkSbom({ root, directory }: Built): void {
  const read = (file: string) => JSON.parse(readFileSync(join(root, directory, file), "utf8"));
  const { components }: { components: readonly { purl: string }[] } = read("sbom.cdx.json");
  const listed = components.map(({ purl }) => decodeURIComponent(purl));
  const { packages } = read("node_modules/.package-lock.json");
  const installed = Object.keys(packages).map((path) => {
    const { name, version } = read(join(path, "package.json"));
    return `pkg:npm/${name}@${version}`;
  });
  assert(installed.length > 0);
  assert.deepEqual(new Set(listed), new Set(installed), "the SBOM differs from the installed packages");
}

async function use(stage: Stage, { root, directory, environment, user }: Built): Promise<void> {
  assert.notEqual(readdirSync(within(root, environment).NODE_COMPILE_CACHE ?? "").length, 0);
  spawnSync("chmod", ["-R", "a-w", root]);
  const port = await freePort();
  const options = {
    cwd: join(root, directory),
    env: {
      PATH: programPath,
      ...within(root, environment),
      // A read-only directory, to detect writes to temporary files.
      TMPDIR: root,
      HOST: "127.0.0.1",
      PORT: String(port),
      METRICS_PORT: "0",
      SHUTDOWN_DELAY_MS: "0",
      // No provider accounts are available here.
      EMULATORS: "true",
    },
    ...identity(user),
  };
  const runProbe = (variables: Variables) => {
    const [program = "", ...rest] = commandOf(lastOf(stage, "HEALTHCHECK"));
    return spawnSync(program, rest, { ...options, env: { ...options.env, ...variables } }).status;
  };
  const [program = "", ...rest] = commandOf(lastOf(stage, "CMD"));
  const started = performance.now();
  const child = spawn(program, rest, { ...options, stdio: ["ignore", "ignore", "inherit"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const exit = exitOf(child);
  const address = `http://127.0.0.1:${port}`;
  await untilReady(`${address}/readyz`, child);
  report(`ready after ${Math.round(performance.now() - started)} ms`);
  assert.equal(runProbe({}), 0, "the health check fails although the gateway runs");
  assert.equal(runProbe({ PORT: "1" }), 1, "the health check does not fail for a port without a listener");
  report("HEALTHCHECK");
  const runProgram = (...given: readonly string[]) =>
    spawnSync("node", ["dist/maintenance.js", ...given], { ...options, encoding: "utf8" });
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.equal(runProgram("--version").stdout, `${version}\n`, "maintenance --version does not work");
  const gate = runProgram("gate", "--url", "http://127.0.0.1:1");
  assert.equal(gate.status, 2, "maintenance gate does not exit with 2 without a gateway");
  report("maintenance");
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ maintenanceWindows { totalCount } }" }),
  });
  assert.match(await response.text(), /^\{"data":.*"totalCount":[1-9]/);
  report("a query");
  child.kill("SIGTERM");
  assert.equal(await exit, 0, "the gateway does not exit with 0 after SIGTERM");
  report("SIGTERM");
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const end = performance.now() + 15_000; performance.now() < end; await sleep(20)) {
    assert.equal(child.exitCode, null, "the gateway exited before it was ready");
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error(`${url} did not become ready within 15 s.`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  assert(address !== null && typeof address === "object");
  return address.port;
}
