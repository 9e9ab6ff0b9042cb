import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import type { RequestOptions } from "node:http";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts a gateway with these sources in a separate process. */
export async function startGateway(
  sources: readonly object[],
  environment: Readonly<Record<string, string>>,
  { execArgv = [] }: { readonly execArgv?: string[] } = {},
) {
  const file = join(mkdtempSync(join(tmpdir(), "bench-")), "sources.yaml");
  writeFileSync(file, JSON.stringify({ sources }));
  return startServer("dist/main.js", execArgv, {
    LOG_LEVEL: "info",
    NODE_ENV: "production",
    GATEWAY_CONFIG: file,
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "b",
    DD_API_KEY: "a",
    DD_APP_KEY: "b",
    ...environment,
  });
}

export type Server = Awaited<ReturnType<typeof startServer>>;

/** Starts a server in a separate process, which prints the address at which it listens. */
export async function startServer(
  program: string,
  execArgv: string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = fork(program, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", ...environment },
    execArgv,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  process.once("exit", () => child.kill());
  const address = await new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      const found = /listening at (http:\/\/[0-9.:]+)/.exec(String(chunk));
      if (found?.[1]) resolve(found[1]);
    });
  });
  const memoryMb = (name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) /
    1024;
  return {
    url: `${address}/graphql`,
    pid: child.pid ?? 0,
    residentMb: () => memoryMb("VmRSS"),
    /** The largest resident memory so far. */
    peakMb: () => memoryMb("VmHWM"),
    /** The delay of the event loop since the last call. The server must run with `bench/scale/loop-delay.mjs`. */
    loopDelay: () =>
      new Promise<{ readonly p99Ms: number; readonly maxMs: number }>((resolve) => {
        child.once("message", (delay) => resolve(delay as { p99Ms: number; maxMs: number }));
        child.send({});
      }),
    stop: () => child.kill(),
  };
}

const agent = new Agent({ keepAlive: true });

/** Sends an operation; throws if its response has errors. Does not use fetch, which would add a millisecond. */
export async function send<Data>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly data: Data }> {
  const answer = JSON.parse(await post(url, JSON.stringify({ query, variables })));
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

function post(url: string, body: string): Promise<string> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return exchange(url, { method: "POST", headers }, body);
}

export function get(url: string): Promise<string> {
  return exchange(url, { method: "GET" }, "");
}

function exchange(url: string, options: RequestOptions, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, ...options }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Reads until this many windows are cached. */
export async function fillCache(url: string, count: number): Promise<void> {
  for (;;) {
    const { data } = await send<{ maintenanceWindows: { totalCount: number } }>(
      url,
      "{ maintenanceWindows(first: 0) { totalCount } }",
    ).catch(() => ({ data: null }));
    if ((data?.maintenanceWindows.totalCount ?? 0) >= count) return;
    await sleep(500);
  }
}
