import { describe, expect, test } from "vitest";
import { problemOf } from "../../src/cache/redis/connection.js";
import { classifyError as classifyDatadogError } from "../../src/datasources/datadog/error-table.js";
import { classifyError as classifyFlinkError } from "../../src/datasources/flink/error-table.js";
import { CredentialsError } from "../../src/upstream/credentials-error.js";
import { localShortageOf } from "../../src/upstream/local-shortage.js";
import { createSourceFailures } from "../../src/upstream/source-failures.js";

const errorOf = (code: string, name = "Error") => Object.assign(new Error(`${code}: …`), { code, name });
const fetchFailed = (cause: Error) => new TypeError("fetch failed", { cause });
const chainFailed = (cause?: Error) => new CredentialsError("no credentials", { cause });

const noDescriptors = () => "EMFILE";
const descriptorsLeft = () => null;

test.each([
  ["a socket", fetchFailed(errorOf("EMFILE")), "EMFILE", true],
  [
    "a socket to each of two addresses",
    new AggregateError([errorOf("EMFILE"), errorOf("EMFILE")]),
    "EMFILE",
    true,
  ],
  ["a socket, on a machine without descriptors", errorOf("ENFILE"), "ENFILE", true],
  ["a key or token file", chainFailed(errorOf("EMFILE")), "EMFILE", true],
  ["memory", fetchFailed(errorOf("ENOMEM")), "ENOMEM", false],
  ["a network buffer", errorOf("ENOBUFS"), "ENOBUFS", false],
  ["the disk", errorOf("ENOSPC"), "ENOSPC", false],
  ["a disk quota", errorOf("EDQUOT"), "EDQUOT", false],
])("an error about %s is a local shortage, whatever it is wrapped in", (_name, error, code, neverSent) => {
  const shortage = localShortageOf(error, descriptorsLeft);
  expect(shortage).toMatchObject({ code, neverSent, message: expect.stringMatching(`^${code}: the `) });
  expect(localShortageOf(shortage)).toBe(shortage);
  // For example, a later request that fails because of the same shortage.
  expect(localShortageOf(new Error("a moment ago", { cause: shortage }), descriptorsLeft)).toMatchObject({
    code,
  });
});

// What Node.js 26, glibc and the AWS SDK throw in a process that has no descriptor left.
test.each([
  ["a name lookup", fetchFailed(errorOf("ENOTFOUND"))],
  ["a name lookup without a resolver", errorOf("EAI_AGAIN")],
  [
    "the AWS credential chain, which ignores unreadable files",
    chainFailed(errorOf("", "CredentialsProviderError")),
  ],
  ["an import", errorOf("ERR_INVALID_PACKAGE_CONFIG")],
])("an error of %s is a local shortage only if no descriptor is left", (_name, error) => {
  expect(localShortageOf(error, noDescriptors)).toMatchObject({ code: "EMFILE", neverSent: true });
  expect(localShortageOf(error, descriptorsLeft)).toBeNull();
  expect(localShortageOf(error)).toBeNull();
});

test.each([
  ["a refused connection", fetchFailed(errorOf("ECONNREFUSED"))],
  ["a missing key file", errorOf("ENOENT")],
  ["an HTTP error", new Error("HTTP 503")],
  ["no error", null],
])("%s is not a local shortage, even if no descriptor is left", (_name, error) => {
  expect(localShortageOf(error, noDescriptors)).toBeNull();
});

describe.each([
  ["Datadog", classifyDatadogError],
  ["Flink", classifyFlinkError],
])("a call to %s that fails because of a local shortage", (_name, classifyProviderError) => {
  const failures = createSourceFailures({
    provider: "P",
    providerName: "Provider",
    sourceId: "source",
    classifyProviderError,
    breakerOpenMs: 1_000,
  });
  const call = {
    permission: "a:permission",
    operation: "Update",
    action: "update the window",
    resourceType: "window",
    resourceId: "1",
  };
  const shortageOf = (code: string) => localShortageOf(chainFailed(errorOf(code)));

  test.each([
    ["EMFILE", false],
    ["ENOMEM", true],
  ])("is retryable, and does not count against the provider: %s", (code, outcomeUnknown) => {
    const error = shortageOf(code);
    const write = failures.failureOf(error, { ...call, access: "write" });
    expect(write).toMatchObject({
      kind: "UpstreamError",
      code: "UNAVAILABLE",
      retryable: true,
      outcomeUnknown,
    });
    expect(failures.failureOf(error, { ...call, access: "read" }).message).toBe(
      "Could not update the window: Provider (source) could not be called, because the gateway has run out of a resource. Try again later. If the problem persists, ask the gateway's operators to check the limits of its process.",
    );
    expect(failures.outcomeAfter(error)).toBe("IGNORED");
  });
});

test("the log names a shortage that Redis's client reports", () => {
  expect(problemOf(errorOf("EMFILE"))).toBe("EMFILE");
});
