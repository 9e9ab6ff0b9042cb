import assert from "node:assert/strict";
import { test } from "node:test";
import { subscribe } from "../../../test/support/event-stream.ts";
import { freePort } from "../../../test/support/free-port.ts";
import { send } from "../../../test/support/send.ts";
import { bearer, createIssuer } from "../../../test/support/tokens.ts";
import { compose } from "../compose.ts";
import { gatewayConfig } from "../gateway.config.ts";
import { startRouter, startSubgraphs } from "../supergraph.ts";
import { startApolloGateway } from "./apollo-gateway.ts";
import { changes, complete, originOf, restarted, verdicts } from "./live-operations.ts";

test("a stream ends when the token expires that the router has forwarded", async () => {
  const issuer = await createIssuer();
  const tokenFor = async (seconds: number) => {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    return bearer(await issuer.token({ exp }, new Date()));
  };
  const subgraphs = await startSubgraphs({
    environment: { ...issuer.environment, JWT_CLOCK_TOLERANCE_SECONDS: "0" },
  });
  const { maintenance, catalogue } = subgraphs;
  const router = await startRouter({
    supergraph: await compose([{ ...maintenance, headers: await tokenFor(60) }, catalogue]),
    port: await freePort(),
    hasRustPlanner: false,
  });
  const stream = await subscribe(originOf(router), { query: changes }, await tokenFor(3));
  assert.deepEqual(await stream.next(), restarted);
  const [last, ...others] = await stream.rest();
  assert.equal(last?.data?.errors?.[0]?.extensions.code, "UNAUTHENTICATED");
  assert.deepEqual(others, [complete]);
  await router.stop();
  await subgraphs.stop();
});

test("the example's router limits the time of queries, but not of subscriptions", () => {
  const { upstreamTimeout } = gatewayConfig;
  assert.ok(typeof upstreamTimeout === "function");
  type Timeout = Parameters<typeof upstreamTimeout>[0];
  const limitOf = (operationType: "query" | "mutation" | "subscription") =>
    upstreamTimeout({
      subgraphName: "maintenance",
      executionRequest: { operationType } as NonNullable<Timeout["executionRequest"]>,
    });
  assert.deepEqual(
    [limitOf("query"), limitOf("mutation"), limitOf("subscription")],
    [12_000, 12_000, undefined],
  );
});

test("@apollo/gateway, which has no subscriptions, refuses them", async () => {
  const subgraphs = await startSubgraphs();
  const router = await startApolloGateway(
    [subgraphs.maintenance, subgraphs.catalogue],
    "a-secret-that-the-gateway-does-not-need",
    await freePort(),
  );
  const { data, errors = [] } = await send(originOf(router), verdicts);
  assert.equal(data ?? null, null);
  assert.equal(errors.length, 1);
  await router.stop();
  await subgraphs.stop();
});
