import { logger as theirs } from "@datadog/datadog-api-client/dist/logger.js";
import { pino } from "pino";
import { expect, test, vi } from "vitest";

test("Datadog's client logs to the gateway's log and not to the console", async () => {
  // The client is loaded once per process, perhaps already by another test file.
  vi.resetModules();
  const { loadSdk } = await import("../../../src/datasources/datadog/sdk.js");
  const lines: Record<string, unknown>[] = [];
  await loadSdk(pino({ level: "trace" }, { write: (line: string) => void lines.push(JSON.parse(line)) }));
  const methods = ["log", "info", "warn", "error", "debug", "trace"] as const;
  const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
  theirs.error("it broke");
  theirs.warn("it is deprecated");
  theirs.info("chatter");
  for (const spy of spies) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
  expect(lines).toMatchObject([
    { level: 50, library: "datadog-api-client", msg: "it broke" },
    { level: 40, library: "datadog-api-client", msg: "it is deprecated" },
  ]);
});
