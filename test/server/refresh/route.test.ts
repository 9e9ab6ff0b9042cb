import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { moveEvent, notify, refreshToken } from "../../support/notices.js";
import { planted } from "../../support/secrets.js";
import { bearer, createIssuer } from "../../support/tokens.js";

const nextToken = planted("refresh-token-next");
const orders = { source: "aws-eu-central-1", application: "orders-enrichment" };

let gateway: TestGateway;
let valid: string;
beforeAll(async () => {
  const issuer = await createIssuer();
  valid = await issuer.token({}, now);
  gateway = await startTestGateway({
    ...issuer.environment,
    METRICS_PORT: "0",
    REFRESH_TOKEN: refreshToken,
    REFRESH_TOKEN_NEXT: nextToken,
  });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.flink.reset());

const lastLine = () => gateway.logs.at(-1);

describe("the token", () => {
  test.each([
    ["REFRESH_TOKEN", refreshToken],
    ["REFRESH_TOKEN_NEXT", nextToken],
  ])("%s is accepted, and named in the log", async (variable, token) => {
    const { status, body, headers } = await notify(gateway, orders, bearer(token));
    expect([status, body, headers.get("cache-control")]).toEqual([202, { status: "accepted" }, "no-store"]);
    expect(lastLine()).toMatchObject({
      msg: "refresh accepted",
      source: "aws-eu-central-1",
      kind: "item",
      authenticatedBy: variable,
    });
  });

  test.each([
    ["no token", () => ({}), "NO_REFRESH_TOKEN"],
    ["another token", () => bearer(planted("another-refresh-token")), "WRONG_REFRESH_TOKEN"],
    ["the beginning of the token", () => bearer(refreshToken.slice(0, -1)), "WRONG_REFRESH_TOKEN"],
    ["a valid token of the API", () => bearer(valid), "WRONG_REFRESH_TOKEN"],
    ["Basic", () => ({ authorization: `Basic ${btoa(`a:${refreshToken}`)}` }), "NO_REFRESH_TOKEN"],
  ])("%s gets 401, before the body is read", async (_name, headers, reason) => {
    const { status, body, headers: sent } = await notify(gateway, "not JSON", headers());
    expect([status, sent.get("www-authenticate"), body.errors[0].extensions.code]).toEqual([
      401,
      "Bearer",
      "UNAUTHENTICATED",
    ]);
    expect(lastLine()).toMatchObject({ msg: "request refused", reason });
  });

  test("grants no access to data", async () => {
    const { errors } = await gateway.query("{ maintenanceSources { id } }", {}, bearer(refreshToken));
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });
});

describe("the body", () => {
  const event = moveEvent("orders-enrichment");
  const withDetail = (detail: object) => ({ ...event, detail: { ...event.detail, ...detail } });

  test.each([
    ["an item by name", orders, ["aws-eu-central-1"], "item"],
    [
      "an item by ARN",
      {
        ...orders,
        application: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment",
      },
      ["aws-eu-central-1"],
      "item",
    ],
    ["a source", { source: "datadog" }, ["datadog"], "source"],
    ["an event", event, ["aws-eu-central-1"], "item"],
  ])("can be %s", async (_name, body, sources, kind) => {
    const before = gateway.logs.length;
    expect((await notify(gateway, body)).status).toBe(202);
    const lines = gateway.logs.slice(before).filter(({ msg }) => msg === "refresh accepted");
    expect(lines.map(({ source, kind: logged }) => [source, logged])).toEqual(
      sources.map((id) => [id, kind]),
    );
  });

  test.each([
    [[], "The body must be a JSON object"],
    ["null", "The body must be a JSON object"],
    ["{", "not valid JSON"],
    [{}, "`source` must be the id of a source"],
    [{ source: 7 }, "`source` must be the id"],
    [{ source: "datadog", application: "" }, "`application` must be the name or the ARN"],
    [{ source: "datadog", applicaton: "orders" }, "`applicaton` is not a field of the body"],
    [{ source: "datadog", constructor: 7 }, "`constructor` is not a field of the body"],
    [{ source: "datadog", application: "orders" }, "`application` must be omitted"],
    [{ ...orders, application: "two words" }, "`application` is not an application that the source can have"],
    [
      { ...orders, application: "arn:aws:kinesisanalytics:us-east-1:123456789012:application/orders" },
      "`application` is not an application that the source can have",
    ],
    [{ ...event, account: undefined }, "`account` of the event must be the 12 digits"],
    [withDetail({ awsRegion: 7 }), "`detail.awsRegion` of the event must be an AWS region"],
    [withDetail({ requestParameters: null }), "`detail.requestParameters` of the event must be"],
    [
      withDetail({ requestParameters: {} }),
      "`detail.requestParameters.applicationName` of the event must be the name",
    ],
  ])("%j gets 400 with the field, and makes no call", async (body, message) => {
    const answer = await notify(gateway, body);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.body.errors[0].message).toContain(message);
    expect(await gateway.flink.counts()).toEqual({});
  });

  test.each([
    ["source", { source: "aws-eu-west-9" }],
    ["region", moveEvent("orders-enrichment", { region: "eu-west-1" })],
  ])("an unknown %s gets 404, which names no source", async (_name, body) => {
    const answer = await notify(gateway, body);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([404, "NOT_FOUND"]);
    expect(answer.body.errors[0].message).toContain("Compare it with the ids in the configuration");
    expect(JSON.stringify(answer.body)).not.toMatch(/aws-|datadog/);
  });

  test("that is sent as text gets 400, which names the content type", async () => {
    const headers = { ...bearer(refreshToken), "content-type": "text/plain" };
    const answer = await notify(gateway, orders, headers);
    expect([answer.status, answer.body.errors[0].message]).toEqual([
      400,
      expect.stringContaining("content-type: application/json"),
    ]);
  });

  test("of more than 64 KiB gets 413", async () => {
    const answer = await notify(gateway, { ...orders, padding: "x".repeat(65_536) });
    expect([answer.status, answer.body.errors[0].message]).toEqual([
      413,
      'The body exceeds 65536 bytes. Send one event, or {"source": "<source id>"}.',
    ]);
  });
});

test("a request with the headers of EventBridge is accepted", async () => {
  const { status } = await notify(gateway, moveEvent("orders-enrichment"), {
    ...bearer(refreshToken),
    "user-agent": "Amazon/EventBridge/ApiDestinations",
    "content-type": "application/json; charset=utf-8",
    range: "bytes=0-1048575",
    "accept-encoding": "gzip,deflate",
  });
  expect(status).toBe(202);
});

test("accepted requests are counted by source and kind", async () => {
  const series = async () =>
    (await (await fetch(`${gateway.metricsAddress}/metrics`)).text())
      .split("\n")
      .find((line) =>
        line.startsWith('maintenance_gateway_refresh_requests_total{source="aws-us-east-1",kind="source"}'),
      );
  expect(await series()).toBeUndefined();
  await notify(gateway, { source: "aws-us-east-1" });
  expect(await series()).toMatch(/ 1$/);
});

test("without REFRESH_TOKEN, the route is off", async () => {
  const without = await startTestGateway();
  try {
    const { status, body } = await notify(without, orders);
    expect([status, body.errors[0]]).toMatchObject([
      404,
      {
        message: "POST /refresh is off. To accept notices of changes, set REFRESH_TOKEN.",
        extensions: { code: "NOT_FOUND" },
      },
    ]);
  } finally {
    await without.stop();
  }
});
