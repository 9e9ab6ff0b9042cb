import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { nodeVersionProblem } from "../../src/server/lifecycle/node-version.js";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";
import { oneAttempt } from "../support/gateway.js";
import { startRecordingServer } from "../support/recording-server.js";
import { send } from "../support/send.js";

const children: Child[] = [];
function startMain(environment: Record<string, string>, nodeArguments: readonly string[] = []): Child {
  const child = startChild(process.execPath, [...nodeArguments, "dist/main.js"], {
    PORT: "0",
    ...environment,
  });
  children.push(child);
  return child;
}
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await child.exit;
  }
});

const addressOf = async (child: Child) =>
  (await child.waitFor(/GraphQL API, Apollo Sandbox +(http:\S+)\/graphql/))[1] ?? "";

describe("with no configuration", () => {
  test("prints its address, its sources and a shell command that works as printed", async () => {
    const child = startMain({});
    const address = await addressOf(child);
    const [line = ""] = await child.waitFor(/curl .*/);
    for (const path of ["/graphql", "/graphiql", "/calendar.ics"])
      expect(child.output()).toContain(`  ${address}${path}\n`);
    expect(child.output()).toContain("npm run dashboard\n");
    expect(child.output()).toContain("Sources (embedded emulators, no real accounts):");
    for (const source of ["aws-eu-central-1", "aws-us-east-1", "datadog"])
      expect(child.output()).toContain(source);
    expect(line).toContain(address);
    const answer = JSON.parse(execFileSync("bash", ["-c", line], { encoding: "utf8" }));
    expect(answer.data.maintenanceWindows.totalCount).toBe(15);
    expect(answer.data.maintenanceWindows.nodes).toHaveLength(3);
  });

  test("has the schema of schema.graphql: the bundle renames no type", async () => {
    const child = startMain({});
    const { data } = await send(await addressOf(child), "{ _service { sdl } }");
    expect(data._service.sdl).toBe(readFileSync("schema.graphql", "utf8"));
  });

  test("does not use the user's own AWS profile or token with the emulators", async () => {
    const child = startMain({ AWS_PROFILE: "none-of-this-name", AWS_SESSION_TOKEN: "mine" });
    const { data } = await send(await addressOf(child), "{ maintenanceWindows { sources { state } } }");
    expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }, { state: "OK" }, { state: "OK" }]);
  });

  test("runs the emulators on EMULATOR_FLINK_PORT and EMULATOR_DATADOG_PORT", async () => {
    const ports = [String(await freePort()), String(await freePort())];
    const child = startMain({ EMULATOR_FLINK_PORT: ports[0] ?? "", EMULATOR_DATADOG_PORT: ports[1] ?? "" });
    const address = await addressOf(child);
    await send(address, "{ maintenanceWindows { totalCount } }");
    const log = await Promise.all(
      ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/_emulator/requests`)).json()),
    );
    expect(log).toMatchObject([
      { counts: { ListApplications: 2, DescribeApplication: 12 } },
      { counts: { ListMaintenanceWindows: 1 } },
    ]);
  });
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "on %s the gateway finishes open requests, then exits with code 0",
  async (signal) => {
    const port = String(await freePort());
    const child = startMain({ EMULATOR_DATADOG_PORT: port });
    const address = await addressOf(child);
    const emulator = `http://127.0.0.1:${port}/_emulator`;
    const faults = [{ operation: "*", fault: { latencyMs: 300 } }];
    await fetch(`${emulator}/faults`, { method: "POST", body: JSON.stringify(faults) });
    const slow = send(address, "{ maintenanceWindows { totalCount } }");
    const wasAsked = async () =>
      (await (await fetch(`${emulator}/requests`)).text()).includes('"ListMaintenanceWindows":1');
    while (!(await wasAsked()));
    child.kill(signal);
    expect((await slow).data.maintenanceWindows.totalCount).toBe(15);
    expect(await child.exit).toBe(0);
    expect(child.errors()).toBe("");
  },
);

test("while the gateway stops, only a second SIGINT ends it at once", async () => {
  const child = startMain({ SHUTDOWN_DELAY_MS: "60000" });
  const address = await addressOf(child);
  const isReady = async () => (await fetch(`${address}/readyz`)).ok;
  child.kill("SIGINT");
  while (await isReady());
  for (const signal of ["SIGTERM", "SIGTERM", "SIGHUP", "SIGHUP", "SIGUSR2", "SIGPIPE"] as const) {
    child.kill(signal);
    expect((await fetch(`${address}/livez`)).status).toBe(200);
  }
  child.kill("SIGINT");
  expect(await child.exit).toBeNull();
  expect(child.errors()).toBe("");
});

test("SIGUSR2 and SIGPIPE do not stop the gateway", async () => {
  const child = startMain({});
  const address = await addressOf(child);
  for (const signal of ["SIGUSR2", "SIGPIPE"] as const) child.kill(signal);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
});

test("SIGTERM does not wait for background reads of a throttled source", async () => {
  const port = String(await freePort());
  const child = startMain({ EMULATOR_FLINK_PORT: port, REQUEST_TIMEOUT_MS: "500", LOG_LEVEL: "warn" });
  const address = await addressOf(child);
  const control = (route: string, body: unknown) =>
    fetch(`http://127.0.0.1:${port}/_emulator/${route}`, { method: "POST", body: JSON.stringify(body) });
  await control("seed", { applications: 300 });
  await control("faults", [{ operation: "*", fault: { perSecond: 5 } }]);
  const { data } = await send(address, "{ maintenanceWindows { sources { state } } }");
  expect(data.maintenanceWindows.sources[0].state).toBe("FAILED");
  const startedAt = performance.now();
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(child.output()).not.toContain("upstream call failed");
  expect(child.errors()).toBe("");
});

test("SIGTERM during startup stops the process cleanly", async () => {
  const child = startMain({});
  await child.waitFor(/Server listening/);
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(child.errors()).toBe("");
});

test("SIGTERM does not wait for an idle connection", async () => {
  const child = startMain({});
  const { hostname, port } = new URL(await addressOf(child));
  const idle = connect(Number(port), hostname);
  await once(idle, "connect");
  const closed = once(idle, "close");
  const startedAt = performance.now();
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  await closed;
});

test("SIGTERM does not wait for a half-received request", async () => {
  const child = startMain({});
  const { hostname, port } = new URL(await addressOf(child));
  const half = connect(Number(port), hostname);
  await once(half, "connect");
  half.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":',
  );
  await fetch(`http://${hostname}:${port}/livez`);
  const closed = once(half, "close");
  half.on("error", () => {});
  const startedAt = performance.now();
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  await closed;
});

test("the gateway keeps running, and can stop, when the process that reads its output closes", async () => {
  const port = String(await freePort());
  const child = spawn(process.execPath, ["dist/main.js"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: port },
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    child.stdout.destroy();
    const isLive = () =>
      fetch(`http://127.0.0.1:${port}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isLive()));
    const { data } = await send(`http://127.0.0.1:${port}`, "{ maintenanceWindows { totalCount } }");
    expect(data.maintenanceWindows.totalCount).toBe(15);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
  }
});

test("in production the gateway prints no banner, and warns if it runs on emulators", async () => {
  const child = startMain({ NODE_ENV: "production", EMULATORS: "true" });
  await child.waitFor(/"msg":"sources"/);
  expect(child.output()).toContain('"level":40');
  expect(child.output()).toContain("no source is configured: the gateway serves emulator data");
  expect(child.output()).not.toContain("is ready");
});

describe("with real credentials in the environment", () => {
  const credentials = {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "aws-secret",
    AWS_SESSION_TOKEN: "aws-token",
    ...oneAttempt,
    DD_API_KEY: "datadog-api-key",
    DD_APP_KEY: "datadog-app-key",
    DD_SITE: "datadoghq.eu",
  };
  const hook = ["--import", "./test/support/record-connections.mjs"];
  const connectionLog = () => {
    const file = join(mkdtempSync(join(tmpdir(), "connections-")), "log");
    writeFileSync(file, "");
    return { file, read: () => [...new Set(readFileSync(file, "utf8").split("\n").filter(Boolean))].sort() };
  };
  const document =
    "{ maintenanceWindows { totalCount sources { source { id } state error { code message } } } }";

  test("signs requests for kinesisanalytics, sends Datadog's keys, and contacts no other host", async () => {
    const log = connectionLog();
    const [aws, datadog] = await Promise.all([
      startRecordingServer(() => ({ ApplicationSummaries: [] })),
      startRecordingServer(() => ({ data: [] })),
    ]);
    try {
      const child = startMain(
        {
          ...credentials,
          AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: aws.url,
          DD_ENDPOINT_URL: datadog.url,
          CONNECTION_LOG: log.file,
        },
        hook,
      );
      const address = await addressOf(child);
      expect(child.output()).toContain("Sources (from the environment):");
      expect(log.read()).toEqual([]);
      const { data } = await send(address, document);
      expect(data.maintenanceWindows.sources.map(({ state }: { state: string }) => state)).toEqual([
        "OK",
        "OK",
      ]);

      expect(aws.requests).toHaveLength(1);
      expect(aws.requests[0]).toMatchObject({ method: "POST", url: "/", body: '{"Limit":50}' });
      expect(aws.requests[0]?.headers).toMatchObject({
        "x-amz-target": "KinesisAnalytics_20180523.ListApplications",
        "x-amz-security-token": "aws-token",
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/kinesisanalytics\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
        ),
      });
      expect(datadog.requests).toHaveLength(1);
      expect(datadog.requests[0]).toMatchObject({ method: "GET", url: "/api/v2/maintenance_windows" });
      expect(datadog.requests[0]?.headers).toMatchObject({
        "dd-api-key": "datadog-api-key",
        "dd-application-key": "datadog-app-key",
      });
      expect(log.read()).toEqual([aws.url, datadog.url].map((url) => new URL(url).host).sort());
      expect(child.output() + child.errors()).not.toMatch(
        /aws-secret|aws-token|datadog-api-key|datadog-app-key/,
      );
    } finally {
      await Promise.all([aws.close(), datadog.close()]);
    }
  });

  test("contacts only the real hosts if no endpoint is set", async () => {
    const log = connectionLog();
    const child = startMain({ ...credentials, CONNECTION_LOG: log.file }, hook);
    const { data } = await send(await addressOf(child), document);
    expect(
      data.maintenanceWindows.sources.map(({ error }: { error: { code: string } }) => error.code),
    ).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    // The SDKs would log such failures to the console.
    expect(child.errors()).toBe("");
    expect(log.read()).toEqual(["api.datadoghq.eu:443", "kinesisanalytics.eu-central-1.amazonaws.com:443"]);
  });
});

describe("an invalid configuration", () => {
  test("stops startup and reports all errors at once, without secrets", async () => {
    const child = startMain({
      PORT: "99999",
      LOG_LEVEL: "loud",
      AWS_REGION: "europe",
      DD_API_KEY: "secret key",
    });
    expect(await child.exit).toBe(1);
    expect(child.errors()).toBe(
      [
        "The configuration has 5 errors:",
        "  PORT must be a whole number from 0 to 65535.",
        "  LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.",
        "  AWS_REGION entry 1 is not an AWS region such as eu-central-1.",
        "  DD_API_KEY contains a space, a line break or another character that is invalid in a Datadog key.",
        "  DD_APP_KEY is missing. Set it: Datadog requires both an API key and an application key.",
        "",
      ].join("\n"),
    );
  });

  test("names the variable of an invalid emulator port, with the other errors", async () => {
    const child = startMain({ EMULATOR_FLINK_PORT: "http", LOG_LEVEL: "loud" });
    expect(await child.exit).toBe(1);
    expect(child.errors()).toContain("The configuration has 2 errors:\n");
    expect(child.errors()).toContain("  EMULATOR_FLINK_PORT must be a whole number from 0 to 65535.\n");
  });

  test("suggests a variable also if the gateway runs on emulators", async () => {
    const child = startMain({ DD_APIKEY: "x" });
    await child.waitFor(/DD_APIKEY is not a variable of the gateway\. Did you mean DD_API_KEY\?/);
  });

  test("names the variable of an emulator port that is taken", async () => {
    const server = await startRecordingServer(() => ({}));
    const { port } = new URL(server.url);
    const child = startMain({ EMULATOR_DATADOG_PORT: port });
    expect(await child.exit).toBe(1);
    expect(child.errors()).toContain(
      `  EMULATOR_DATADOG_PORT is ${port}, but another program already listens on 127.0.0.1, port ${port}.`,
    );
    await server.close();
  });
});

const hasScript = spawnSync("script", ["--version"]).status === 0;
if (!hasScript)
  process.stderr.write('Skipping the tests in a terminal: "script" of util-linux is not installed.\n');
describe.runIf(hasScript)("in a terminal", () => {
  const inTerminal = (environment: Record<string, string>) => {
    const child = startChild("script", ["-qec", `${process.execPath} dist/main.js`, "/dev/null"], {
      PORT: "0",
      METRICS_PORT: "0",
      NO_COLOR: "1",
      ...environment,
    });
    children.push(child);
    return child;
  };

  test("prints log lines as text", async () => {
    const child = inTerminal({});
    await child.waitFor(/Press Ctrl-C to stop/);
    expect(child.output()).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: Server listening at http/);
    expect(child.output()).not.toContain('"level":');
    child.kill("SIGINT");
  });

  test("prints log lines as JSON in production", async () => {
    const child = inTerminal({ NODE_ENV: "production", EMULATORS: "true", SHUTDOWN_DELAY_MS: "0" });
    await child.waitFor(/"msg":"sources"/);
    for (const line of child.output().trim().split(/\r?\n/)) expect(JSON.parse(line)).toHaveProperty("level");
  });
});

describe("the check of the Node.js version", () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})`;

  test.each([
    ["20.20.2", true],
    ["24.21.0", true],
    ["25.9.0", true],
    ["26.0.0", false],
    ["28.0.0", false],
  ])("%s is too old: %s", (version, tooOld) => {
    expect(nodeVersionProblem(version) !== null).toBe(tooOld);
  });

  test("agrees with package.json", () => {
    const { engines } = JSON.parse(readFileSync("package.json", "utf8"));
    const major = Number(engines.node.replace(">=", ""));
    expect(nodeVersionProblem(`${major}.0.0`)).toBeNull();
    expect(nodeVersionProblem(`${major - 1}.99.9`)).not.toBeNull();
  });

  test("stops an npm script with a one-line message", async () => {
    const child = startChild(process.execPath, ["--import", pretend, "scripts/require-node.mjs"]);
    expect(await child.exit).toBe(1);
    expect(child.errors()).toMatch(/^This project needs Node\.js >=26; this is 20\.20\.2\..*\n$/);
  });

  test("stops startup with a one-line message", async () => {
    const child = startMain({}, ["--import", pretend]);
    expect(await child.exit).toBe(1);
    expect(child.errors()).toMatch(
      /^The maintenance gateway requires Node\.js 26 or newer, but this is Node\.js 20\.20\.2\..*\n$/,
    );
    expect(child.output()).toBe("");
  });
});
