import { request } from "node:http";
import * as zlib from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { exchange, parseResponse } from "../../support/raw-http.js";

const clock = movableClock(new Date("2026-11-22T12:10:00Z"));
const maxBodyBytes = 100_000;
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(
    {
      INVENTORY_MAX_AGE_SECONDS: "3600",
      METRICS_PORT: "0",
      MAX_BODY_BYTES: String(maxBodyBytes),
      RESPONSE_CACHE_MAX_BYTES: "1000000",
    },
    clock.now,
  );
});
afterAll(() => gateway.stop());

let count = 0;
/** A query that no other test sends, with more than 1 KB of data. */
let list: string;
beforeEach(() => {
  count += 1;
  const fields = "id title status revision source { id } nextOccurrence { startsAt endsAt }";
  list = `{ a${count}: maintenanceWindows { totalCount nodes { ... on ScheduledWindow { ${fields} } } } }`;
});

interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Fetch decompresses responses, and always accepts compression. */
function send(method: string, path: string, headers: Record<string, string>, body: Buffer | string = "") {
  return new Promise<Exchange>((resolve, reject) => {
    const sent = request(`${gateway.address}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function post(query: string, headers: Record<string, string> = {}) {
  return send(
    "POST",
    "/graphql",
    { "content-type": "application/json", ...headers },
    JSON.stringify({ query }),
  );
}

function get(query: string, headers: Record<string, string> = {}) {
  const path = `/graphql?${new URLSearchParams({ query })}`;
  return send("GET", path, { "apollo-require-preflight": "true", ...headers });
}

const decode: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
};
const textOf = ({ headers, bytes }: Exchange) =>
  String((decode[headers["content-encoding"] ?? ""] ?? ((plain) => plain))(bytes));

async function reused(): Promise<number> {
  const text = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
  return Number(/^maintenance_gateway_reused_responses_total (\d+)/m.exec(text)?.[1] ?? 0);
}

const acceptedCodings: readonly (readonly [string, string | undefined])[] = [
  ["gzip", "gzip"],
  ["br", "br"],
  ["zstd", "zstd"],
  ["GZIP", "gzip"],
  ["gzip, deflate, br, zstd", "zstd"],
  ["gzip, deflate, br", "br"],
  ["gzip;q=1.0, br;q=0.9, *;q=0.1", "gzip"],
  ["zstd;q=0, br;q=0, *", "gzip"],
  ["*", "zstd"],
  ["gzip;q=0.001", "gzip"],
  ["identity, gzip;q=0.5", undefined],
  ["gzip;q=0", undefined],
  ["identity;q=0, *;q=0", undefined],
  ["deflate, compress", undefined],
  ["x", undefined],
  ["", undefined],
];

describe("responses", () => {
  test.each(acceptedCodings)("accept-encoding: %s gives the coding %s", async (accepted, coding) => {
    const plain = await post(list);
    const answers = [
      await post(list, { "accept-encoding": accepted }),
      await get(list, { "accept-encoding": accepted }),
    ];
    expect(plain.headers["content-encoding"]).toBeUndefined();
    for (const answer of answers) {
      expect([answer.status, answer.headers["content-encoding"]]).toEqual([200, coding]);
      expect(Number(answer.headers["content-length"])).toBe(answer.bytes.length);
      expect(answer.headers.vary).toBe(
        "accept, accept-encoding, apollo-federation-include-trace, authorization",
      );
      expect(textOf(answer)).toBe(textOf(plain));
    }
  });

  test("are much smaller compressed", async () => {
    const plain = await post(list);
    expect(plain.bytes.length).toBeGreaterThan(3_000);
    for (const coding of ["gzip", "br", "zstd"]) {
      const { bytes } = await post(list, { "accept-encoding": coding });
      expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
    }
  });

  test("have the same entity tag with and without compression, and 304 has no coding", async () => {
    const plain = await get(list);
    const { etag = "" } = plain.headers;
    for (const coding of ["gzip", "br", "zstd", "identity"]) {
      for (let repetition = 0; repetition < 3; repetition++)
        expect((await get(list, { "accept-encoding": coding })).headers.etag).toBe(etag);
      const known = await get(list, { "accept-encoding": coding, "if-none-match": etag });
      expect([known.status, known.bytes.length, known.headers["content-encoding"]]).toEqual([
        304,
        0,
        undefined,
      ]);
    }
  });

  test("are cached in each coding, so that they are compressed once", async () => {
    const send = () =>
      Promise.all(
        ["gzip", "br", "zstd", "identity"].map((coding) => post(list, { "accept-encoding": coding })),
      );
    await send();
    await send();
    const before = await reused();
    const again = await send();
    expect((await reused()) - before).toBe(4);
    expect(again.map(({ headers }) => headers["content-encoding"])).toEqual([
      "gzip",
      "br",
      "zstd",
      undefined,
    ]);
    expect(new Set(again.map(textOf)).size).toBe(1);
  });

  test("below 1 KB are not compressed", async () => {
    const { headers, bytes } = await post("{ maintenanceSources { id } }", { "accept-encoding": "gzip" });
    expect([headers["content-encoding"], bytes.length < 1_024]).toEqual([undefined, true]);
  });

  test.each([
    ["an invalid query", { query: `{ ${"a".repeat(2_000)} }` }],
    ["an operation without a name", { query: "{ __typename }", operationName: "x".repeat(2_000) }],
    [
      "data with an error",
      {
        query:
          '{ maintenanceWindows { nodes { ... on ScheduledWindow { id title status revision source { id } } } } flinkApplication(arn: "arn:x") { name } }',
      },
    ],
  ])("with errors, which quote the request, are never compressed: %s", async (_name, body) => {
    const answer = await send(
      "POST",
      "/graphql",
      { "content-type": "application/json", "accept-encoding": "gzip, br, zstd" },
      JSON.stringify(body),
    );
    expect([JSON.parse(String(answer.bytes)).errors.length, answer.bytes.length > 1_024]).toEqual([1, true]);
    expect(answer.headers["content-encoding"]).toBeUndefined();
  });

  test("of the deploy gate are never compressed", async () => {
    const path = "/gate?certainty=possible&lasting=7d";
    const { headers, bytes } = await send("GET", path, { "accept-encoding": "gzip, br, zstd" });
    expect([headers["content-encoding"], bytes.length > 1_024]).toEqual([undefined, true]);
  });
});

describe("request bodies", () => {
  const encode: Readonly<Record<string, (text: string) => Buffer>> = {
    gzip: zlib.gzipSync,
    "x-gzip": zlib.gzipSync,
    deflate: zlib.deflateSync,
    br: zlib.brotliCompressSync,
    zstd: zlib.zstdCompressSync,
    GZIP: zlib.gzipSync,
    identity: Buffer.from,
    "": Buffer.from,
    "identity, identity": Buffer.from,
    "identity, gzip": zlib.gzipSync,
  };
  const sendBody = (coding: string, body: Buffer | string, headers: Record<string, string> = {}) =>
    send(
      "POST",
      "/graphql",
      { "content-type": "application/json", "content-encoding": coding, ...headers },
      body,
    );
  const errorOf = ({ status, bytes }: Exchange) => {
    const [{ message, extensions }] = JSON.parse(String(bytes)).errors;
    return [status, extensions.code, message];
  };

  test.each(Object.entries(encode))("in the coding %s are read", async (coding, encoded) => {
    const body = encoded(JSON.stringify({ query: "{ __typename }" }));
    for (const headers of [
      { "content-length": String(body.length) },
      { "transfer-encoding": "chunked" },
    ] as Record<string, string>[]) {
      const answer = await sendBody(coding, body, headers);
      expect([answer.status, String(answer.bytes)]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
    }
  });

  test.each(["compress", "snappy", "gzip, gzip", "gzip, br", "x"])(
    "in the coding %s get 415 and the supported codings",
    async (coding) => {
      const answer = await sendBody(coding, "x");
      expect(errorOf(answer)).toEqual([
        415,
        "BAD_REQUEST",
        "The content-encoding of the request body is not supported. Use one of gzip, deflate, br, zstd, or none.",
      ]);
      expect(answer.headers["accept-encoding"]).toBe("gzip, deflate, br, zstd");
    },
  );

  test.each(["gzip", "deflate", "br", "zstd"])("that are not %s, or are cut off, get 400", async (coding) => {
    const whole = encode[coding]?.(JSON.stringify({ query: "{ __typename }" })) ?? Buffer.alloc(0);
    for (const body of [Buffer.from('{"query":"{ __typename }"}'), whole.subarray(0, -3), Buffer.alloc(0)]) {
      expect(errorOf(await sendBody(coding, body))).toEqual([
        400,
        "BAD_REQUEST",
        `The request body is not valid ${coding}, its content-encoding.`,
      ]);
    }
  });

  test.each(["gzip", "deflate", "br", "zstd"])(
    "that exceed MAX_BODY_BYTES decompressed or compressed get 413: %s",
    async (coding) => {
      const bomb = encode[coding]?.(JSON.stringify({ query: "a".repeat(50 * maxBodyBytes) }));
      const long = Buffer.alloc(maxBodyBytes + 1);
      expect(bomb?.length).toBeLessThan(maxBodyBytes);
      for (const body of [bomb ?? "", long]) {
        const answer = await sendBody(coding, body);
        expect(errorOf(answer).slice(0, 2)).toEqual([413, "BAD_REQUEST"]);
        expect(errorOf(answer)[2]).toContain("MAX_BODY_BYTES");
      }
    },
  );

  test("that are announced as longer than MAX_BODY_BYTES get 413 before they are sent", async () => {
    const head = [
      "POST /graphql HTTP/1.1",
      "host: localhost",
      "content-type: application/json",
      "content-encoding: gzip",
      "connection: close",
      `content-length: ${maxBodyBytes + 1}`,
    ];
    const text = await exchange(gateway.address, `${head.join("\r\n")}\r\n\r\n`);
    expect(parseResponse(text).status).toBe(413);
  });

  test("are read in full if they have exactly MAX_BODY_BYTES", async () => {
    const empty = JSON.stringify({ query: "{ __typename }", operationName: null, extensions: { x: "" } });
    const exact = empty.replace('"x":""', `"x":"${"y".repeat(maxBodyBytes - empty.length)}"`);
    expect(exact.length).toBe(maxBodyBytes);
    expect((await sendBody("gzip", zlib.gzipSync(exact))).status).toBe(200);
    expect((await sendBody("gzip", zlib.gzipSync(` ${exact}`))).status).toBe(413);
  });

  test("compressed, hit the same response cache", async () => {
    const body = JSON.stringify({ query: list });
    const before = await reused();
    const answers = [textOf(await post(list)), textOf(await post(list))];
    answers.push(textOf(await sendBody("gzip", zlib.gzipSync(body))));
    expect([new Set(answers).size, (await reused()) - before]).toEqual([1, 1]);
  });

  test("that exceed MAX_BODY_BYTES get 413, also if they are chunked", async () => {
    const answer = await sendBody("gzip", Buffer.alloc(2 * maxBodyBytes), { "transfer-encoding": "chunked" });
    expect(errorOf(answer).slice(0, 2)).toEqual([413, "BAD_REQUEST"]);
  });

  test.each(["/livez", "/readyz", "/gate", "/calendar.ics", "/graphql?query={__typename}"])(
    "of GET are not read: %s",
    async (path) => {
      const headers = { "apollo-require-preflight": "true", "content-encoding": "gzip" };
      const { status } = await send("GET", path, headers);
      const plain = await send("GET", path, { "apollo-require-preflight": "true" });
      const unread = await send("GET", path, { ...headers, "transfer-encoding": "chunked" }, "not gzip");
      expect([status, unread.status]).toEqual([plain.status, plain.status]);
    },
  );

  test("take the memory of their content only, so that many can be in progress", async () => {
    const body = zlib.gzipSync(JSON.stringify({ query: list }));
    const answers = await Promise.all(Array.from({ length: 200 }, () => sendBody("gzip", body)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

test("wrong compression logs nothing above info level", () => {
  expect(gateway.logs.filter(({ level }) => Number(level) >= 40)).toEqual([]);
});

test("a response that cannot be compressed is an error, which is neither compressed nor cached", async () => {
  const failing = vi
    .spyOn(process.getBuiltinModule("node:zlib"), "gzip")
    .mockImplementation(((_bytes: Buffer, done: (error: Error) => void) =>
      done(new Error("out of memory"))) as never);
  for (let repetition = 0; repetition < 3; repetition++) {
    const { status, headers, bytes } = await get(list, { "accept-encoding": "gzip" });
    expect([status, headers["content-encoding"], headers.etag, headers["cache-control"]]).toEqual([
      500,
      undefined,
      undefined,
      "no-store",
    ]);
    expect(String(bytes)).toContain("INTERNAL_SERVER_ERROR");
  }
  expect(failing).toHaveBeenCalledTimes(3);
  failing.mockRestore();
  expect((await get(list, { "accept-encoding": "gzip" })).status).toBe(200);
});
