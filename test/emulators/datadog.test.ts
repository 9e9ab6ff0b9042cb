import { client as common, v2 } from "@datadog/datadog-api-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";

let emulators: TestEmulators;
let api: v2.CaseManagementApi;
beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date("2026-11-22T12:00:50Z"));
  api = new v2.CaseManagementApi(
    common.createConfiguration({
      baseServer: new common.BaseServerConfiguration(emulators.datadog.url, {}),
      authMethods: { apiKeyAuth: "key", appKeyAuth: "key" },
    }),
  );
});
afterAll(() => emulators.close());
beforeEach(() => emulators.datadog.reset());

const collection = () => `${emulators.datadog.url}/api/v2/maintenance_windows`;
const known = "00000000-0000-4000-8000-000000000004";
const keys = { "dd-api-key": "key", "dd-application-key": "key", "content-type": "application/json" };
const attributes = {
  name: "Deploy",
  query: "service:a",
  start_at: "2026-12-01T00:00:00Z",
  end_at: "2026-12-01T01:00:00Z",
};
const body = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ data: { type: "maintenance_window", attributes: { ...attributes, ...more } } });

async function call(method: string, url: string, payload?: string, headers: Record<string, string> = keys) {
  const response = await fetch(url, { method, headers, ...(payload === undefined ? {} : { body: payload }) });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body: text === "" ? null : JSON.parse(text),
    headers: response.headers,
  };
}

test("Datadog's own client lists, creates, partially updates and deletes windows", async () => {
  expect((await api.listMaintenanceWindows()).data).toHaveLength(5);
  const created = await api.createMaintenanceWindow({
    body: {
      data: {
        type: "maintenance_window",
        attributes: {
          name: "Deploy",
          query: "service:a",
          startAt: new Date("2026-12-01T00:00:00.123Z"),
          endAt: new Date("2026-12-01T01:00:00Z"),
        },
      },
    },
  });
  expect(created.data.attributes.startAt.toISOString()).toBe("2026-12-01T00:00:00.000Z");
  const updated = await api.updateMaintenanceWindow({
    maintenanceWindowId: created.data.id,
    body: { data: { type: "maintenance_window", attributes: { name: "Deploy 2" } } },
  });
  expect(updated.data.attributes).toMatchObject({ name: "Deploy 2", query: "service:a" });
  await api.deleteMaintenanceWindow({ maintenanceWindowId: created.data.id });
  expect((await api.listMaintenanceWindows()).data).toHaveLength(5);
});

test("Datadog's own client lists users in pages, and reads one", async () => {
  const users = new v2.UsersApi(
    common.createConfiguration({
      baseServer: new common.BaseServerConfiguration(emulators.datadog.url, {}),
      authMethods: { apiKeyAuth: "key", appKeyAuth: "key" },
    }),
  );
  await emulators.datadog.seed({ users: 100 });
  const page = (pageSize: number, pageNumber: number) => users.listUsers({ pageSize, pageNumber });
  expect((await users.listUsers()).data).toHaveLength(10);
  expect((await page(100, 0)).data).toHaveLength(100);
  const last = await page(100, 1);
  expect(last.meta?.page?.totalCount).toBe(104);
  expect(last.data?.map(({ attributes }) => attributes?.name)).toEqual([97, 98, 99, 100].map(loadName));
  expect((await page(100, 2)).data).toEqual([]);
  await expect(page(101, 0)).rejects.toMatchObject({ code: 400 });
  const [active, deactivated, invited, account] = (await page(4, 0)).data ?? [];
  expect(active).toMatchObject({ type: "users", attributes: { name: "Ada Okafor", status: "Active" } });
  expect(deactivated).toMatchObject({ attributes: { status: "Disabled", disabled: true } });
  expect(invited).toMatchObject({ attributes: { name: null, status: "Pending", verified: false } });
  expect(account).toMatchObject({ attributes: { serviceAccount: true } });
  expect((await users.getUser({ userId: active?.id ?? "" })).data).toEqual(active);
  await expect(users.getUser({ userId: known })).rejects.toMatchObject({ code: 404 });
});

const loadName = (number: number) => `Load user ${String(number).padStart(5, "0")}`;

test("the seed contains ended, open and future windows", async () => {
  const { data } = await api.listMaintenanceWindows();
  const at = new Date("2026-11-22T12:00:50Z");
  const states = data.map(({ attributes: { startAt, endAt } }) =>
    endAt <= at ? "ended" : startAt <= at ? "open" : "to come",
  );
  expect(states).toEqual(["ended", "open", "open", "to come", "to come"]);
});

test("responses have JSON:API's media type and the rate-limit headers", async () => {
  const { status, type, headers } = await call("GET", collection());
  expect([status, type]).toEqual([200, "application/vnd.api+json"]);
  expect(headers.get("x-ratelimit-limit")).toBe("12000");
  expect(headers.get("x-ratelimit-period")).toBe("60");
  expect(headers.get("x-ratelimit-reset")).toBe("10");
  expect(Number(headers.get("x-ratelimit-remaining"))).toBeLessThan(12_000);
  expect((await call("POST", collection(), body())).status).toBe(201);
  expect(await call("DELETE", `${collection()}/${known}`)).toMatchObject({
    status: 204,
    type: null,
    body: null,
  });
});

test.each([
  ["no data", "{}", { status: "400", title: "Bad Request" }],
  ["a body that is not JSON", "{", { status: "400", title: "Bad Request" }],
  [
    "another type",
    JSON.stringify({ data: { type: "case", attributes } }),
    { status: "400", title: "Bad Request", detail: 'got type "case" expected one of "maintenance_window"' },
  ],
  [
    "attributes that are a string",
    JSON.stringify({ data: { type: "maintenance_window", attributes: "x" } }),
    {
      status: "400",
      title: "Bad Request",
      detail: 'error decoding attribute "attributes": invalid type string',
    },
  ],
  ["a blank name", body({ name: " " }), { status: "400", title: "Bad Request" }],
  ["no query", body({ query: undefined }), { status: "400", title: "Bad Request" }],
  [
    "an invalid date",
    body({ start_at: "soon" }),
    { status: "400", title: "Bad Request", detail: 'error decoding attribute "start_at": invalid time' },
  ],
  [
    "an end before the start",
    body({ end_at: "2026-11-01T00:00:00Z" }),
    { title: "Generic Error", detail: "end_at must be after start_at" },
  ],
])("rejects a creation with %s", async (_name, payload, error) => {
  const answer = await call("POST", collection(), payload);
  expect(answer).toMatchObject({ status: 400, type: "application/vnd.api+json", body: { errors: [error] } });
});

test.each(["PUT", "DELETE"])(
  "%s returns 400 for an id that is not a UUID and 404 for an unknown one",
  async (method) => {
    const payload = method === "PUT" ? body() : undefined;
    expect(await call(method, `${collection()}/nonsense`, payload)).toMatchObject({
      status: 400,
      body: {
        errors: [
          {
            status: "400",
            title: "Invalid Parameter",
            detail: 'invalid parameter "maintenance_window_id" in "path"; expected type "uuid"',
          },
        ],
      },
    });
    expect((await call(method, `${collection()}/%ff`, payload)).status).toBe(400);
    expect(await call(method, `${collection()}/00000000-0000-4000-8000-00000000ffff`, payload)).toMatchObject(
      {
        status: 404,
        type: "application/vnd.api+json",
        body: { errors: [{ code: "resource_not_found", title: "maintenance window not found" }] },
      },
    );
  },
);

test("a second DELETE returns 404", async () => {
  expect((await call("DELETE", `${collection()}/${known}`)).status).toBe(204);
  expect((await call("DELETE", `${collection()}/${known}`)).status).toBe(404);
});

test("requests without keys get a 403 with the body that Datadog's edge servers send", async () => {
  expect(await call("GET", collection(), undefined, {})).toMatchObject({
    status: 403,
    type: "application/json",
    body: { errors: ["API key required"] },
  });
  expect(await call("GET", collection(), undefined, { "dd-api-key": "key" })).toMatchObject({
    status: 403,
    body: { errors: ["Forbidden"] },
  });
});

test.each([
  [429, { errors: ["Too many requests"] }],
  [404, { errors: [{ code: "resource_not_found", title: "maintenance window not found" }] }],
])("a fault with status %i has the usual body", async (status, expected) => {
  await emulators.datadog.fault("ListMaintenanceWindows", { status }, 1);
  const answer = await call("GET", collection());
  expect(answer).toMatchObject({ status, body: expected });
  expect(answer.headers.get("x-ratelimit-reset")).toBe("10");
});
