import { expect, test } from "vitest";
import { retryAfter } from "../../src/upstream/retry-after-header.js";

const date = "Sun, 22 Nov 2026 12:00:00 GMT";

test.each([
  [{ "retry-after": "9" }, 9],
  [{ "retry-after": " 0.5 " }, 0.5],
  [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT", date }, 30],
  [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT", date }, 0],
  [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, null],
  [{ "retry-after": "soon", date }, null],
  [{ "retry-after": "-3" }, null],
  [{ "retry-after": "1e9" }, null],
  [{}, null],
])("the wait for %j, in seconds: %s", (headers: Record<string, string>, seconds) => {
  expect(retryAfter((name) => headers[name])).toBe(seconds);
});
