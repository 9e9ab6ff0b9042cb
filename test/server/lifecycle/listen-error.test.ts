import { expect, test } from "vitest";
import { listenError } from "../../../src/server/lifecycle/listen-error.js";
import { start } from "../../../src/server/start.js";
import { clockOf } from "../../support/clock.js";
import { startRecordingServer } from "../../support/recording-server.js";

const startWith = (environment: Record<string, string>) =>
  start({
    environment: { PORT: "0", METRICS_PORT: "0", LOG_LEVEL: "silent", ...environment },
    clock: clockOf(() => new Date()),
  });

test.each(["PORT", "METRICS_PORT"])("a taken port is reported with its variable %s", async (variable) => {
  const server = await startRecordingServer(() => ({}));
  const { port } = new URL(server.url);
  await expect(startWith({ [variable]: port })).rejects.toThrow(
    `The configuration has 1 error:\n  ${variable} is ${port}, but another program already listens on 127.0.0.1, port ${port}. Stop that program, or set ${variable} to another port (0 picks a free one).`,
  );
  await server.close();
});

test.each(["192.0.2.1", "no-such-host.invalid"])(
  "the host %s is reported with its variable",
  async (host) => {
    await expect(
      startWith({ HOST: host, AUTHENTICATION: "none", ALLOW_UNAUTHENTICATED: "true" }),
    ).rejects.toThrow(
      `HOST is ${host}, which is not an address of this machine. Set HOST to 127.0.0.1, or to`,
    );
  },
);

test.each([
  [
    { code: "EACCES", port: 80 },
    "PORT is 80, but this user is not allowed to listen on that port. Set PORT to",
  ],
  [
    { code: "EINVAL", address: "fe80::1" },
    "HOST is fe80::1, which is not an address of this machine. Set HOST to",
  ],
  [
    { code: "EAI_AGAIN", hostname: "gateway" },
    "HOST is gateway, which cannot be resolved at the moment. Set HOST to",
  ],
])("%j names the variable to change", (properties, message) => {
  const error = Object.assign(new Error("listen"), properties);
  expect((listenError(error, { port: "PORT", host: "HOST" }) as Error).message).toContain(message);
});

test("an unknown error stays as it is", () => {
  const error = Object.assign(new Error("listen"), { code: "EMFILE" });
  expect(listenError(error, { port: "PORT", host: "HOST" })).toBe(error);
});
