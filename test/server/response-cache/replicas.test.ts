import { afterEach, beforeEach, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { describeWithRedis } from "../../support/redis-server.js";
import type { ReplicaSet } from "../../support/replicas.js";
import { createReplicaSet } from "../../support/replicas.js";

const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const list = `{
  maintenanceWindows(first: 200) {
    nodes { ... on ScheduledWindow { title source { id accountId } } ... on FlinkMaintenanceWindow { startTime } }
  }
}`;

// These tests need a real Redis server. Without one, they are skipped and test/support/redis-server.ts prints a notice.
describeWithRedis("a replica's cached response is not used again", () => {
  let replicas: ReplicaSet;
  let first: TestGateway;
  let second: TestGateway;
  beforeEach(async () => {
    replicas = await createReplicaSet({
      METRICS_PORT: "0",
      RESPONSE_CACHE_MAX_BYTES: "1000000",
      INVENTORY_MAX_AGE_SECONDS: "3600",
    });
    [first, second] = [await replicas.startReplica(), await replicas.startReplica()];
    // The second replica gets the windows from Redis, so it calls no provider.
    for (const { query } of [first, second]) await query(list);
  });
  afterEach(() => replicas.stop());

  async function reused({ metricsAddress }: TestGateway): Promise<number> {
    const text = await (await fetch(`${metricsAddress}/metrics`)).text();
    return Number(/maintenance_gateway_reused_responses_total (\d+)/.exec(text)?.[1]);
  }

  async function accountIds({ query }: TestGateway): Promise<readonly (string | null)[]> {
    const { data } = await query(list);
    const nodes: { source: { id: string; accountId: string | null } }[] = data.maintenanceWindows.nodes;
    return [
      ...new Set(
        nodes.filter(({ source }) => source.id === "aws-eu-central-1").map(({ source }) => source.accountId),
      ),
    ];
  }

  test("when it reads an application that the list did not have, and so learns the account id", async () => {
    expect(await accountIds(second)).toEqual([null]);
    expect(await accountIds(second)).toEqual([null]);
    expect(await reused(second)).toBe(1);
    // The response that describes an application contains the account id. The list does not have the application yet.
    await replicas.emulators.flink.seed({ applications: 1, region: "eu-central-1" });
    const { data } = await second.query(
      `{ flinkApplication(arn: "${arn.replace("orders-enrichment", "load-00001")}") { name } }`,
    );
    expect(data.flinkApplication.name).toBe("load-00001");
    expect(await accountIds(second)).toEqual(["123456789012"]);
    expect(await reused(second)).toBe(1);
  });

  test("after a write of another replica", async () => {
    for (let request = 0; request < 2; request++) await second.query(list);
    await first.query(
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "09:00" }) { __typename } }`,
    );
    await expect
      .poll(async () => JSON.stringify((await second.query(list)).data))
      .toContain(
        '"title":"orders-enrichment","source":{"id":"aws-eu-central-1","accountId":null},"startTime":"09:00"',
      );
  });
});
