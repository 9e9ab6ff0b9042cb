import { expect, test } from "vitest";
import { startChild } from "../support/child-process.js";
import { startTestEmulators } from "../support/emulators.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { send } from "../support/send.js";

const list =
  "{ maintenanceWindows { totalCount sources { source { id } state unreadableCount unreadable { id } } } }";
const flinkId = `flink:${arnOf("orders-enrichment")}`;
const uuid = datadogId(2).split(":")[2] ?? "";

test("a started gateway lists what it can read, names the rest, and shows it again after a write", async () => {
  const emulators = await startTestEmulators(() => new Date());
  const child = startChild(process.execPath, ["dist/main.js"], {
    ...emulators.environment,
    AWS_REGIONS: "eu-central-1",
    PORT: "0",
    METRICS_PORT: "off",
    NODE_ENV: "production",
    AUTHENTICATION: "none",
    INVENTORY_MAX_AGE_SECONDS: "3600",
    SHUTDOWN_DELAY_MS: "0",
  });
  try {
    const [address] = await child.waitFor(/http:\/\/127\.0\.0\.1:\d+/);
    const oddStatus = { merge: { "orders-enrichment": { ApplicationStatus: null } } };
    await emulators.flink.fault("DescribeApplication", oddStatus, 1, "orders-enrichment");
    await emulators.datadog.fault("ListMaintenanceWindows", {
      merge: { [uuid]: { attributes: { start_at: null, created_by: 12_345 } } },
    });
    const missing = (id: string) => ({ state: "PARTIAL", unreadableCount: 1, unreadable: [{ id }] });
    const { data } = await send(address, list);
    expect(data.maintenanceWindows).toMatchObject({
      totalCount: 9,
      sources: [missing(flinkId), missing(datadogId(2))],
    });
    expect(await send(address, list)).toEqual({ data });
    const ready = await fetch(`${address}/readyz`);
    expect(await ready.json()).toMatchObject({
      sources: [
        { state: "PARTIAL", unreadableCount: 1 },
        { state: "PARTIAL", unreadableCount: 1 },
      ],
    });
    // The log is written in the background.
    await child.waitFor(/(?:some windows could not be read[\s\S]*){2}\n/);
    const lines = child
      .output()
      .split("\n")
      .filter((line) => line.includes("some windows could not be read"));
    expect(
      lines
        .map((line) => JSON.parse(line).items[0])
        .map(({ id, detail }) => [id, detail])
        .sort(),
    ).toEqual([
      [datadogId(2), "start_at is not an instant in RFC 3339"],
      [flinkId, "ApplicationStatus is not a string"],
    ]);

    const gateway = {
      query: (document: string, variables?: Record<string, unknown>) => send(address, document, variables),
    };
    expect(
      await mutate(gateway, "updateFlinkMaintenanceWindow", { id: flinkId, startTime: "03:00" }),
    ).toMatchObject({ outcome: "UPDATED" });
    const after = await send(address, list);
    expect(after.data.maintenanceWindows).toMatchObject({
      totalCount: 10,
      sources: [{ state: "OK", unreadableCount: 0, unreadable: [] }, missing(datadogId(2))],
    });
    expect(await emulators.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  } finally {
    child.kill("SIGTERM");
    await child.exit;
    await emulators.close();
  }
});
