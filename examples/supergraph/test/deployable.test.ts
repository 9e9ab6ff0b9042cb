import assert from "node:assert/strict";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { freePort } from "../../../test/support/free-port.ts";
import { send } from "../../../test/support/send.ts";
import { bearer, createIssuer } from "../../../test/support/tokens.ts";
import { startCatalogue } from "../catalogue/catalogue.ts";
import { compose } from "../compose.ts";
import { startRouter, startSubgraphs } from "../supergraph.ts";

const question = '{ service(name: "search") { deployable { verdict reasons retryAt } } }';
const ofNobody = "The maintenance gateway cannot be reached, or did not respond in time.";
const unknown = (reason: string) => ({ verdict: "UNKNOWN", reasons: [reason], retryAt: null });

/** Asks a catalogue whose gateway responds like this, and returns the result and the requests to the gateway. */
async function askWith(
  respond: RequestListener,
  { query = question, headers = {} }: { query?: string; headers?: Record<string, string> } = {},
) {
  const requests: IncomingMessage[] = [];
  const gateway = createServer((incoming, outgoing) => {
    requests.push(incoming);
    respond(incoming, outgoing);
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  const { port } = gateway.address() as AddressInfo;
  const catalogue = await startCatalogue({ port: 0, maintenanceUrl: `http://127.0.0.1:${port}/graphql` });
  const { data, errors } = await send(new URL(catalogue.url).origin, query, {}, headers);
  await catalogue.stop();
  gateway.closeAllConnections();
  gateway.close();
  assert.equal(errors, undefined);
  return { deployable: data.service.deployable, requests };
}

const responding =
  (body: unknown, status = 200): RequestListener =>
  (_incoming, outgoing) => {
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(typeof body === "string" ? body : JSON.stringify(body));
  };

const clear = { verdict: "CLEAR", clearAt: "2030-01-01T00:00:00.000Z", reasons: [], missing: [] };
const blocked = (clearAt: string | null, title: string) => ({
  verdict: "IN_MAINTENANCE",
  clearAt,
  reasons: [{ window: { title } }],
  missing: [],
});
const lacking = { verdict: "UNKNOWN", clearAt: null, reasons: [], missing: [{ message: "No data." }] };

describe("the catalogue's verdict", () => {
  test("is CLEAR only if both answers are", async () => {
    const both = (applications: object, cases: object) =>
      askWith(responding({ data: { applications, cases } })).then(({ deployable }) => deployable);
    const early = blocked("2030-01-01T10:00:00.000Z", "Early");
    const late = blocked("2030-01-01T12:00:00.000Z", "Late");
    assert.deepEqual(await both(clear, clear), { verdict: "CLEAR", reasons: [], retryAt: null });
    assert.deepEqual(await both(clear, lacking), unknown("No data."));
    assert.deepEqual(await both({ ...clear, verdict: "ADDED_LATER" }, clear), {
      verdict: "UNKNOWN",
      reasons: [],
      retryAt: clear.clearAt,
    });
    assert.deepEqual(await both(early, clear), {
      verdict: "IN_MAINTENANCE",
      reasons: ["Early"],
      retryAt: early.clearAt,
    });
    assert.deepEqual(await both(late, early), {
      verdict: "IN_MAINTENANCE",
      reasons: ["Late", "Early"],
      retryAt: late.clearAt,
    });
    assert.deepEqual(await both(lacking, early), {
      verdict: "IN_MAINTENANCE",
      reasons: ["No data.", "Early"],
      retryAt: null,
    });
  });

  const useless: Readonly<Record<string, RequestListener>> = {
    "breaks the connection": (incoming) => incoming.socket.destroy(),
    "returns a page": responding("<html>Bad Gateway</html>", 502),
    "returns an answer without a verdict": responding({ data: { applications: null, cases: clear } }),
    "redirects, even to a verdict": (incoming, outgoing) =>
      incoming.url === "/elsewhere"
        ? responding({ data: { applications: clear, cases: clear } })(incoming, outgoing)
        : outgoing.writeHead(307, { location: "/elsewhere" }).end(),
  };
  for (const [name, respond] of Object.entries(useless)) {
    test(`is UNKNOWN if the gateway ${name}`, async () => {
      assert.deepEqual((await askWith(respond)).deployable, unknown(ofNobody));
    });
  }

  test("is UNKNOWN if one of two answers is missing, or if the gateway reports an error", async () => {
    const part = { data: { cases: clear } };
    assert.deepEqual(
      (await askWith(responding(part))).deployable,
      unknown("The maintenance gateway gave no verdict."),
    );
    const whole = { data: { applications: clear, cases: clear }, errors: [{ message: "Too expensive." }] };
    assert.deepEqual(
      (await askWith(responding(whole))).deployable,
      unknown("The maintenance gateway gave no verdict. Too expensive."),
    );
  });

  test("is UNKNOWN if the gateway misses the caller's deadline", async () => {
    const { deployable, requests } = await askWith(() => {}, { headers: { "x-request-timeout-ms": "50" } });
    assert.deepEqual(deployable, unknown(ofNobody));
    assert.equal(requests[0]?.headers["x-request-timeout-ms"], "50");
  });

  test("takes one request, with the caller's token and trace, and none of its other headers", async () => {
    const headers = {
      authorization: "Bearer somebody",
      "x-request-id": "page-view-7",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };
    const { requests } = await askWith(responding({ data: { applications: clear, cases: clear } }), {
      headers: { ...headers, cookie: "session=1", "x-request-timeout-ms": "600000" },
    });
    assert.equal(requests.length, 1);
    const sent = requests[0]?.headers ?? {};
    assert.deepEqual({ ...sent, ...headers, "x-request-timeout-ms": "8000" }, sent);
    assert.equal(sent.cookie, undefined);
  });
});

describe("with a gateway that verifies tokens, through a router", () => {
  let subgraphs: Awaited<ReturnType<typeof startSubgraphs>>;
  let router: Awaited<ReturnType<typeof startRouter>>;
  let tokenWith: (scope: string) => Promise<Record<string, string>>;

  before(async () => {
    const issuer = await createIssuer();
    tokenWith = async (scope) => bearer(await issuer.token({ scope }, new Date()));
    subgraphs = await startSubgraphs({ environment: issuer.environment });
    const { maintenance, catalogue } = subgraphs;
    const headers = await tokenWith("maintenance:read");
    router = await startRouter({
      supergraph: await compose([{ ...maintenance, headers }, catalogue]),
      port: await freePort(),
      hasRustPlanner: false,
    });
  });
  after(async () => {
    await router.stop();
    await subgraphs.stop();
  });

  const ask = async (headers: Record<string, string>, query = question) => {
    const { data, errors } = await send(new URL(router.url).origin, query, {}, headers);
    assert.equal(errors, undefined);
    return data.service.deployable;
  };

  test("a caller with the scope gets the verdict", async () => {
    const headers = await tokenWith("maintenance:read");
    assert.equal((await ask(headers)).verdict, "CLEAR");
    const other = await ask(headers, question.replace("search", "orders-db"));
    assert.deepEqual(other.reasons, ["Orders database upgrade"]);
  });

  test("a caller who cannot read one of the sources gets UNKNOWN", async () => {
    for (const source of ["aws-us-east-1", "datadog"])
      assert.equal((await ask(await tokenWith(`maintenance:read:${source}`))).verdict, "UNKNOWN");
    const both = await tokenWith("maintenance:read:aws-us-east-1 maintenance:read:datadog");
    assert.equal((await ask(both)).verdict, "CLEAR");
  });

  test("a caller without a scope, or without a token, gets UNKNOWN and the gateway's reason", async () => {
    const without = await ask(await tokenWith("profile"));
    assert.equal(without.verdict, "UNKNOWN");
    assert.match(without.reasons[0], /scope/);
    const anonymous = await ask({});
    assert.equal(anonymous.verdict, "UNKNOWN");
    assert.match(anonymous.reasons[0], /token/);
  });

  // The last test, because it stops the gateway.
  test("the verdict is UNKNOWN while the gateway cannot be reached", async () => {
    const headers = await tokenWith("maintenance:read");
    await subgraphs.stopMaintenance();
    assert.deepEqual(await ask(headers), unknown(ofNobody));
  });
});
