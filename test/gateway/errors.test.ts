import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { TestContext } from "vitest";
import { beforeAll, describe, expect, test } from "vitest";
import { datadogErrorTable } from "../../src/datasources/datadog/error-table.js";
import { flinkErrorTable } from "../../src/datasources/flink/error-table.js";
import type { FailureReason } from "../../src/domain/failures/failure-reasons.js";
import { failureReasons } from "../../src/domain/failures/failure-reasons.js";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway, testGatewayFor } from "../support/gateway.js";

// Importing the providers' clients would delay the tests that begin first.
beforeAll(async () => {
  const gateway = await startTestGateway();
  await gateway.query("{ maintenanceWindows { totalCount } }");
  await gateway.stop();
});

/** Starts the gateway of one test. Throttling and open circuits then do not delay other tests, and all tests run concurrently. */
const gatewayFor = (context: TestContext, environment: Record<string, string> = {}) =>
  // Without reused connections, each attempt sends its request exactly once.
  testGatewayFor(context, { UPSTREAM_KEEP_ALIVE_TIMEOUT_MS: "0", ...environment });

const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const id = "datadog:datadog:00000000-0000-4000-8000-000000000004";
/** Text in the error bodies of these tests. It must never appear in a response or a log. */
const upstreamText = "upstream-text-that-must-not-leak";

const failureFields = `
  __typename
  ... on MaintenanceError { code message provider providerCode requestId retryable }
  ... on ValidationError { violations { path code } }
  ... on ConflictError { reason }
  ... on ThrottledError { retryAfterSeconds }
  ... on UpstreamError { failure outcomeUnknown }
`;

const providers = {
  AWS_FLINK: {
    control: (gateway: TestGateway) => gateway.flink,
    read: { operation: "DescribeApplication", document: `{ flinkApplication(arn: "${arn}") { name } }` },
    write: {
      operation: "UpdateApplicationMaintenanceConfiguration",
      document: `mutation { result: updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "01:00" }) { ${failureFields} } }`,
    },
  },
  DATADOG: {
    control: (gateway: TestGateway) => gateway.datadog,
    read: {
      operation: "ListMaintenanceWindows",
      document: `{ maintenanceWindow(id: "${id}") { __typename } }`,
    },
    write: {
      operation: "CreateMaintenanceWindow",
      document: `mutation { result: createDatadogMaintenanceWindow(input: { name: "a", query: "b:c", startsAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-02T00:00:00Z" }) { ${failureFields} } }`,
    },
  },
} as const;
type Provider = keyof typeof providers;

/** The result of a write that was not applied and whose response was lost. See lost-answers.test.ts for applied writes. */
interface Lost {
  readonly sentCount: number;
  readonly outcomeUnknown: boolean;
  /** Replaces the reason's general text. */
  readonly happened?: string;
}
const definite: Lost = { sentCount: 1, outcomeUnknown: false };
/** A request whose signature has a time that AWS rejects is signed afresh and sent again. */
const signedAgain: Lost = {
  sentCount: 2,
  outcomeUnknown: false,
  happened: "rejected the time in the gateway's signature twice",
};
/**
 * An update is retried. A creation is retried once, if a new list proves that it was not applied.
 * `over`: the call has ended. `open`: the provider may still apply it.
 */
const lost = {
  AWS_FLINK: { over: { sentCount: 3, outcomeUnknown: true }, open: { sentCount: 3, outcomeUnknown: true } },
  DATADOG: { over: { sentCount: 2, outcomeUnknown: false }, open: { sentCount: 1, outcomeUnknown: true } },
} as const satisfies Record<Provider, Record<"over" | "open", Lost>>;

async function writeUnder(
  gateway: TestGateway,
  provider: Provider,
  fault: Fault,
  { sentCount }: Lost = definite,
) {
  const { control, write } = providers[provider];
  await control(gateway).fault(write.operation, fault);
  const { data, errors } = await gateway.query(write.document);
  expect(errors).toBeUndefined();
  expect((await control(gateway).counts())[write.operation]).toBe(sentCount);
  return data.result;
}

async function readUnder(gateway: TestGateway, provider: Provider, fault: Fault) {
  const { control, read } = providers[provider];
  await control(gateway).fault(read.operation, fault);
  const { data, errors } = await gateway.query(read.document);
  return { data, error: errors?.[0] };
}

/** Expects a write and a read to fail as the reason's row says. A throttled read waits instead: see throttling.test.ts. */
async function expectFailure(
  gateway: TestGateway,
  provider: Provider,
  fault: Fault,
  reason: FailureReason,
  providerCode: string | null,
  becomes: Lost = definite,
) {
  const meaning = failureReasons[reason];
  const { outcomeUnknown } = becomes;
  const result = await writeUnder(gateway, provider, fault, becomes);
  expect(result).toMatchObject({
    __typename: meaning.kind,
    code: meaning.code,
    provider,
    providerCode,
    retryable: meaning.retryable === "yes",
    ...("reason" in meaning ? { reason: meaning.reason } : {}),
    ...("failure" in meaning ? { failure: meaning.failure, outcomeUnknown } : {}),
    ...(reason === "REJECTED" ? { violations: [{ path: ["input"], code: "REJECTED_BY_PROVIDER" }] } : {}),
  });
  expect(result.message).toContain(becomes.happened ?? meaning.happened);
  expect(JSON.stringify(result)).not.toContain(upstreamText);

  if (reason === "THROTTLED") return;
  const { data, error } = await readUnder(gateway, provider, fault);
  if (reason === "NOT_FOUND" && provider === "AWS_FLINK") {
    expect(error).toBeUndefined();
    expect(data.flinkApplication).toBeNull();
    return;
  }
  expect(error?.extensions).toMatchObject({
    code: meaning.code,
    provider,
    providerCode,
    retryable: meaning.retryable !== "no",
  });
  expect(JSON.stringify(error)).not.toContain(upstreamText);
}

describe.concurrent("AWS exceptions", () => {
  const beforeAnyRequest = ["CredentialsProviderError", "TokenProviderError"];
  const rows = flinkErrorTable.flatMap(({ names, reason }) =>
    names
      .filter((name) => !beforeAnyRequest.includes(name))
      .flatMap((name) => (name.endsWith("*") ? [name.slice(0, -1), name.replace("*", "Exception")] : [name]))
      .map((name) => [name, reason] as const),
  );

  function becomesOf(name: string, reason: FailureReason): Lost {
    if (name.startsWith("Request") && reason === "UNAUTHENTICATED") return signedAgain;
    return reason === "SERVER_ERROR" ? lost.AWS_FLINK.over : definite;
  }

  test.for(rows)("%s becomes %s", async ([errorType, reason], context) => {
    const gateway = await gatewayFor(context);
    const body = { __type: `com.amazonaws.kinesisanalytics#${errorType}`, Message: upstreamText };
    await expectFailure(
      gateway,
      "AWS_FLINK",
      { errorType, body },
      reason,
      errorType,
      becomesOf(errorType, reason),
    );
  });

  test("an exception is identified by its name, whatever the status", async (context) => {
    const gateway = await gatewayFor(context);
    const body = { __type: "AccessDeniedException", message: upstreamText };
    await expectFailure(
      gateway,
      "AWS_FLINK",
      { status: 500, body },
      "PERMISSION_DENIED",
      "AccessDeniedException",
    );
  });

  test.for([
    [500, "SERVER_ERROR"],
    [429, "THROTTLED"],
    [418, "UNEXPECTED"],
  ] as const)("an unknown exception with status %i becomes %s", async ([status, reason], context) => {
    const gateway = await gatewayFor(context);
    const body = { __type: "BrandNewException", message: upstreamText };
    await expectFailure(
      gateway,
      "AWS_FLINK",
      { status, body },
      reason,
      "BrandNewException",
      status === 500 ? lost.AWS_FLINK.open : definite,
    );
  });

  test.for([
    [501, "InternalFailure"],
    [501, "ServiceUnavailableException"],
    [501, "UnsupportedOperationException"],
    [501, "AccessDeniedException"],
    [501, "ThrottlingException"],
    [501, "BrandNewException"],
    [501, null],
    [404, "UnknownOperationException"],
    [404, "BrandNewException"],
    [404, null],
    [405, null],
  ] as const)(
    "status %i with the exception %s means that the source lacks the operation",
    async ([status, name], context) => {
      const gateway = await gatewayFor(context);
      const body = name === null ? `<html>${upstreamText}</html>` : { __type: name, message: upstreamText };
      await expectFailure(gateway, "AWS_FLINK", { status, body }, "NOT_OFFERED", name);
    },
  );

  test("the gateway does not pass on a sentence in place of an exception name or a request id", async (context) => {
    const gateway = await gatewayFor(context);
    const body = { __type: `internal host ${upstreamText} secret=1` };
    const headers = { "x-amzn-requestid": "a sentence with spaces" };
    const result = await writeUnder(gateway, "AWS_FLINK", { status: 400, body, headers });
    expect(result).toMatchObject({ code: "INTERNAL", providerCode: null, requestId: null });
  });

  test("the error contains the provider's request id", async (context) => {
    const gateway = await gatewayFor(context);
    const result = await writeUnder(gateway, "AWS_FLINK", { errorType: "AccessDeniedException" });
    expect(result.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a throttled call returns the requested wait if AWS sends one", async (context) => {
    const gateway = await gatewayFor(context);
    const errorType = "ThrottlingException";
    expect(
      await writeUnder(gateway, "AWS_FLINK", { errorType, headers: { "retry-after": "3" } }),
    ).toMatchObject({
      retryAfterSeconds: 3,
    });
    await gateway.flink.reset();
    expect(await writeUnder(gateway, "AWS_FLINK", { errorType })).toMatchObject({ retryAfterSeconds: null });
  });
});

describe.concurrent("Datadog statuses", () => {
  /** A creation and a list name no window, so their 404 is not about one. */
  const rows = datadogErrorTable.flatMap(({ statuses, reason }) =>
    statuses.map((status) => [status, reason === "NOT_FOUND" ? "NOT_OFFERED" : reason] as const),
  );
  test.for([...rows, [500, "SERVER_ERROR"], [503, "SERVER_ERROR"], [418, "UNEXPECTED"]] as const)(
    "%i becomes %s",
    async ([status, reason], context) => {
      const gateway = await gatewayFor(context);
      await expectFailure(
        gateway,
        "DATADOG",
        { status, body: { errors: [{ title: upstreamText }] } },
        reason,
        String(status),
        reason === "SERVER_ERROR"
          ? lost.DATADOG.over
          : reason === "UNEXPECTED"
            ? lost.DATADOG.open
            : definite,
      );
    },
  );

  test.for([
    ["a list of strings", { errors: [upstreamText] }, "application/json"],
    ["an object", { error: { code: 1, message: upstreamText } }, "application/json"],
    ["HTML", `<html>${upstreamText}</html>`, "text/html"],
    ["empty", "", "text/plain"],
  ] as const)(
    "403 becomes PERMISSION_DENIED if its body is %s",
    async ([_name, body, contentType], context) => {
      const gateway = await gatewayFor(context);
      await expectFailure(gateway, "DATADOG", { status: 403, body, contentType }, "PERMISSION_DENIED", "403");
    },
  );

  test("429 returns the requested wait", async (context) => {
    const gateway = await gatewayFor(context);
    const result = await writeUnder(gateway, "DATADOG", {
      status: 429,
      headers: { "x-ratelimit-reset": "12" },
    });
    expect(result).toMatchObject({ __typename: "ThrottledError", retryAfterSeconds: 12 });
    expect(result.message).toContain("Try again in 12 seconds");
  });

  test("302 is not followed", async (context) => {
    const gateway = await gatewayFor(context);
    const location = `${gateway.flink.url}/elsewhere`;
    await expectFailure(
      gateway,
      "DATADOG",
      { status: 302, headers: { location }, body: "" },
      "UNEXPECTED",
      "302",
      lost.DATADOG.open,
    );
    expect(await gateway.flink.counts()).toEqual({});
  });
});

describe.concurrent.each(["AWS_FLINK", "DATADOG"] as const)(
  "%s transport failures and malformed responses",
  (provider) => {
    test.for([
      [500, lost[provider].over],
      [504, lost[provider].open],
      [503, lost[provider].over],
    ] as const)("status %i on a write leads to %o", async ([status, becomes], context) => {
      const gateway = await gatewayFor(context);
      const result = await writeUnder(gateway, provider, { status }, becomes);
      const { outcomeUnknown } = becomes;
      expect(result).toMatchObject({ code: "UNAVAILABLE", failure: "SERVER_ERROR", outcomeUnknown });
      expect(result.message.includes("check before you repeat it")).toBe(outcomeUnknown);
    });

    test("a connection reset becomes UNREACHABLE", async (context) => {
      const gateway = await gatewayFor(context);
      await expectFailure(gateway, provider, { reset: true }, "UNREACHABLE", null, lost[provider].over);
    });

    test("a truncated response becomes UNREACHABLE", async (context) => {
      const gateway = await gatewayFor(context);
      const brokenOff = { status: 200, truncate: true };
      await expectFailure(gateway, provider, brokenOff, "UNREACHABLE", null, lost[provider].over);
    });

    test("no response becomes TIMEOUT, and a write's outcome is unknown", async (context) => {
      const gateway = await gatewayFor(context, { UPSTREAM_TIMEOUT_MS: "1500" });
      await expectFailure(gateway, provider, { hang: true }, "TIMEOUT", null, lost[provider].open);
    });

    test("a proxy's 502 with HTML becomes SERVER_ERROR, and a write's outcome is unknown", async (context) => {
      const gateway = await gatewayFor(context);
      const fault = { status: 502, body: `<html>${upstreamText}</html>`, contentType: "text/html" };
      await expectFailure(
        gateway,
        provider,
        fault,
        "SERVER_ERROR",
        provider === "DATADOG" ? "502" : null,
        lost[provider].open,
      );
    });

    test.for([
      ["HTML", `<html>${upstreamText}</html>`, "text/html"],
      ["empty", "", "application/json"],
      ["JSON with other fields", { surprise: upstreamText }, "application/json"],
      ["a JSON list", [upstreamText], "application/json"],
      ["null", "null", "application/json"],
    ] as const)(
      "a successful read becomes MALFORMED_RESPONSE if its body is %s",
      async ([_name, body, contentType], context) => {
        const gateway = await gatewayFor(context);
        const { error } = await readUnder(gateway, provider, { status: 200, body, contentType });
        expect(error?.extensions).toMatchObject({
          code: "INTERNAL",
          provider,
          failure: "MALFORMED_RESPONSE",
          retryable: true,
        });
        expect(JSON.stringify(error)).not.toContain(upstreamText);
      },
    );

    test("a successful write becomes MALFORMED_RESPONSE if its body is HTML, and its outcome is unknown", async (context) => {
      const gateway = await gatewayFor(context);
      const html = { status: 200, body: "<html></html>", contentType: "text/html" };
      const result = await writeUnder(gateway, provider, html, lost[provider].open);
      expect(result).toMatchObject({
        __typename: "UpstreamError",
        code: "INTERNAL",
        failure: "MALFORMED_RESPONSE",
        outcomeUnknown: true,
        retryable: false,
      });
      expect(result.message).toContain("The change may have been applied");
    });

    test("a refused connection becomes UNREACHABLE with nothing sent, and the other provider is listed", async () => {
      const lonely = await startTestGateway();
      try {
        await (provider === "DATADOG" ? lonely.datadog : lonely.flink).close();
        const { data } = await lonely.query(providers[provider].write.document);
        expect(data.result).toMatchObject({ failure: "UNREACHABLE", outcomeUnknown: false, retryable: true });
        const list = await lonely.query(`{
        maintenanceWindows { nodes { ... on ScheduledWindow { provider } } sources { state source { provider } error { ... on UpstreamError { failure } } } }
      }`);
        const { nodes, sources } = list.data.maintenanceWindows;
        expect(nodes.length).toBeGreaterThan(4);
        expect(nodes.some((node: { provider: string }) => node.provider === provider)).toBe(false);
        for (const { source, state, error } of sources) {
          expect({ state, error }).toEqual(
            source.provider === provider
              ? { state: "FAILED", error: { failure: "UNREACHABLE" } }
              : { state: "OK", error: null },
          );
        }
      } finally {
        await lonely.stop();
      }
    });
  },
);

describe.concurrent("responses that are not HTTP", () => {
  test.for(["AWS_FLINK", "DATADOG"] as const)(
    "become MALFORMED_RESPONSE for %s, and the outcome of a write that was sent is unknown",
    async (provider) => {
      // A creation reads the list first, so that call must succeed.
      const list =
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{"data":[]}';
      const server = createServer(
        (socket) =>
          void socket.once("data", (request) =>
            socket.end(String(request).startsWith("GET") ? list : "HELLO\r\n\r\n"),
          ),
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const lost = await startTestGateway(
        provider === "DATADOG" ? { DD_ENDPOINT_URL: url } : { AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: url },
      );
      try {
        const { data } = await lost.query(providers[provider].write.document);
        const isWrite = provider === "DATADOG";
        expect(data.result).toMatchObject({ failure: "MALFORMED_RESPONSE", outcomeUnknown: isWrite });
      } finally {
        await lost.stop();
        server.close();
      }
    },
  );
});

describe.concurrent("unexpected Datadog responses", () => {
  test("a delete response with content does not confirm the deletion", async (context) => {
    const gateway = await gatewayFor(context);
    await gateway.datadog.fault("DeleteMaintenanceWindow", {
      status: 200,
      body: "<html>",
      contentType: "text/html",
    });
    const { data } = await gateway.query(
      `mutation { result: deleteDatadogMaintenanceWindow(input: { id: "${id}" }) { ${failureFields} } }`,
    );
    expect(data.result).toMatchObject({ failure: "MALFORMED_RESPONSE", outcomeUnknown: true });
  });

  test("an update response with another window does not confirm the update", async (context) => {
    const gateway = await gatewayFor(context);
    const other = { id: "another", type: "maintenance_window", attributes };
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 200, body: { data: other } });
    const { data } = await gateway.query(
      `mutation { result: updateDatadogMaintenanceWindow(input: { id: "${id}", name: "x" }) { ${failureFields} } }`,
    );
    expect(data.result).toMatchObject({ failure: "MALFORMED_RESPONSE", outcomeUnknown: true });
  });

  test("a 404 of the list call does not mean that the window is deleted", async (context) => {
    const gateway = await gatewayFor(context);
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 404 });
    const { data } = await gateway.query(
      `mutation { result: deleteDatadogMaintenanceWindow(input: { id: "${id}" }) { ${failureFields} } }`,
    );
    expect(data.result).toMatchObject({
      __typename: "UnsupportedOperationError",
      message: expect.stringMatching(/^Could not list maintenance windows: .* Nothing was changed\.$/),
    });
  });

  const attributes = {
    name: "n",
    query: "q:r",
    start_at: "2026-11-23T10:00:00Z",
    end_at: "2026-11-23T11:00:00Z",
  };
  test.for([
    ["an invalid date", { ...attributes, start_at: "soon" }],
    ["a null date", { ...attributes, end_at: null }],
    ["no name", { ...attributes, name: undefined }],
    ["a number as the name", { ...attributes, name: 5 }],
  ])("a window with %s becomes MALFORMED_RESPONSE", async ([_name, wrong], context) => {
    const gateway = await gatewayFor(context);
    const body = { data: [{ id: "1", type: "maintenance_window", attributes: wrong }] };
    const { error } = await readUnder(gateway, "DATADOG", { status: 200, body });
    expect(error?.extensions).toMatchObject({ failure: "MALFORMED_RESPONSE" });
  });
});

describe.concurrent("unexpected AWS responses", () => {
  const detail = {
    ApplicationARN: arn,
    ApplicationName: "orders-enrichment",
    RuntimeEnvironment: "FLINK-1_20",
    ApplicationStatus: "RUNNING",
    ApplicationVersionId: 1,
  };
  test.for([
    ["no ARN", { ...detail, ApplicationARN: undefined }],
    ["the ARN of another service", { ...detail, ApplicationARN: "arn:aws:s3:::bucket" }],
    ["no status", { ...detail, ApplicationStatus: undefined }],
    ["a string as the version", { ...detail, ApplicationVersionId: "abc" }],
    [
      "an invalid window time",
      {
        ...detail,
        ApplicationMaintenanceConfigurationDescription: {
          ApplicationMaintenanceWindowStartTime: "six",
          ApplicationMaintenanceWindowEndTime: "14:00",
        },
      },
    ],
  ])("an application with %s becomes MALFORMED_RESPONSE", async ([_name, wrong], context) => {
    const gateway = await gatewayFor(context);
    const { error } = await readUnder(gateway, "AWS_FLINK", {
      status: 200,
      body: { ApplicationDetail: wrong },
    });
    expect(error?.extensions).toMatchObject({ failure: "MALFORMED_RESPONSE" });
  });

  test("a new status or mode becomes UNKNOWN, and a new runtime is returned unchanged", async (context) => {
    const gateway = await gatewayFor(context);
    const body = {
      ApplicationDetail: {
        ...detail,
        ApplicationStatus: "LEVITATING",
        ApplicationMode: "BATCH",
        RuntimeEnvironment: "FLINK-9_9",
      },
    };
    await gateway.flink.fault("DescribeApplication", { status: 200, body });
    const { data } = await gateway.query(
      `{ flinkApplication(arn: "${arn}") { status mode runtimeEnvironment } }`,
    );
    expect(data.flinkApplication).toEqual({
      status: "UNKNOWN",
      mode: "UNKNOWN",
      runtimeEnvironment: "FLINK-9_9",
    });
  });

  test("a list that contains null becomes MALFORMED_RESPONSE", async (context) => {
    const gateway = await gatewayFor(context);
    await gateway.flink.fault("ListApplications", { status: 200, body: { ApplicationSummaries: [null] } });
    const { data } = await gateway.query(
      '{ maintenanceWindows(filter: { sources: ["aws-us-east-1"] }) { sources { error { ... on UpstreamError { failure } } } } }',
    );
    expect(data.maintenanceWindows.sources).toEqual([{ error: { failure: "MALFORMED_RESPONSE" } }]);
  });

  test("an update whose times cannot be read back has an unknown outcome", async (context) => {
    const gateway = await gatewayFor(context);
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { body: {}, carriedOut: true });
    await gateway.flink.fault("DescribeApplication", { latencyMs: 0 }, 1);
    await gateway.flink.fault("DescribeApplication", { status: 503 });
    const { data } = await gateway.query(providers.AWS_FLINK.write.document);
    expect(data.result).toMatchObject({
      failure: "MALFORMED_RESPONSE",
      outcomeUnknown: true,
      retryable: false,
    });
  });

  test("a list whose NextToken repeats becomes MALFORMED_RESPONSE", async (context) => {
    const gateway = await gatewayFor(context);
    await gateway.flink.fault("ListApplications", {
      status: 200,
      body: { ApplicationSummaries: [], NextToken: "again" },
    });
    const { data } = await gateway.query(
      '{ maintenanceWindows(filter: { sources: ["aws-us-east-1"] }) { sources { state error { ... on UpstreamError { failure } } } } }',
    );
    expect(data.maintenanceWindows.sources).toEqual([
      { state: "FAILED", error: { failure: "MALFORMED_RESPONSE" } },
    ]);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 2 });
  });
});

test.each([
  ["DATADOG", { status: 404 }],
  ["DATADOG", { status: 404, body: "<html>", contentType: "text/html" }],
  ["DATADOG", { status: 405 }],
  ["DATADOG", { status: 501 }],
  ["AWS_FLINK", { errorType: "ResourceNotFoundException" }],
  ["AWS_FLINK", { errorType: "UnknownOperationException" }],
  ["AWS_FLINK", { status: 404, body: "<html>", contentType: "text/html" }],
  ["AWS_FLINK", { status: 501, errorType: "InternalFailure" }],
] as const)(
  "a list that %s does not have (%j) says what to check, with one warning",
  async (provider, fault) => {
    const one = await startTestGateway({ AWS_REGIONS: "eu-central-1", UPSTREAM_MAX_ATTEMPTS: "3" });
    const [control, operation, id] =
      provider === "DATADOG"
        ? [one.datadog, "ListMaintenanceWindows", "datadog"]
        : [one.flink, "ListApplications", "aws-eu-central-1"];
    try {
      await control.fault(operation, fault);
      const { data } = await one.query(
        `{ maintenanceWindows(filter: { providers: [${provider}] }) { sources { state error { ${failureFields} } } } }`,
      );
      const [{ state, error }] = data.maintenanceWindows.sources;
      expect(state).toBe("FAILED");
      expect(error).toMatchObject({
        __typename: "UnsupportedOperationError",
        code: "UNIMPLEMENTED",
        retryable: false,
        message: expect.stringMatching(
          /\) does not offer this operation\. .*Ask the gateway's operators to check the site, region and endpoint/,
        ),
      });
      expect(await control.counts()).toEqual({ [operation]: 1 });
      expect(one.logs.filter(({ level }) => Number(level) >= 40)).toMatchObject([
        { level: 40, source: id, reason: "NOT_OFFERED", code: "UNIMPLEMENTED", msg: "upstream call failed" },
      ]);
    } finally {
      await one.stop();
    }
  },
);

test("each failed call is logged once with its details, without keys or upstream text", async () => {
  const secret = "a-key-that-must-not-leak";
  const logged = await startTestGateway({
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: secret,
    DD_API_KEY: secret,
    DD_APP_KEY: secret,
  });
  try {
    const body = { __type: "AccessDeniedException", message: upstreamText };
    await logged.flink.fault("DescribeApplication", { status: 400, body });
    await logged.datadog.fault("ListMaintenanceWindows", { status: 418, body: upstreamText });
    await logged.query(providers.AWS_FLINK.read.document);
    await logged.query(providers.DATADOG.read.document);
    const failures = logged.logs.filter(({ msg }) => msg === "upstream call failed");
    expect(failures).toMatchObject([
      {
        level: 40,
        source: "aws-eu-central-1",
        action: "describe application orders-enrichment",
        kind: "AccessError",
        code: "PERMISSION_DENIED",
        providerCode: "AccessDeniedException",
        providerRequestId: expect.any(String),
      },
      {
        source: "datadog",
        code: "INTERNAL",
        providerCode: "418",
        error: "DatadogHttpError",
        trace: expect.any(Array),
      },
    ]);
    expect(logged.logs.filter(({ level }) => Number(level) >= 40)).toHaveLength(2);
    const lines = JSON.stringify(logged.logs);
    expect(lines).not.toContain(upstreamText);
    expect(lines).not.toContain(secret);
  } finally {
    await logged.stop();
  }
});
