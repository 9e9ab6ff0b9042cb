import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import { now } from "../../../support/gateway.js";
import { planted } from "../../../support/secrets.js";
import { createIssuer } from "../../../support/tokens.js";
import type { WrongRequest } from "./wrong-request.js";
import { expectRefusal, get, json, noPreflight, postJson, startWatchedGateway } from "./wrong-request.js";

const query = "{ __typename }";
const log = ["30 request refused"];
const unauthenticated = { status: 401, code: "UNAUTHENTICATED", log } as const;
const forbidden = { status: 403, code: "PERMISSION_DENIED", log } as const;
const withHeaders = (...headers: string[]) => postJson({ query }, [json, ...headers]);

describe("with AUTHENTICATION=jwt", () => {
  let gateway: TestGateway;
  let token: (claims: Record<string, unknown>) => Promise<string>;
  beforeAll(async () => {
    const issuer = await createIssuer();
    gateway = await startWatchedGateway(issuer.environment);
    token = (claims) => issuer.token(claims, now);
  });
  afterAll(() => gateway.stop());

  const values = [
    "",
    "x",
    "Basic eDp4",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Bearer x.y.z",
    `Bearer ${planted("token")}`,
    "Bearer \u00ff\u0080",
    `Bearer ${"x".repeat(10_000)}`,
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Bearer bnVsbA.bnVsbA.bnVsbA",
    "Bearer W10.W10.W10",
    "Bearer a\r\nauthorization: Bearer b",
  ];
  const rows: readonly WrongRequest[] = [
    { ...unauthenticated, name: "no header", request: postJson({ query }) },
    ...values.map((value, index) => ({
      ...unauthenticated,
      name: `value ${index} of the header authorization`,
      request: withHeaders(`authorization: ${value}`),
    })),
    {
      ...unauthenticated,
      name: "data for a browser, which gets the page without credentials",
      request: get("query={a}", [noPreflight, "accept: application/json, text/html;q=0.9"]),
    },
  ];
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => expectRefusal(gateway, row));

  test.each([
    ["an expired token", { exp: 1 }, unauthenticated],
    ["a malformed claim", { exp: "soon" }, unauthenticated],
    ["a token without a scope", { scope: "other" }, forbidden],
    ["a scope of the wrong type", { scope: { maintenance: "read" } }, forbidden],
  ])("%s", async (name, claims, row) =>
    expectRefusal(gateway, {
      ...row,
      name,
      request: withHeaders(`authorization: Bearer ${await token(claims)}`),
    }),
  );

  test("none of them counts as an internal error", async () => {
    const metrics = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
    expect(metrics).not.toContain("INTERNAL_SERVER_ERROR");
  });
});

describe("with AUTHENTICATION=router", () => {
  const secret = planted("router");
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWatchedGateway({ AUTHENTICATION: "router", ROUTER_SECRET: secret });
  });
  afterAll(() => gateway.stop());

  const right = `router-authorization: ${secret}`;
  const claims = 'router-claims: {"sub":"ada","scope":"maintenance:read"}';
  const rows: readonly WrongRequest[] = [
    { ...unauthenticated, name: "no secret", request: withHeaders(claims) },
    ...["", "x", "\u00ff".repeat(48), "x".repeat(10_000)].map((value, index) => ({
      ...unauthenticated,
      name: `wrong secret ${index}`,
      request: withHeaders(`router-authorization: ${value}`, claims),
    })),
    { ...unauthenticated, name: "two secrets", request: withHeaders(right, right, claims) },
    { ...unauthenticated, name: "no claims", request: withHeaders(right) },
    ...["", "{", "null", "[]", "1", '"x"', "\u00ff"].map((value) => ({
      ...unauthenticated,
      name: `claims ${JSON.stringify(value)}`,
      request: withHeaders(right, `router-claims: ${value}`),
    })),
    ...['{"scope":5}', '{"__proto__":{"scope":"maintenance:read"}}'].map((value) => ({
      ...forbidden,
      name: `claims ${value}`,
      request: withHeaders(right, `router-claims: ${value}`),
    })),
  ];
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => expectRefusal(gateway, row));
});
