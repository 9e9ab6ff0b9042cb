import fc from "fast-check";
import { pino } from "pino";
import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import type { RecordStore } from "../../src/cache/record-store.js";
import { createLocalRecordStore } from "../../src/cache/record-store.js";
import { createRedisConnection } from "../../src/cache/redis/connection.js";
import { createRedisRecordStore } from "../../src/cache/redis/records.js";
import { conflict, unavailable } from "../../src/domain/failures/error-factories.js";
import { GatewayError } from "../../src/domain/failures/gateway-error.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import type { KeyedCreation } from "../../src/writes/idempotency-keys.js";
import { withIdempotencyKey } from "../../src/writes/idempotency-keys.js";
import { movableClock } from "../support/clock.js";
import { now } from "../support/gateway.js";
import { describeWithRedis, startRedisServer } from "../support/redis-server.js";
import { testContext } from "../support/runtime.js";

const key = { key: "key", input: "input" };
const made = { id: "made" } as ScheduledWindow;
const lostResponse = () => unavailable("TIMEOUT", true, "The response was lost.");
const rejection = () => conflict("STALE_REVISION", null, "The creation was rejected.");

function creationWith(given: Partial<KeyedCreation<ScheduledWindow>> = {}): KeyedCreation<ScheduledWindow> {
  return {
    before: async () => [],
    create: async () => made,
    recover: async () => null,
    windowOf: (window) => window,
    ...given,
  };
}

test("a key claimed late in a long request stays claimed for a full request timeout plus a minute", async () => {
  const clock = movableClock();
  const storage = { records: createLocalRecordStore(clock.now), requestTimeoutMs: 300_000 };
  let created = 0;
  const creation = (isLost: boolean) =>
    creationWith({
      async create() {
        created += 1;
        if (isLost) throw lostResponse();
        return made;
      },
    });
  // The claim comes shortly before the deadline of its request.
  const late = withIdempotencyKey(key, creation(true), storage, testContext(2_000));
  await expect(late).rejects.toMatchObject({ failure: { outcomeUnknown: true, retryable: true } });

  for (const seconds of [70, 230, 59]) {
    clock.passSeconds(seconds);
    const early = withIdempotencyKey(key, creation(false), storage, testContext(2_000));
    await expect(early).rejects.toMatchObject({ failure: { outcomeUnknown: true } });
  }
  expect(created).toBe(1);
  clock.passSeconds(1);
  const settled = await withIdempotencyKey(key, creation(false), storage, testContext(2_000));
  expect(settled).toEqual({ result: made, replayed: false });
});

describe("replicas whose clocks differ or are set", () => {
  const requestTimeoutMs = 10_000;
  /** What happens to a creation that is sent. A dead replica does not even store that the response is lost. */
  const outcome = fc.constantFrom("CREATED", "REJECTED", "LOST", "DIES");
  const call = fc.record({
    secondsBefore: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
    /** How far the clock of the replica is off in this call. */
    skewMs: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    outcome,
    sendingSeconds: fc.integer({ min: 0, max: requestTimeoutMs / 1000 }),
    /** When the window appears after a lost response; null: never. */
    appearsAfterSeconds: fc.option(fc.integer({ min: 0, max: 59 })),
    isListed: fc.boolean(),
  });

  test("create at most one window for a key", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const clock = movableClock();
        const storage = { records: createLocalRecordStore(clock.now), requestTimeoutMs };
        const windows: { id: string; appearsAt: number }[] = [];
        const results = new Set<string>();
        for (const {
          secondsBefore,
          skewMs,
          outcome,
          sendingSeconds,
          appearsAfterSeconds,
          isListed,
        } of calls) {
          clock.passSeconds(secondsBefore);
          const death = Promise.withResolvers<null>();
          const creation = creationWith({
            async create() {
              clock.passSeconds(sendingSeconds);
              if (outcome === "REJECTED") throw rejection();
              const id = `window ${windows.length}`;
              const appearsAfter = outcome === "CREATED" ? 0 : appearsAfterSeconds;
              if (appearsAfter !== null) {
                windows.push({ id, appearsAt: clock.now().getTime() + appearsAfter * 1000 });
              }
              if (outcome === "LOST") throw lostResponse();
              if (outcome === "CREATED") return { id } as ScheduledWindow;
              death.resolve(null);
              return new Promise(() => {});
            },
            async recover() {
              if (!isListed) throw unavailable("UNREACHABLE", false, "The list failed.");
              const found = windows.find(({ appearsAt }) => appearsAt <= clock.now().getTime());
              return found === undefined ? null : ({ id: found.id } as ScheduledWindow);
            },
          });
          const context = testContext(10, new Date(clock.now().getTime() + skewMs));
          const ended = withIdempotencyKey(key, creation, storage, context).catch((error: unknown) => {
            if (error instanceof GatewayError) return null;
            throw error;
          });
          const success = await Promise.race([ended, death.promise]);
          if (success !== null) results.add(success.result.id);
        }
        expect(windows.length).toBeLessThanOrEqual(1);
        expect(results.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
  });
});

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("keys in Redis", () => {
  const storageWith = (records: RecordStore) => ({ records, requestTimeoutMs: 10_000 });
  /** Starts the Redis of one test and connects two replicas to it. */
  async function replicasFor({ onTestFinished }: TestContext) {
    const redis = await startRedisServer();
    onTestFinished(() => redis.stop());
    const connect = async () => {
      const connection = createRedisConnection(redis.url, "p:", pino({ level: "silent" }));
      onTestFinished(() => connection.close());
      await connection.connect();
      return connection;
    };
    const connections = await Promise.all([connect(), connect()]);
    const [one, two] = connections;
    const storageOf = (connection: typeof one) => storageWith(createRedisRecordStore(connection, "p:"));
    return { redis, connection: one, storages: [storageOf(one), storageOf(two)] as const };
  }

  test("stay claimed after a lost response, whatever the clocks of the replicas say", async (context) => {
    const { storages } = await replicasFor(context);
    const skewMs = fc.integer({ min: -86_400_000, max: 86_400_000 });
    await fc.assert(
      fc.asyncProperty(fc.uuid(), skewMs, skewMs, async (uuid, ofOne, ofTwo) => {
        let created = 0;
        const creation = creationWith({
          async create() {
            created += 1;
            throw lostResponse();
          },
        });
        for (const [storage, skew] of [
          [storages[0], ofOne],
          [storages[1], ofTwo],
        ] as const) {
          const context = testContext(1_000, new Date(now.getTime() + skew));
          const attempt = withIdempotencyKey({ ...key, key: uuid }, creation, storage, context);
          await expect(attempt).rejects.toMatchObject({ failure: { outcomeUnknown: true } });
        }
        expect(created).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  const nothingSent = { outcomeUnknown: false, message: expect.stringContaining("Nothing was sent") };
  const success = { result: made };

  /** Each command of a creation with a key, when Redis stops responding, and what the first and the next call return. */
  const lateCommands = [
    { command: "read", during: "start", first: { failure: nothingSent }, next: success, sent: 1 },
    { command: "claim", during: "before", first: { failure: nothingSent }, next: success, sent: 1 },
    { command: "result", during: "create", first: success, next: success, sent: 1 },
    {
      // An earlier call got no response. The first call finds its window, which is deleted before the next call.
      command: "result of an earlier call",
      during: "recover",
      first: success,
      next: success,
      sent: 0,
    },
    {
      command: "release after a rejection",
      during: "create",
      error: rejection(),
      first: { failure: { kind: "ConflictError" } },
      next: success,
      sent: 2,
    },
    {
      command: "note of a lost response",
      during: "create",
      error: lostResponse(),
      first: { failure: { outcomeUnknown: true } },
      next: { failure: { outcomeUnknown: true } },
      sent: 1,
    },
  ];

  describe.concurrent.each(["late", "late, from a connection that has been replaced", "never"])(
    "if Redis executes a command %s",
    (executed) => {
      test.for(lateCommands)("the $command does not mislead the next call", async (given, context) => {
        const { redis, connection, storages } = await replicasFor(context);
        let isFirst = true;
        let sent = 0;
        async function freezeDuring(moment: string): Promise<void> {
          if (!isFirst || moment !== given.during) return;
          redis.freeze();
          // Nothing is sent to a Redis that is known to be unavailable.
          if (executed === "never") await connection.run(() => connection.redis.ping());
        }
        const creation = creationWith({
          async before() {
            await freezeDuring("before");
            return [];
          },
          async create() {
            sent += 1;
            await freezeDuring("create");
            if (isFirst && given.error !== undefined) throw given.error;
            return made;
          },
          async recover() {
            await freezeDuring("recover");
            return isFirst ? made : null;
          },
        });
        const attempt = (index: 0 | 1) =>
          withIdempotencyKey(key, creation, storages[index], testContext(5_000)).catch(
            (error: unknown) => error,
          );

        if (given.during === "recover") {
          const lost = creationWith({ create: () => Promise.reject(lostResponse()) });
          await withIdempotencyKey(key, lost, storages[1], testContext(5_000)).catch(() => {});
        }
        await freezeDuring("start");
        expect(await attempt(0)).toMatchObject(given.first);
        isFirst = false;
        if (executed.includes("replaced")) connection.redis.disconnect(true);
        redis.thaw();
        await context.expect.poll(() => connection.isUnavailable(), { interval: 5 }).toBe(false);
        expect(await attempt(1)).toMatchObject(given.next);
        expect(sent).toBe(given.sent);
      });
    },
  );
});
