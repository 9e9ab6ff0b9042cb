import { afterAll, beforeAll, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestEmulators } from "../../support/emulators.js";
import { startTestEmulators } from "../../support/emulators.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import type { RedisServer } from "../../support/redis-server.js";
import { redisProgram, startRedisServer } from "../../support/redis-server.js";
import { planted } from "../../support/secrets.js";
import type { RandomRequest } from "./random-requests.js";
import { createRandom, randomRequest } from "./random-requests.js";

/** A longer run: `PAIRS=50000 npx vitest run test/server/response-cache/equality.test.ts`. */
const pairs = Number(process.env.PAIRS ?? 1_500);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = createRandom(seed);
const { share, below, pick } = random;

const secret = planted("router-secret-of-the-equality-test");
const scopes = [
  "maintenance:read",
  "maintenance:write",
  "maintenance:read:datadog",
  "maintenance:read:aws-eu-central-1 maintenance:write:datadog",
  "maintenance:read maintenance:write:aws-us-east-1",
];

const clock = movableClock();
let redis: RedisServer | null = null;
let emulators: TestEmulators;
let replicas: readonly TestGateway[];

beforeAll(async () => {
  // Without Redis, there is one replica; test/support/redis-server.ts prints a notice.
  redis = redisProgram === null ? null : await startRedisServer();
  emulators = await startTestEmulators(clock.now);
  const environment = {
    ...emulators.environment,
    AWS_REGIONS: "eu-central-1,us-east-1",
    AUTHENTICATION: "router",
    ROUTER_SECRET: secret,
    METRICS_PORT: "0",
    INVENTORY_MAX_AGE_SECONDS: "30",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "30",
    INVENTORY_STALE_IF_ERROR_SECONDS: "600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "60",
    UPSTREAM_TIMEOUT_MS: "500",
    RESPONSE_CACHE_MAX_BYTES: String(256 * 1024),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const count = redis === null ? 1 : 2;
  replicas = await Promise.all(Array.from({ length: count }, () => startTestGateway(environment, clock.now)));
});
afterAll(async () => {
  await Promise.all(replicas.map(({ stop }) => stop()));
  await emulators.close();
  await redis?.stop();
});

interface Caller {
  readonly scope: string;
  readonly accept: string;
  readonly isGet: boolean;
}

/** A number that no other request has: such a request cannot be answered from the response cache. */
let unique = 0;

async function sendTo({ address }: TestGateway, request: RandomRequest, caller: Caller, isUnique: boolean) {
  const headers = {
    accept: caller.accept,
    "apollo-require-preflight": "true",
    "router-authorization": secret,
    "router-claims": JSON.stringify({ sub: "ada", scope: caller.scope }),
  };
  const variables = isUnique ? { ...request.variables, unread: ++unique } : request.variables;
  const response = caller.isGet
    ? await fetch(
        `${address}/graphql?${new URLSearchParams({ query: request.query, variables: JSON.stringify(variables) })}`,
        { headers },
      )
    : await fetch(`${address}/graphql`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ ...request, variables }),
      });
  const text = (await response.text()).replaceAll(
    String(response.headers.get("x-request-id")),
    "<request id>",
  );
  const shown = [...response.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { status: response.status, headers: Object.fromEntries(shown), text };
}

/** Writes through a replica, sometimes with a fault that loses the response. */
async function write(replica: TestGateway, ids: string[]): Promise<void> {
  const at = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString();
  const operations = [
    `mutation { createDatadogMaintenanceWindow(input: { name: "n${below(1e6)}", query: "q", startsAt: "${at(below(5))}", endsAt: "${at(10 + below(60))}" }) { ... on DatadogMaintenanceWindowChanged { window { id } } } }`,
    `mutation { updateFlinkMaintenanceWindow(input: { id: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment", startTime: "${String(below(24)).padStart(2, "0")}:00" }) { __typename } }`,
  ];
  const id = ids.length === 0 ? null : pick(ids);
  if (id !== null) {
    operations.push(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${id}", name: "x${below(1e6)}" }) { __typename } }`,
      `mutation { endDatadogMaintenanceWindow(input: { id: "${id}" }) { __typename } }`,
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${id}" }) { __typename } }`,
    );
  }
  if (below(8) === 0) await emulators.datadog.fault("*", { reset: true, carriedOut: true }, 1);
  const post = { scope: "maintenance:write", accept: "application/json", isGet: false };
  const { text } = await sendTo(replica, { query: pick(operations), variables: {} }, post, false);
  const created = JSON.parse(text).data?.createDatadogMaintenanceWindow?.window?.id;
  if (created !== undefined) ids.push(created);
  if (ids.length > 20) ids.shift();
}

async function reusedResponses(): Promise<number> {
  const counts = await Promise.all(
    replicas.map(async ({ metricsAddress }) => {
      const text = await (await fetch(`${metricsAddress}/metrics`)).text();
      return Number(/maintenance_gateway_reused_responses_total (\d+)/.exec(text)?.[1]);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

test(
  `a cached response equals the response to an executed query (seed ${seed})`,
  async () => {
    const pool: RandomRequest[] = [];
    const cursors: string[] = [];
    const ids: string[] = [];
    const counts = { pairs: 0, retried: 0, errors: 0, writes: 0 };
    while (counts.pairs < pairs) {
      const event = share();
      const replica = below(4) === 0 ? pick(replicas) : (replicas[0] as TestGateway);
      if (event < 0.02) {
        clock.passSeconds(pick([-20, -0.5, 0.001, 0.5, 1, 5, 20, 31, 61, 600, 3_600]));
        continue;
      }
      if (event < 0.04) {
        await write(replica, ids);
        counts.writes += 1;
        continue;
      }
      if (event < 0.044) {
        await emulators.datadog.fault("*", { status: 500 }, 1 + below(4));
        continue;
      }
      if (event < 0.054) {
        await emulators.datadog.clearFaults();
        continue;
      }
      if (pool.length < 10 || share() < 0.03) pool.push(randomRequest(random, cursors, ids));
      if (pool.length > 12) pool.shift();
      const request = pick(pool);
      const caller = {
        scope: pick([...scopes, scopes[0], scopes[0], scopes[0]] as string[]),
        accept: below(5) === 0 ? "application/json" : "application/graphql-response+json",
        isGet: below(5) === 0,
      };
      counts.pairs += 1;
      // A refresh in the background, or another replica's write, can change the data between the two requests.
      for (let attempt = 1; ; attempt++) {
        const uniqueFirst = share() < 0.5;
        const first = await sendTo(replica, request, caller, uniqueFirst);
        const second = await sendTo(replica, request, caller, !uniqueFirst);
        const isEqual = JSON.stringify(first) === JSON.stringify(second);
        if (isEqual || attempt === 4) {
          const [executed, either] = uniqueFirst ? [first, second] : [second, first];
          expect(either, `${caller.scope}: ${request.query}`).toEqual(executed);
          if (executed.text.includes('"errors"')) counts.errors += 1;
          for (const [, cursor = ""] of executed.text.matchAll(/"endCursor":"([^"]+)"/g))
            cursors.push(cursor);
          cursors.splice(0, cursors.length - 30);
          break;
        }
        counts.retried += 1;
      }
    }
    const reused = await reusedResponses();
    process.stdout.write(`Equality of cached responses: ${JSON.stringify({ ...counts, reused })}\n`);
    // The test compares nothing if responses are not reused.
    expect(reused).toBeGreaterThan(pairs / 20);
    expect(counts.errors).toBeLessThan(pairs / 4);
    expect(counts.retried).toBeLessThan(pairs / 20);
  },
  60_000 + pairs * 50,
);
