import { movableClock } from "./clock.js";
import { startTestEmulators } from "./emulators.js";
import type { TestGateway } from "./gateway.js";
import { startTestGateway } from "./gateway.js";
import { startRedisServer } from "./redis-server.js";

export type ReplicaSet = Awaited<ReturnType<typeof createReplicaSet>>;

/** Starts a Redis and emulators, for replicas that share them. The clock of the emulators is also that of the replicas. */
export async function createReplicaSet(environment: Record<string, string> = {}) {
  const clock = movableClock();
  const [redis, emulators] = await Promise.all([startRedisServer(), startTestEmulators(clock.now)]);
  const replicas: TestGateway[] = [];
  return {
    clock,
    redis,
    emulators,
    /** Starts a replica, whose settings and clock can differ from those of the others. */
    async startReplica(own: Record<string, string> = {}, dateNow = clock.now): Promise<TestGateway> {
      const settings = { ...emulators.environment, REDIS_URL: redis.url, ...environment, ...own };
      const replica = await startTestGateway(settings, dateNow);
      replicas.push(replica);
      return replica;
    },
    async stop(): Promise<void> {
      await Promise.all([...replicas.map(({ stop }) => stop()), emulators.close()]);
      await redis.stop();
    },
  };
}
