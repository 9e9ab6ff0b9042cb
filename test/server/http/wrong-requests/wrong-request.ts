import { expect } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import { startTestGateway } from "../../../support/gateway.js";
import { exchange, parseResponse } from "../../../support/raw-http.js";
import { planted, watchForSecrets } from "../../../support/secrets.js";

export interface WrongRequest {
  readonly name: string;
  readonly request: string | Buffer;
  readonly isCutOff?: boolean;
  readonly status: number;
  readonly code: string;
  /** The series that counts it: `refused` or `operation`, with this code. */
  readonly metric?: "refused" | "operation";
  /** The lines of the log with their level. */
  readonly log?: readonly string[];
  readonly message?: string;
}

export const json = "content-type: application/json";
export const noPreflight = "apollo-require-preflight: 1";
const standardResponse = "accept: application/graphql-response+json";
/** Part of every request. Neither the response nor the log may contain it. */
const secret = planted("request");

export const startWatchedGateway = (environment: Record<string, string> = {}): Promise<TestGateway> =>
  startTestGateway({ METRICS_PORT: "0", LOG_LEVEL: "debug", ...environment });

/** Returns a request with any lines as its head. */
export function requestOf(lines: readonly string[], body: string | Buffer = ""): Buffer {
  const head = [...lines, "connection: close", `cookie: ${secret}`];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]);
}

export function post(body: string | Buffer, headers: readonly string[] = [json]): Buffer {
  const lines = ["POST /graphql HTTP/1.1", "host: localhost", ...headers];
  return requestOf([...lines, `content-length: ${Buffer.byteLength(body)}`], body);
}

export const postJson = (body: unknown, headers: readonly string[] = [json]): Buffer =>
  post(JSON.stringify(body), headers);

export const get = (search: string, headers: readonly string[] = [noPreflight]): Buffer =>
  requestOf([`GET /graphql?${search} HTTP/1.1`, "host: localhost", ...headers]);

export const getMembers = (members: Record<string, string>): Buffer =>
  get(new URLSearchParams(members).toString());

/** The rows of an invalid operation: 200 for clients that accept only `application/json`, 400 for the others. */
export function wrongOperation(
  name: string,
  code: string,
  members: object,
  message?: string,
): WrongRequest[] {
  const row = { code, metric: "operation" as const, ...(message === undefined ? {} : { message }) };
  return [
    { ...row, name, request: postJson(members), status: 200 },
    {
      ...row,
      name: `${name}, from a client of GraphQL over HTTP`,
      request: postJson(members, [json, standardResponse]),
      status: 400,
    },
  ];
}

/** Counts requests by series and code. */
async function countsOf({ metricsAddress }: TestGateway): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const text = await (await fetch(`${metricsAddress}/metrics`)).text();
  for (const [, series, code = "", value] of text.matchAll(
    /^maintenance_gateway_(refused_requests_total|request_duration_seconds_count)\{.*(?:code|outcome)="(\w+)"\} (\d+)$/gm,
  )) {
    const key = `${series === "refused_requests_total" ? "refused" : "operation"} ${code}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(value));
  }
  return counts;
}

/** Sends a wrong request and checks what holds for all of them, and what the row says. */
export async function expectRefusal(gateway: TestGateway, row: WrongRequest): Promise<void> {
  const { request, status, code, metric = "refused", message } = row;
  const before = await countsOf(gateway);
  const lineCount = gateway.logs.length;
  const text = await exchange(gateway.address, request, row);
  watchForSecrets(text, "response");
  const response = parseResponse(text);

  expect([response.status, response.body]).toEqual([status, expect.stringContaining(`"${code}"`)]);
  const [error] = JSON.parse(response.body).errors;
  expect(error).toEqual({
    ...error,
    message: message ?? expect.any(String),
    extensions: { ...error.extensions, code, requestId: response.headers["x-request-id"] },
  });
  expect(error.extensions.requestId).toMatch(/^[A-Za-z0-9._-]+$/);
  expect(response.headers["content-type"]).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
  expect(response.headers["cache-control"]).toBe("no-store");

  const logged = gateway.logs
    .slice(lineCount)
    .filter(({ level, msg }) => Number(level) >= 30 || msg === "unreadable request");
  expect(logged.map(({ level, msg }) => `${level} ${msg}`)).toEqual(
    row.log ?? (metric === "operation" ? ["30 operation"] : []),
  );
  await expect
    .poll(async () => {
      const after = [...(await countsOf(gateway))];
      return after
        .map(([key, count]) => [key, count - (before.get(key) ?? 0)])
        .filter(([, count]) => count !== 0);
    })
    .toEqual([[`${metric} ${code}`, 1]]);
}
