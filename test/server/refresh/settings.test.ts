import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readServerConfiguration } from "../../../src/server/configuration/server-configuration.js";
import { readRefreshTokens } from "../../../src/server/refresh/settings.js";

const [token, next] = ["t".repeat(32), "n".repeat(32)];
const file = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "token");
writeFileSync(file, `${token}\n`);

test.each([
  [{}, []],
  [{ REFRESH_TOKEN: token }, [token]],
  [{ REFRESH_TOKEN_FILE: file, REFRESH_TOKEN_NEXT: next }, [token, next]],
])("%j is valid", (environment, secrets) => {
  const { tokens, faults } = readRefreshTokens(environment);
  expect([tokens.map(({ secret }) => secret), faults]).toEqual([secrets, []]);
});

test.each([
  [{ REFRESH_TOKEN: "short" }, "REFRESH_TOKEN", "is shorter than 32 characters."],
  [{ REFRESH_TOKEN_NEXT: next }, "REFRESH_TOKEN", "its replacement REFRESH_TOKEN_NEXT is set."],
  [{ REFRESH_TOKEN: token, REFRESH_TOKEN_FILE: file }, "REFRESH_TOKEN_FILE", "is set together with"],
  [{ REFRESH_TOKEN_FILE: "/nonexistent" }, "REFRESH_TOKEN_FILE", "names a file that cannot be read."],
  [{ REFRESH_TOKEN: token, CALENDAR_TOKEN: token }, "REFRESH_TOKEN", "is the same as CALENDAR_TOKEN."],
  [
    { REFRESH_TOKEN: next, REFRESH_TOKEN_NEXT: token, ROUTER_SECRET: token },
    "REFRESH_TOKEN_NEXT",
    "is the same as ROUTER_SECRET.",
  ],
])("%j is a fault of the configuration", (environment, key, message) => {
  const { configuration: _, faults } = readServerConfiguration(environment);
  const found = faults.filter((fault) => fault.key.startsWith("REFRESH_"));
  expect(found).toEqual([{ key, message: expect.stringContaining(message) }]);
  expect(JSON.stringify(found)).not.toContain(token);
});
