import { fastify } from "fastify";
import { expect, test } from "vitest";
import { addHealthRoutes } from "../../../src/server/lifecycle/health.js";

test.each([
  { isStarting: true, isStopping: false, readiness: [503, { status: "starting" }] },
  { isStarting: false, isStopping: false, readiness: [200, { status: "ok" }] },
  { isStarting: false, isStopping: true, readiness: [503, { status: "stopping" }] },
  { isStarting: true, isStopping: true, readiness: [503, { status: "stopping" }] },
])("/readyz returns $readiness, and /livez 200", async ({ isStarting, isStopping, readiness }) => {
  const app = fastify();
  addHealthRoutes(app, {
    report: () => null,
    isStarting: () => isStarting,
    isStopping: () => isStopping,
  });
  const [ready, live] = await Promise.all([app.inject("/readyz"), app.inject("/livez")]);
  expect([ready.statusCode, ready.json()]).toEqual(readiness);
  expect(ready.headers["retry-after"]).toBe(ready.statusCode === 503 ? "1" : undefined);
  expect(live.statusCode).toBe(200);
});
