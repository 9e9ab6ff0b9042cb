import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { GateServer } from "../support/gate-server.js";
import { gateBodies, startGateServer } from "../support/gate-server.js";
import { planted } from "../support/secrets.js";
import { run } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "maintenance-gate-"));
function fileWith(content: string | Buffer): string {
  const path = join(folder, "token");
  writeFileSync(path, content);
  return path;
}

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());
beforeEach(() => server.respondWith(gateBodies.CLEAR));

const gate = (...more: readonly string[]) => run(["gate", "--url", server.url, ...more]);

test("every option is sent as the parameter of the gate, lists as they were given", async () => {
  await gate(
    ...["--source=datadog,aws-eu", "--source", "aws-us", "--provider", "aws_flink"],
    ...[
      "--application",
      "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/a",
      "--search",
      "a & b",
    ],
    ...["--certainty", "underway", "--lasting", "45m", "--max-age", "PT5M"],
  );
  expect(server.requests.map(({ path, query }) => [path, [...query]])).toEqual([
    [
      "/gate",
      [
        ["source", "datadog,aws-eu"],
        ["source", "aws-us"],
        ["provider", "aws_flink"],
        ["application", "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/a"],
        ["search", "a & b"],
        ["certainty", "underway"],
        ["lasting", "45m"],
        ["maxAge", "PT5M"],
      ],
    ],
  ]);
});

test("without options, no parameter and no token are sent", async () => {
  await gate();
  expect(server.requests).toHaveLength(1);
  expect([...(server.requests[0]?.query ?? ["x"])]).toEqual([]);
  expect(server.requests[0]?.headers).toMatchObject({
    accept: "application/json",
    "cache-control": "no-cache",
  });
  expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
});

test("the gateway gets less time than the request, so that its response says what is missing", async () => {
  await gate("--timeout", "20s");
  expect(server.requests[0]?.headers["x-request-timeout-ms"]).toBe("18000");
});

describe("the address", () => {
  test.each([
    ["", "/gate"],
    ["/", "/gate"],
    ["/maintenance", "/maintenance/gate"],
    ["/maintenance//", "/maintenance/gate"],
  ])("base URL with the path %j", async (path, requested) => {
    const { exitCode } = await run(["gate", "--url", ` ${server.url}${path} `]);
    expect(exitCode).toBe(0);
    expect(server.requests.map((request) => request.path)).toEqual([requested]);
  });

  test("GATEWAY_URL is used only without --url", async () => {
    expect((await run(["gate"], { GATEWAY_URL: server.url })).exitCode).toBe(0);
    const { exitCode } = await run(["gate", "--url", server.url], { GATEWAY_URL: "not a URL" });
    expect(exitCode).toBe(0);
    expect(server.requests).toHaveLength(2);
  });

  const password = planted("url-password");
  test.each([
    ["/graphql", 'Remove "/graphql" at its end.'],
    ["/maintenance/graphql/", 'Remove "/graphql/" at its end.'],
    ["/gate", 'Remove "/gate" at its end.'],
    ["/?a=b", 'without "?" and "#"'],
    ["/#a", 'without "?" and "#"'],
  ])("%s is rejected", async (path, text) => {
    const { exitCode, errors } = await run(["gate", "--url", `${server.url}${path}`]);
    expect(exitCode).toBe(3);
    expect(errors.join()).toContain(text);
    expect(server.requests).toEqual([]);
  });

  test.each([
    [`https://user:${password}@127.0.0.1`, "user name or password"],
    [`https://${password}@127.0.0.1`, "user name or password"],
    [`https://user:${password}@127.0.0.1:port`, "is not a URL"],
    [`${password}`, "is not a URL"],
    ["ftp://127.0.0.1", "must begin with http:// or https://"],
    ["127.0.0.1:4000", "is not a URL"],
    ["localhost:4000", "must begin with http:// or https://"],
  ])("an unusable URL is rejected without a password in the message", async (url, text) => {
    for (const [given, environment, origin] of [
      [["gate", "--url", url], {}, "--url"],
      [["gate"], { GATEWAY_URL: url }, "GATEWAY_URL"],
    ] as const) {
      const { exitCode, errors, output } = await run(given, environment);
      expect(exitCode).toBe(3);
      expect(errors.join()).toContain(text);
      expect(errors.join()).toContain(`maintenance gate: ${origin} `);
      expect(output).toBe("");
    }
  });

  test.each([{}, { GATEWAY_URL: "" }, { GATEWAY_URL: "  " }])(
    "a missing URL is reported: %j",
    async (given) => {
      const { exitCode, errors } = await run(["gate"], given);
      expect(exitCode).toBe(3);
      expect(errors.join()).toContain("--url is missing, and GATEWAY_URL is not set.");
    },
  );
});

describe("the token", () => {
  const [token, other] = [planted("gate-token"), planted("other-gate-token")];
  const sent = () => server.requests.map(({ headers }) => headers.authorization);

  test("comes from --token-file, then from GATEWAY_TOKEN, without the white space around it", async () => {
    await run(["gate", "--url", server.url, "--token-file", fileWith(` ${token}\r\n`)], {
      GATEWAY_TOKEN: other,
    });
    await run(["gate", "--url", server.url], { GATEWAY_TOKEN: `${other}\n` });
    await run(["gate", "--url", server.url], { GATEWAY_TOKEN: " " });
    expect(sent()).toEqual([`Bearer ${token}`, `Bearer ${other}`, undefined]);
  });

  test("is read from a pipe", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = spawn("sh", ["-c", `printf %s '${token}' > '${pipe}'`]);
    await gate("--token-file", pipe);
    expect(sent()).toEqual([`Bearer ${token}`]);
    writer.kill();
  });

  test("is read again for each request", async () => {
    const file = fileWith(token);
    server.respondWith(gateBodies.UNKNOWN, gateBodies.CLEAR);
    await run(["gate", "--url", server.url, "--wait", "1m", "--token-file", file], {}, () => fileWith(other));
    expect(sent()).toEqual([`Bearer ${token}`, `Bearer ${other}`]);
  });

  test.each([
    ["an empty file", ""],
    ["white space", " \n"],
    ["a space", `Bearer ${token}`],
    ["a line break", `${token}\nx: y`],
    ["a control character", `${token}\u0000`],
    ["another character", `${token}é`],
    ["too long a text", token.repeat(1_000)],
  ])("is not sent if the file contains %s", async (_name, content) => {
    const { exitCode, errors } = await gate("--token-file", fileWith(content));
    expect(exitCode).toBe(3);
    expect(errors.join()).toContain(`The token file ${folder}/token `);
    expect(server.requests).toEqual([]);
    if (content.trim() === "") return;
    const variable = await run(["gate", "--url", server.url], { GATEWAY_TOKEN: content });
    expect(variable.exitCode).toBe(3);
    expect(variable.errors.join()).toContain("GATEWAY_TOKEN ");
  });

  test.each([
    ["missing", join(folder, "none"), "ENOENT"],
    ["a folder", folder, "EISDIR"],
    ["endless", "/dev/zero", "more than 16384 bytes"],
  ])("is not sent if the file is %s", async (_name, file, text) => {
    const { exitCode, errors } = await gate("--token-file", file);
    expect(exitCode).toBe(3);
    expect(errors.join()).toContain(text);
    expect(server.requests).toEqual([]);
  });

  test.each([
    "http://gateway.invalid",
    "http://localhost.gateway.invalid",
    "http://127.0.0.1.gateway.invalid",
  ])("is not sent over %s, unless --allow-plain-http allows it", async (url) => {
    const refused = await run(["gate", "--url", url], { GATEWAY_TOKEN: token });
    expect(refused).toMatchObject({ exitCode: 3, output: "" });
    expect(refused.errors.join()).toContain("--allow-plain-http");
    const allowed = await run(["gate", "--url", url, "--allow-plain-http"], { GATEWAY_TOKEN: token });
    expect(allowed.exitCode).toBe(2);
    expect((await run(["gate", "--url", url])).exitCode).toBe(2);
  });
});
