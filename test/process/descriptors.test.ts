import { mkdtempSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { bearer, createIssuer } from "../support/tokens.js";

/** The gateway's limit of open files. It needs about thirty. */
const maxDescriptors = 80;

let emulators: TestEmulators;
let child: Child;
/** Sends all requests on one connection, which is opened while descriptors are left. */
let agent: Agent;
const connections: Socket[] = [];
beforeEach(async () => {
  emulators = await startTestEmulators(() => new Date());
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  releaseDescriptors();
  agent.destroy();
  child.kill("SIGKILL");
  await child.exit;
  await emulators.close();
});

async function start(environment: Record<string, string>): Promise<string> {
  child = startChild("sh", ["-c", `ulimit -n ${maxDescriptors} && exec "${process.execPath}" dist/main.js`], {
    PORT: "0",
    NODE_ENV: "production",
    SHUTDOWN_DELAY_MS: "0",
    METRICS_PORT: "off",
    UPSTREAM_MAX_ATTEMPTS: "1",
    INVENTORY_MAX_AGE_SECONDS: "0",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    INVENTORY_STALE_IF_ERROR_SECONDS: "0",
    ...environment,
  });
  const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
  return address;
}

const query =
  "{ maintenanceWindows { sources { source { id health { circuit } } state error { __typename code message retryable ... on UpstreamError { failure } } } } }";

function get(url: string, headers = {}): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { "apollo-require-preflight": "1", ...headers } }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .once("error", reject)
      .end();
  });
}

const ask = (address: string, headers = {}) =>
  get(`${address}/graphql?query=${encodeURIComponent(query)}`, headers);

/** Opens connections until the gateway closes one, because it has no descriptor left for it. */
async function useAllDescriptors(address: string): Promise<void> {
  const { hostname, port } = new URL(address);
  const { promise: refused, resolve } = Promise.withResolvers<void>();
  for (let count = 0; count < maxDescriptors; count += 1) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.once("close", () => resolve());
    connections.push(socket);
  }
  await refused;
}

function releaseDescriptors(): void {
  for (const socket of connections.splice(0)) socket.destroy();
}

test("a key file that cannot be opened for lack of descriptors is a temporary failure, and the log names the lack", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "descriptors-")), "api-key");
  const { DD_API_KEY = "", ...environment } = emulators.environment;
  writeFileSync(file, DD_API_KEY);
  const address = await start({ ...environment, DD_API_KEY_FILE: file });
  const datadog = async () =>
    JSON.parse((await ask(address)).body).data.maintenanceWindows.sources.find(
      ({ source }: { source: { id: string } }) => source.id === "datadog",
    );
  expect(await datadog()).toMatchObject({ state: "OK" });

  await useAllDescriptors(address);
  expect(await datadog()).toEqual({
    source: { id: "datadog", health: { circuit: "CLOSED" } },
    state: "FAILED",
    error: {
      __typename: "UpstreamError",
      code: "UNAVAILABLE",
      failure: "UNREACHABLE",
      retryable: true,
      message: expect.stringContaining("because the gateway has run out of a resource. Try again later."),
    },
  });
  await child.waitFor(/"detail":"EMFILE: the process has no free file descriptors/);
  expect(child.output()).not.toContain("UNAUTHENTICATED");

  releaseDescriptors();
  await expect.poll(datadog).toMatchObject({ state: "OK" });
});

test("a token that cannot be checked for lack of descriptors gets 503, and the log names the lack", async () => {
  const { environment, token } = await createIssuer();
  const { JWT_JWKS_FILE: _file, ...settings } = environment;
  // The name lookup fails first, as if the name did not exist.
  const jwksUrl = "http://localhost:1024/jwks.json";
  const address = await start({ ...emulators.environment, ...settings, JWT_JWKS_URL: jwksUrl });
  expect((await get(`${address}/livez`)).status).toBe(200);
  await useAllDescriptors(address);
  const headers = bearer(await token({}, new Date()));
  const answers = [await ask(address, headers), await ask(address, headers)];
  expect(answers.map(({ status }) => status)).toEqual([503, 503]);
  expect(answers[0]?.body).toContain('"code":"UNAVAILABLE"');
  await child.waitFor(/"problem":"EMFILE: the process has no free file descriptors/);
  await child.waitFor(/"reason":"EMFILE"(?:.|\n)*"reason":"EMFILE"/);
});
