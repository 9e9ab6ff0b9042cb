import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HttpRequest } from "../../src/network/exchange.js";
import { classifyBelowProvider, detailOf } from "../../src/upstream/classify-failure.js";
import { readResponseBody } from "../../src/upstream/response-body.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import { testHttpClient } from "../support/http-client.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";
import type { Relay } from "../support/relay.js";
import { createCertificate, startRelay } from "../support/relay.js";

let server: RecordingServer;
const toClose: { readonly close: () => Promise<void> | void }[] = [];
const closing = <Closable extends { readonly close: () => Promise<void> | void }>(closable: Closable) => {
  toClose.push(closable);
  return closable;
};

beforeEach(async () => {
  server = closing(await startRecordingServer(() => ({ answer: 42 })));
});
afterEach(async () => {
  for (const closable of toClose.splice(0).toReversed()) await closable.close();
});

const requestTo = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: new URL(url),
  method: "POST",
  headers: { "content-type": "text/plain" },
  body: "question",
  signal: AbortSignal.timeout(5_000),
  kind: "READ",
  ...more,
});

const kinds = ["READ", "REPEATABLE_WRITE", "WRITE"] as const;

const portOf = (url: string) => Number(new URL(url).port);
const client = (settings: Parameters<typeof testHttpClient>[0] = {}) => closing(testHttpClient(settings));

async function read({ send }: ReturnType<typeof testHttpClient>, request: HttpRequest) {
  const { status, body } = await send(request);
  return { status, text: (await readResponseBody(body, 1_000)).toString() };
}

const answer = { status: 200, text: '{"answer":42}' };

describe("a proxy", () => {
  test("gets plain requests and tunnels, with its user name and password", async () => {
    const certificate = createCertificate(["api.example.com"]);
    if (certificate === null) throw new Error("This test needs openssl.");
    const relay = closing(await startRelay(portOf(server.url), certificate));
    const proxy = closing(await startConnectProxy({ hosts: { "api.example.com": relay.port } }));
    const url = proxy.url.replace("//", "//user:p%40ss@");
    const through = client({
      proxies: { HTTPS_PROXY: url, HTTP_PROXY: url },
      certificateAuthorities: [certificate.cert],
    });
    expect(await read(through, requestTo("https://api.example.com/x"))).toEqual(answer);
    expect(await read(through, requestTo(`${server.url}/y`))).toEqual(answer);
    expect(proxy.requests).toEqual(["CONNECT api.example.com:443", `POST ${server.url}/y`]);
    const basic = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(proxy.authorizations).toEqual([basic, basic]);
  });

  test.each(["127.0.0.1", "*", "example.com, 127.0.0.1", "127.0.0.1:PORT"])(
    "is not used for a host in NO_PROXY: %s",
    async (NO_PROXY) => {
      const proxy = closing(await startConnectProxy());
      const proxies = { HTTP_PROXY: proxy.url, NO_PROXY: NO_PROXY.replace("PORT", new URL(server.url).port) };
      expect(await read(client({ proxies }), requestTo(server.url))).toEqual(answer);
      expect(proxy.requests).toEqual([]);
    },
  );

  test.each([
    [407, "rejected the gateway with HTTP 407: check the user name and the password in the variable"],
    [401, "rejected the gateway with HTTP 401: check the user name and the password in the variable"],
    [502, "did not open a tunnel: HTTP 502"],
    [403, "did not open a tunnel: HTTP 403"],
  ])("that answers CONNECT with %i is named as the cause", async (rejectWith, problem) => {
    const proxy = closing(await startConnectProxy({ rejectWith }));
    const through = client({ proxies: { HTTPS_PROXY: proxy.url.replace("//", "//user:planted-secret@") } });
    const error: unknown = await through.send(requestTo("https://api.example.com")).catch((reason) => reason);
    expect(detailOf(error)).toBe(`the proxy 127.0.0.1:${proxy.port} (HTTPS_PROXY) ${problem}`);
  });

  test("that answers a plain request with 407 is named as the cause", async () => {
    const proxy = closing(await startConnectProxy({ rejectWith: 407 }));
    const through = client({ proxies: { HTTP_PROXY: proxy.url } });
    const error: unknown = await through.send(requestTo("http://api.example.com")).catch((reason) => reason);
    expect(detailOf(error)).toContain("the proxy (HTTP_PROXY) rejected the gateway with HTTP 407");
  });

  test.each([
    ["https://api.example.com", "HTTPS_PROXY"],
    ["http://api.example.com", "HTTP_PROXY"],
  ])("that cannot be reached is named as the cause: %s", async (url, variable) => {
    const { port, close } = await startConnectProxy();
    await close();
    const unreachable = client({ proxies: { [variable]: `http://127.0.0.1:${port}` } });
    const error: unknown = await unreachable.send(requestTo(url)).catch((reason) => reason);
    expect(detailOf(error)).toBe(`the proxy 127.0.0.1:${port} (${variable}) cannot be reached: ECONNREFUSED`);
    const unknown = client({ proxies: { [variable]: "http://proxy.invalid:3128" } });
    const other: unknown = await unknown.send(requestTo(url)).catch((reason) => reason);
    expect(detailOf(other)).toMatch(/^the proxy proxy\.invalid:3128 \(\w+\) has an unknown host name: E/);
  });

  test.each(["", "SSH-2.0-OpenSSH_9.2\r\n"])(
    "that is no proxy is named as the cause: %j",
    async (greeting) => {
      const other = createTcpServer((socket) => socket.on("error", () => {}).end(greeting));
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      closing({ close: () => void other.close() });
      const { port } = other.address() as AddressInfo;
      const through = client({ proxies: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
      const error: unknown = await through
        .send(requestTo("https://api.example.com"))
        .catch((reason) => reason);
      expect(detailOf(error)).toContain("(HTTPS_PROXY) closed the connection before the tunnel was open");
    },
  );

  test.each([
    ["before the tunnel is open", ""],
    ["after it has opened the tunnel", "HTTP/1.1 200 OK\r\n\r\n"],
  ])("that does not answer %s costs no more than the time of the request", async (_when, reply) => {
    const open = new Set<Socket>();
    const silent = createTcpServer((socket) => {
      open.add(socket.on("error", () => {}).on("close", () => open.delete(socket)));
      socket.once("data", () => socket.write(reply)).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    closing({ close: () => void silent.close() });
    const { port } = silent.address() as AddressInfo;
    for (const kind of kinds) {
      for (const signal of [AbortSignal.timeout(100), AbortSignal.abort()]) {
        const through = client({ proxies: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
        const request = requestTo("https://api.example.com", { kind, signal });
        const error: unknown = await through.send(request).catch((reason) => reason);
        expect([error, (error as Error).cause]).toContainEqual(signal.reason);
        await expect.poll(() => open.size).toBe(0);
      }
    }
  });

  test("can take longer to open a tunnel than an idle connection stays open", async () => {
    const certificate = createCertificate(["api.example.com"]);
    if (certificate === null) throw new Error("This test needs openssl.");
    const relay = closing(await startRelay(portOf(server.url), certificate));
    const proxy = closing(
      await startConnectProxy({ hosts: { "api.example.com": relay.port }, delayMs: 150 }),
    );
    const through = client({
      proxies: { HTTPS_PROXY: proxy.url },
      certificateAuthorities: [certificate.cert],
      keepAliveTimeoutMs: 50,
    });
    expect(await read(through, requestTo("https://api.example.com/"))).toEqual(answer);
    await expect.poll(() => relay.openCount()).toBe(0);
  });

  test("is not blamed for a host that cannot be reached without it", async () => {
    const { port, close } = await startConnectProxy();
    await close();
    const through = client({
      proxies: { HTTP_PROXY: "http://proxy.example.com:3128", NO_PROXY: "127.0.0.1" },
    });
    const error: unknown = await through
      .send(requestTo(`http://127.0.0.1:${port}`))
      .catch((reason) => reason);
    expect(detailOf(error)).toBe("ECONNREFUSED");
  });
});

describe.each(["http", "https"])("an idle connection (%s)", (scheme) => {
  let relay: Relay;
  let settings: Parameters<typeof testHttpClient>[0];
  let url: string;

  beforeEach(async () => {
    const certificate = scheme === "https" ? createCertificate(["localhost"]) : undefined;
    if (certificate === null) throw new Error("This test needs openssl.");
    const target =
      certificate === undefined
        ? portOf(server.url)
        : closing(await startRelay(portOf(server.url), certificate)).port;
    relay = closing(await startRelay(target));
    settings = certificate === undefined ? {} : { certificateAuthorities: [certificate.cert] };
    url = `${scheme}://localhost:${relay.port}/`;
  });

  test("is used again", async () => {
    const one = client(settings);
    for (let count = 0; count < 3; count += 1) expect(await read(one, requestTo(url))).toEqual(answer);
    expect(relay.connectionCount()).toBe(1);
  });

  test("that a firewall has dropped costs a read nothing but a new connection, and closes the others", async () => {
    const one = client(settings);
    await Promise.all([1, 2, 3].map(() => read(one, requestTo(url))));
    expect(relay.connectionCount()).toBe(3);
    relay.forgetConnections();
    for (let count = 0; count < 3; count += 1) expect(await read(one, requestTo(url))).toEqual(answer);
    expect(server.requests).toHaveLength(6);
    // One to repeat the read on, and one that the next reads share.
    expect(relay.connectionCount()).toBe(5);
  });

  test("that a firewall has dropped without a reset costs one read, and closes the others", async () => {
    const one = client(settings);
    await Promise.all([1, 2, 3].map(() => read(one, requestTo(url))));
    relay.silenceConnections();
    const signal = AbortSignal.timeout(150);
    const given = one.send(requestTo(url, { signal }));
    await expect(given).rejects.toMatchObject({ cause: { name: "TimeoutError" } });
    await expect.poll(() => relay.openCount()).toBe(0);
    expect(await read(one, requestTo(url))).toEqual(answer);
    expect(server.requests).toHaveLength(4);
  });

  test("stays open if a caller gives up", async () => {
    const one = client(settings);
    await Promise.all([1, 2, 3].map(() => read(one, requestTo(url))));
    relay.silenceConnections();
    const caller = new AbortController();
    const given = one.send(requestTo(url, { signal: caller.signal }));
    setTimeout(() => caller.abort(), 50);
    await expect(given).rejects.toThrow();
    await expect.poll(() => relay.openCount()).toBe(2);
  });

  test("costs a write that can be repeated nothing but a new connection", async () => {
    const one = client(settings);
    const write = () => read(one, requestTo(url, { kind: "REPEATABLE_WRITE" }));
    expect(await write()).toEqual(answer);
    expect(await write()).toEqual(answer);
    expect(relay.connectionCount()).toBe(1);
    relay.forgetConnections();
    expect(await write()).toEqual(answer);
    expect(server.requests).toHaveLength(3);
    expect(relay.connectionCount()).toBe(2);
  });

  test("of reads is never used for a write", async () => {
    const one = client(settings);
    await read(one, requestTo(url));
    await read(one, requestTo(url, { kind: "REPEATABLE_WRITE" }));
    expect(relay.connectionCount()).toBe(2);
  });

  test("is never used for a write that cannot be repeated", async () => {
    const one = client(settings);
    await read(one, requestTo(url));
    relay.forgetConnections();
    expect(await read(one, requestTo(url, { kind: "WRITE" }))).toEqual(answer);
    expect(await read(one, requestTo(url, { kind: "WRITE" }))).toEqual(answer);
    expect(server.requests).toHaveLength(3);
    expect(relay.connectionCount()).toBe(3);
  });

  test("is closed after its timeout, also by default before a firewall drops it", async () => {
    const one = client({ ...settings, keepAliveTimeoutMs: 50 });
    await read(one, requestTo(url));
    await expect.poll(() => relay.openCount()).toBe(0);
    expect(await read(one, requestTo(url))).toEqual(answer);
    expect(relay.connectionCount()).toBe(2);
  });

  test("is not kept if its timeout is 0", async () => {
    const one = client({ ...settings, keepAliveTimeoutMs: 0 });
    await read(one, requestTo(url));
    await read(one, requestTo(url));
    expect(relay.connectionCount()).toBe(2);
  });
});

test("a request that takes longer than the timeout of idle connections is completed", async () => {
  const slow = closing(await startRecordingServer(() => ({ answer: 42 }), 150));
  expect(await read(client({ keepAliveTimeoutMs: 50 }), requestTo(slow.url))).toEqual(answer);
});

test("a reset on a reused connection after the first byte of a response is not repeated", async () => {
  let count = 0;
  const half = createServer((_incoming, outgoing) => {
    count += 1;
    if (count === 1) return void outgoing.end("whole");
    outgoing.socket?.write("HTTP/1.1 200 O", () => outgoing.socket?.resetAndDestroy());
  });
  await new Promise<void>((resolve) => half.listen(0, "127.0.0.1", resolve));
  closing({ close: () => void half.close() });
  const url = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
  const one = client();
  expect(await read(one, requestTo(url))).toEqual({ status: 200, text: "whole" });
  const error: unknown = await one.send(requestTo(url)).catch((reason) => reason);
  expect(detailOf(error)).toBe("ECONNRESET");
  expect(count).toBe(2);
});

test.each([
  [true, 3],
  [false, 2],
])("408 for a connection that was idle is not taken for an answer (%s)", async (isReused, expected) => {
  let count = 0;
  const timingOut = createServer((_incoming, outgoing) => {
    count += 1;
    if (count !== 2)
      return void outgoing.setHeader("connection", isReused ? "keep-alive" : "close").end("whole");
    outgoing.writeHead(408, { connection: "close" }).end();
  });
  await new Promise<void>((resolve) => timingOut.listen(0, "127.0.0.1", resolve));
  closing({ close: () => void timingOut.close() });
  const url = `http://127.0.0.1:${(timingOut.address() as AddressInfo).port}`;
  const one = client();
  const whole = { status: 200, text: "whole" };
  expect(await read(one, requestTo(url))).toEqual(whole);
  expect(await read(one, requestTo(url))).toEqual(isReused ? whole : { status: 408, text: "" });
  expect(count).toBe(expected);
});

test("a reset on a new connection is not repeated, because the request may have arrived", async () => {
  let count = 0;
  const resetting = createServer((_incoming, outgoing) => {
    count += 1;
    outgoing.socket?.resetAndDestroy();
  });
  await new Promise<void>((resolve) => resetting.listen(0, "127.0.0.1", resolve));
  closing({ close: () => void resetting.close() });
  const url = `http://127.0.0.1:${(resetting.address() as AddressInfo).port}`;
  for (const kind of kinds) {
    const error: unknown = await client()
      .send(requestTo(url, { kind }))
      .catch((reason) => reason);
    expect(detailOf(error)).toBe("ECONNRESET");
  }
  expect(count).toBe(kinds.length);
});

test("a change of protocol that nobody requested is a response without a body, and ends the connection", async () => {
  const closed = Promise.withResolvers<void>();
  const switching = createTcpServer((socket) => {
    socket.on("close", closed.resolve).once("data", () => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => switching.listen(0, "127.0.0.1", resolve));
  closing({ close: () => void switching.close() });
  const url = `http://127.0.0.1:${(switching.address() as AddressInfo).port}`;
  expect(await read(client(), requestTo(url))).toEqual({ status: 101, text: "" });
  await closed.promise;
});

test("a compressed response is decompressed, and redirects are not followed", async () => {
  const compressing = createServer((incoming, outgoing) => {
    if (incoming.url === "/redirect") return void outgoing.writeHead(302, { location: "/" }).end();
    outgoing.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("small"));
  });
  await new Promise<void>((resolve) => compressing.listen(0, "127.0.0.1", resolve));
  closing({ close: () => void compressing.close() });
  const url = `http://127.0.0.1:${(compressing.address() as AddressInfo).port}`;
  expect(await read(client(), requestTo(url))).toEqual({ status: 200, text: "small" });
  expect(await read(client(), requestTo(`${url}/redirect`))).toEqual({ status: 302, text: "" });
});

describe("a connection that does not open in time", () => {
  /** Starts a server that accepts connections and never answers. */
  async function startSilent() {
    const silent = createTcpServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    closing({ close: () => void silent.close() });
    return (silent.address() as AddressInfo).port;
  }

  test.each(kinds)("ends the request, which was not sent: %s", async (kind) => {
    const one = closing(testHttpClient({}, 50));
    const request = requestTo(`https://127.0.0.1:${await startSilent()}`, { kind });
    const error: unknown = await one.send(request).catch((reason) => reason);
    expect(classifyBelowProvider(error)).toEqual({ reason: "TIMEOUT", lostAnswer: null });
    expect(detailOf(error)).toBe("no connection was open after 50 ms");
  });

  test.each(kinds)("is blamed on the proxy if the tunnel is not open: %s", async (kind) => {
    const port = await startSilent();
    const one = closing(testHttpClient({ proxies: { HTTPS_PROXY: `http://127.0.0.1:${port}` } }, 50));
    const error: unknown = await one
      .send(requestTo("https://api.example.com", { kind }))
      .catch((reason) => reason);
    expect(classifyBelowProvider(error)).toMatchObject({ reason: "UNREACHABLE", lostAnswer: null });
    expect(detailOf(error)).toBe(
      `the proxy 127.0.0.1:${port} (HTTPS_PROXY) did not open a tunnel: no connection was open after 50 ms`,
    );
  });

  test("does not limit how long a response takes: plain, with TLS, and through a tunnel", async () => {
    const slow = closing(await startRecordingServer(() => ({ answer: 42 }), 700));
    const certificate = createCertificate(["localhost", "api.example.com"]);
    if (certificate === null) throw new Error("This test needs openssl.");
    const relay = closing(await startRelay(portOf(slow.url), certificate));
    const proxy = closing(await startConnectProxy({ hosts: { "api.example.com": relay.port } }));
    const settings = {
      proxies: { HTTPS_PROXY: proxy.url, NO_PROXY: "localhost" },
      certificateAuthorities: [certificate.cert],
    };
    const one = closing(testHttpClient(settings, 500));
    const urls = [slow.url, `https://localhost:${relay.port}`, "https://api.example.com"];
    const requests = urls.flatMap((url) => kinds.map((kind) => requestTo(url, { kind })));
    // The second round reuses the connections of the first.
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(requests.map((request) => read(one, request)));
      expect(answers).toEqual(requests.map(() => answer));
    }
  });
});

test("an https proxy whose certificate is not trusted is named as the cause", async () => {
  const certificate = createCertificate(["localhost"]);
  if (certificate === null) throw new Error("This test needs openssl.");
  const relay = closing(await startRelay(portOf(server.url), certificate));
  const through = client({ proxies: { HTTPS_PROXY: `https://localhost:${relay.port}` } });
  const error: unknown = await through.send(requestTo("https://api.example.com")).catch((reason) => reason);
  expect(detailOf(error)).toMatch(
    /^the proxy localhost:\d+ \(HTTPS_PROXY\) cannot be used: \w*SELF_SIGNED\w*$/,
  );
});

test("a direct host on the proxy's port is not taken for the proxy", async () => {
  const { port, close } = await startConnectProxy();
  await close();
  const proxies = { HTTPS_PROXY: `http://proxy.example.com:${port}`, NO_PROXY: "127.0.0.1" };
  const error: unknown = await client({ proxies })
    .send(requestTo(`https://127.0.0.1:${port}`))
    .catch((reason) => reason);
  expect(detailOf(error)).toBe("ECONNREFUSED");
});
