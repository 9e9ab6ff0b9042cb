import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Control, TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date("2026-11-22T12:00:00Z"));
});
afterAll(() => emulators.close());

/** One raw read of each emulator, as a client would send it. */
const reads = {
  flink: (url: string) =>
    fetch(url, {
      method: "POST",
      headers: {
        "x-amz-target": "KinesisAnalytics_20180523.ListApplications",
        authorization:
          "AWS4-HMAC-SHA256 Credential=key/20261122/eu-central-1/kinesisanalytics/aws4_request, rest",
      },
      body: "{}",
    }),
  datadog: (url: string) =>
    fetch(`${url}/api/v2/maintenance_windows`, {
      headers: { "dd-api-key": "secret-key", "dd-application-key": "secret-key" },
    }),
};

describe.each(["flink", "datadog"] as const)("the control routes of the %s emulator", (name) => {
  let control: Control;
  const read = () => reads[name](control.url);
  const other = name === "flink" ? "DescribeApplication" : "DeleteMaintenanceWindow";
  const operation = name === "flink" ? "ListApplications" : "ListMaintenanceWindows";
  beforeEach(async () => {
    control = emulators[name];
    await control.reset();
  });

  test("a fault applies to the given number of requests, and only to its operation", async () => {
    await control.fault(operation, { status: 503 }, 2);
    await control.fault(other, { status: 500 });
    expect([(await read()).status, (await read()).status, (await read()).status]).toEqual([503, 503, 200]);
  });

  test("a fault can change members of one item, and leaves the others alone", async () => {
    const item = name === "flink" ? "orders-enrichment" : "00000000-0000-4000-8000-000000000002";
    const whole = await (await read()).text();
    const patch = { type: null, ApplicationStatus: null, attributes: { name: 7 } };
    await control.fault(operation, { merge: { [item]: patch, unknown: { type: null } } });
    const items = (text: string) => Object.values(JSON.parse(text))[0] as Record<string, unknown>[];
    const isItem = ({ id, ApplicationName }: Record<string, unknown>) => [id, ApplicationName].includes(item);
    const changed = items(await (await read()).text());
    const { type: _type, ApplicationStatus: _status, ...rest } = items(whole).find(isItem) ?? {};
    const attributes = { ...(rest.attributes as object | undefined), name: 7 };
    expect(changed).toEqual(items(whole).map((each) => (isItem(each) ? { ...rest, attributes } : each)));
  });

  test("a fault of a resource applies only to requests about it", async () => {
    await control.fault("*", { status: 503 }, undefined, "orders-enrichment");
    expect((await read()).status).toBe(200);
  });

  test("a fault for * applies to every operation until it is cleared", async () => {
    await control.fault("*", {
      status: 418,
      body: "tea",
      contentType: "text/plain",
      headers: { "x-pot": "1" },
    });
    const response = await read();
    expect([
      response.status,
      await response.text(),
      response.headers.get("content-type"),
      response.headers.get("x-pot"),
    ]).toEqual([418, "tea", "text/plain", "1"]);
    await fetch(`${control.url}/_emulator/faults`, { method: "DELETE" });
    expect((await read()).status).toBe(200);
  });

  test("latency alone delays the correct response", async () => {
    await control.fault(operation, { latencyMs: 60 }, 1);
    const startedAt = performance.now();
    expect((await read()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });

  test("reset, truncate and hang lose the response", async () => {
    await control.fault(operation, { reset: true }, 1);
    await expect(read()).rejects.toThrow();
    await control.fault(operation, { truncate: true }, 1);
    await expect(read().then((response) => response.text())).rejects.toThrow();
    await control.fault(operation, { hang: true }, 1);
    await expect(
      Promise.race([read(), new Promise((_, reject) => setTimeout(reject, 50, new Error("hangs")))]),
    ).rejects.toThrow("hangs");
  });

  test("a replaced response can be truncated too", async () => {
    await control.fault(operation, { status: 503, body: "x".repeat(100), truncate: true }, 1);
    const response = await read();
    expect([response.status, response.headers.get("content-length")]).toEqual([503, "100"]);
    await expect(response.text()).rejects.toThrow();
  });

  test("the log counts operations and stores bodies, but no credentials", async () => {
    await read();
    await read();
    const log = await (await fetch(`${control.url}/_emulator/requests`)).json();
    expect(log).toEqual({
      counts: { [operation]: 2 },
      underWay: { [operation]: 0 },
      mostAtOnce: { [operation]: 1 },
      requests: [
        { operation, at: "2026-11-22T12:00:00.000Z", body: name === "flink" ? {} : "", headers: {} },
        { operation, at: "2026-11-22T12:00:00.000Z", body: name === "flink" ? {} : "", headers: {} },
      ],
    });
    expect(JSON.stringify(log)).not.toContain("secret-key");
  });

  test("reset restores the seed and clears the faults and the log", async () => {
    const before = await (await read()).text();
    await control.seed(name === "flink" ? { applications: 3 } : { windows: 3 });
    expect((await (await read()).text()).length).toBeGreaterThan(before.length);
    await control.fault("*", { status: 500 });
    await control.reset();
    expect(await (await read()).text()).toBe(before);
    expect(await control.counts()).toEqual({ [operation]: 1 });
  });

  test("an invalid control request gets an error message", async () => {
    const post = (route: string, body: string) =>
      fetch(`${control.url}/_emulator/${route}`, { method: "POST", body });
    const problems = await Promise.all(
      [
        post("faults", "{}"),
        post("faults", '[{"operation":"Nope","fault":{}}]'),
        post("faults", '[{"operation":"*","fault":{"latency":5}}]'),
        post("faults", '[{"operation":"*","fault":{},"times":"2"}]'),
        post("seed", "nonsense"),
        post("seed", '{"applicatons":3}'),
        post("seed", name === "flink" ? '{"applications":"3"}' : '{"windows":"3"}'),
      ].map(async (answer) => [
        (await answer).status,
        ((await (await answer).json()) as { error: string }).error,
      ]),
    );
    for (const [status, error] of problems) {
      expect(status).toBe(400);
      expect(error).toMatch(/\w/);
    }
    expect((await post("elsewhere", "{}")).status).toBe(404);
  });
});
