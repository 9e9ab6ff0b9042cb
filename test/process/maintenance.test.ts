import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startChild } from "../support/child-process.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import type { GateServer } from "../support/gate-server.js";
import { gateBodies, gateError, startGateServer } from "../support/gate-server.js";
import { createCertificate, startRelay } from "../support/relay.js";
import { planted } from "../support/secrets.js";

const program = "dist/maintenance.js";

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());
beforeEach(() => server.respondWith(gateBodies.CLEAR));

async function run(given: readonly string[], environment: Record<string, string> = {}) {
  const child = startChild(process.execPath, [program, ...given], environment);
  return { exitCode: await child.exit, output: child.output(), errors: child.errors() };
}

describe("exit codes of the process", () => {
  test.each([
    ["clear", gateBodies.CLEAR, 0],
    ["in maintenance", gateBodies.IN_MAINTENANCE, 1],
    ["unknown", gateBodies.UNKNOWN, 2],
    ["refused", { status: 401, body: gateError("UNAUTHENTICATED", "No token.") }, 3],
    ["no response", { bytes: "" }, 2],
  ])("%s", async (_name, response, code) => {
    server.respondWith(response);
    expect((await run(["gate", "--url", server.url])).exitCode).toBe(code);
  });

  test.each([
    [["--help"], 0],
    [["--version"], 0],
    [["gate", "--help"], 0],
    [["gate"], 3],
    [[], 3],
  ])("%j: %i", async (given, code) => {
    expect((await run(given)).exitCode).toBe(code);
  });
});

test("the file starts as a program", async () => {
  const child = startChild(program, ["--version"], {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  });
  expect(await child.exit).toBe(0);
  expect(child.output()).toBe(`${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
});

test("the npm script passes the arguments, the output and the exit code on", async () => {
  server.respondWith(gateBodies.IN_MAINTENANCE);
  const child = startChild("npm", ["run", "--silent", "maintenance", "--", "gate", "--url", server.url]);
  expect(await child.exit).toBe(1);
  expect(child.output()).toMatch(/^In maintenance until .*\n$/);
});

test("older versions of Node.js can read the file that checks their version", async () => {
  const entry = readFileSync(program, "utf8");
  const imported = [...entry.matchAll(/from "(\.\/chunks\/[^"]+)"/g)].map(([, path = ""]) =>
    readFileSync(join("dist", path), "utf8"),
  );
  expect(imported.length).toBeLessThan(2);
  for (const code of [entry, ...imported]) {
    const targets = await Promise.all(["esnext", "node14"].map((target) => transform(code, { target })));
    expect(targets[1]?.code).toBe(targets[0]?.code);
  }
});

describe("an unexpected end is unknown, never clear or in maintenance", () => {
  /** A copy of the program, in which something is broken. */
  function brokenCopy(): string {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-broken-"));
    cpSync("dist", join(folder, "dist"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    return folder;
  }

  test("the rest of the program is missing", async () => {
    const folder = brokenCopy();
    const [, chunk = ""] =
      /import\("(\.\/chunks\/maintenance-program-[^"]+)"\)/.exec(readFileSync(program, "utf8")) ?? [];
    rmSync(join(folder, "dist", chunk));
    const child = startChild(process.execPath, [join(folder, program), "gate", "--url", server.url]);
    expect(await child.exit).toBe(2);
    expect(child.errors()).toContain("internal error, so there is no verdict");
  });

  test.each([
    ["an exception", "setImmediate(() => { throw new Error('broken') })"],
    ["a rejection", "setImmediate(() => Promise.reject(new Error('broken')))"],
    ["a rejection without an error", "setImmediate(() => Promise.reject('broken'))"],
    [
      "a request that never ends",
      "require('node:http').request = () => ({ on() {}, end() {} }); require('node:module').syncBuiltinESMExports()",
    ],
    ["an exception while printing", "process.stdout.write = () => { throw new Error('broken') }"],
  ])("%s", async (_name, code) => {
    const file = join(mkdtempSync(join(tmpdir(), "maintenance-broken-")), "break.cjs");
    writeFileSync(file, code);
    // The flag runs the file before the program; "setImmediate" after it has started.
    const child = startChild(process.execPath, ["--require", file, program, "gate", "--url", server.url]);
    expect(await child.exit).toBe(2);
    expect(child.output()).toBe("");
  });
});

test.each([
  ["clear", gateBodies.CLEAR, 0],
  ["in maintenance", gateBodies.IN_MAINTENANCE, 1],
  ["unknown", gateBodies.UNKNOWN, 2],
])("the exit code is the same if nobody reads the output: %s", async (_name, response, code) => {
  server.respondWith(response);
  const child = spawn(process.execPath, [program, "gate", "--url", server.url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  child.stderr.destroy();
  expect((await once(child, "exit"))[0]).toBe(code);
});

describe("signals end the program at once", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s while it waits: %i", async (signal, code) => {
    server.respondWith(gateBodies.IN_MAINTENANCE);
    const child = startChild(process.execPath, [
      program,
      "gate",
      "--url",
      server.url,
      "--wait",
      "1h",
      "--fail-open",
    ]);
    await expect.poll(() => child.errors()).toContain("Waiting: ");
    child.kill(signal);
    expect(await child.exit).toBe(code);
    expect(child.errors()).toContain(`maintenance: stopped by ${signal}. Nothing was decided.\n`);
    expect(child.output()).toBe("");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s during a request: %i", async (signal, code) => {
    server.respondWith({ bytes: "", ending: "hang" });
    const child = startChild(process.execPath, [program, "gate", "--url", server.url]);
    await expect.poll(() => server.requests.length).toBe(1);
    child.kill(signal);
    expect(await child.exit).toBe(code);
  });
});

test("no output contains the token", async () => {
  const token = planted("gate-process-token");
  for (const response of [
    gateBodies.CLEAR,
    gateBodies.UNKNOWN,
    { status: 401, body: gateError("UNAUTHENTICATED", "No token.") },
    { bytes: "" },
  ]) {
    server.respondWith(response);
    for (const more of [[], ["--json"]])
      await run(["gate", "--url", server.url, ...more], { GATEWAY_TOKEN: token });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Bearer ${token}`),
    );
  }
  // startChild watches the output of each of these runs.
  await run(["gate", "--url", server.url], { GATEWAY_TOKEN: `${token}\n${token}` });
  await run(["gate", "--url", "http://gateway.invalid"], { GATEWAY_TOKEN: token });
});

const host = "gateway.example";
const certificate = createCertificate([host]);
if (certificate === null)
  process.stderr.write('Skipping HTTPS of the program: "openssl" is not installed.\n');
// Certificates need openssl, which .ci/run installs.
describe.skipIf(certificate === null)("HTTPS, through the proxy in HTTPS_PROXY", () => {
  async function throughProxy(url: string, environment: (proxyUrl: string) => Record<string, string>) {
    if (certificate === null) throw new Error("There is no certificate.");
    const relay = await startRelay(Number(new URL(server.url).port), certificate);
    const proxy = await startConnectProxy({ hosts: { [host]: relay.port } });
    try {
      const result = await run(["gate", "--url", url, "--timeout", "5s"], environment(proxy.url));
      return { ...result, proxied: proxy.requests };
    } finally {
      await Promise.all([proxy.close(), relay.close()]);
    }
  }
  const file = certificate?.file ?? "";

  test("a certificate of the given authority is trusted", async () => {
    const result = await throughProxy(`https://${host}`, (url) => ({
      HTTPS_PROXY: url,
      NODE_EXTRA_CA_CERTS: file,
    }));
    expect(result).toMatchObject({ exitCode: 0, proxied: [`CONNECT ${host}:443`] });
  });

  test("a certificate that nobody trusts is unknown, with what to set", async () => {
    const result = await throughProxy(`https://${host}`, (url) => ({ HTTPS_PROXY: url }));
    expect(result.exitCode).toBe(2);
    expect(result.output).toContain("NODE_EXTRA_CA_CERTS");
    expect(server.requests).toEqual([]);
  });

  test("this machine is called without the proxy", async () => {
    const result = await throughProxy(server.url, (url) => ({
      HTTPS_PROXY: url,
      HTTP_PROXY: url,
      http_proxy: url,
    }));
    expect(result).toMatchObject({ exitCode: 0, proxied: [] });
  });

  test("a proxy that does not work is unknown", async () => {
    const environment = { HTTPS_PROXY: "http://127.0.0.1:1" };
    const { exitCode, output } = await run(["gate", "--url", `https://${host}`], environment);
    expect(exitCode).toBe(2);
    // The host itself has no address.
    expect(output).toContain("(ECONNREFUSED)");
  });
});
