import { Redis } from "ioredis";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createRedisTier } from "../../../src/cache/redis/tier.js";
import { createWriteJournal } from "../../../src/cache/write-journal.js";
import { movableClock } from "../../support/clock.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

const beginning = { readAtMs: 0, position: "0-0" };

describeWithRedis("a replica that no longer follows the journal", () => {
  test("knows the earlier writes of others when it publishes, because its position then includes them", async () => {
    const server = await startRedisServer();
    const admin = new Redis(server.url);
    const connect = async () => {
      const journal = createWriteJournal();
      const logger = pino({ level: "silent" });
      const options = { url: server.url, keyPrefix: "p:", journal, clock: movableClock().moment, logger };
      return { journal, tier: await createRedisTier(options) };
    };
    const [one, two] = [await connect(), await connect()];
    try {
      const followers = async () =>
        String(await admin.client("LIST"))
          .split("\n")
          .filter((line) => line.includes("cmd=xread"))
          .map((line) => Number(/^id=(\d+)/.exec(line)?.[1]));
      await expect.poll(followers, { interval: 5 }).toHaveLength(2);
      for (const id of await followers()) await admin.client("KILL", "ID", id);

      const written = await one.tier.append({ sourceKey: "s", key: "a", item: "written" });
      await two.tier.doubt("s", "b");
      expect(two.journal.find("s", "a", beginning)?.item).toBe("written");
      expect(two.journal.position()).not.toBe(written);
      expect(two.journal.doubts.of("s")).toMatchObject([["b", { position: two.journal.position() }]]);
    } finally {
      await Promise.all([one.tier.close(), two.tier.close()]);
      admin.disconnect();
      await server.stop();
    }
  });
});
