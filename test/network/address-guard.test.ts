import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAddressGuard, isPrivateHost } from "../../src/network/address-guard.js";
import { createHttpClient } from "../../src/network/http-client.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";

describe("the host of a URL is a private address", () => {
  test.each([
    ["http://127.0.0.1/", "loopback"],
    ["http://2130706433/", "decimal"],
    ["http://0x7f000001/", "hexadecimal"],
    ["http://0177.0.0.1/", "octal"],
    ["http://127.1/", "short"],
    ["http://0/", "unspecified"],
    ["http://10.1.2.3/", "private"],
    ["http://172.31.255.255/", "private"],
    ["http://192.168.0.1/", "private"],
    ["http://169.254.169.254/latest/meta-data", "metadata of AWS, Azure, Google"],
    ["http://168.63.129.16/", "metadata of Azure"],
    ["http://100.100.100.200/", "shared: metadata of Alibaba"],
    ["http://192.0.0.192/", "metadata of Oracle"],
    ["http://198.18.0.1/", "benchmarks"],
    ["http://224.0.0.1/", "multicast"],
    ["http://255.255.255.255/", "broadcast"],
    ["http://[::1]/", "loopback"],
    ["http://[::]/", "unspecified"],
    ["http://[fd00:ec2::254]/", "metadata of AWS"],
    ["http://[fe80::1]/", "link-local"],
    ["http://[ff02::1]/", "multicast"],
    ["http://[::ffff:127.0.0.1]/", "mapped"],
    ["http://[::ffff:a9fe:a9fe]/", "mapped, hexadecimal"],
    ["http://[::7f00:1]/", "compatible"],
    ["http://[64:ff9b::a9fe:a9fe]/", "NAT64"],
    ["http://[::ffff:0:a9fe:a9fe]/", "SIIT"],
    ["http://[2002:7f00:1::]/", "6to4"],
    ["http://[2001:0:7f00:1::]/", "Teredo"],
  ])("%s (%s)", (url) => {
    expect(isPrivateHost(new URL(url).hostname)).toBe(true);
  });

  test.each([
    "http://1.1.1.1/",
    "http://172.32.0.1/",
    "http://100.128.0.1/",
    "http://[2606:4700::1111]/",
    "http://[::ffff:1.1.1.1]/",
    "http://10.example.com/",
  ])("not %s", (url) => {
    expect(isPrivateHost(new URL(url).hostname)).toBe(false);
  });
});

describe("a client with a guard", () => {
  let server: RecordingServer;
  beforeAll(async () => {
    server = await startRecordingServer(() => ({}));
  });
  afterAll(() => server.close());

  /** Sends a request to a name with these addresses. Returns the error, and which names were looked up. */
  async function send(host: string, addresses: readonly string[], proxies = {}) {
    const names: string[] = [];
    const lookup: LookupFunction = (hostname, _options, callback) => {
      names.push(hostname);
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };
    const settings = { proxies, certificateAuthorities: null, keepAliveTimeoutMs: 0 };
    const client = createHttpClient(settings, undefined, createAddressGuard(lookup));
    const error = await client
      .send({
        url: new URL(`http://${host}:${new URL(server.url).port}/`),
        method: "POST",
        headers: {},
        body: "x",
        signal: AbortSignal.timeout(5_000),
        kind: "WRITE",
      })
      .then(
        ({ body }) => {
          body.resume();
          return null;
        },
        (reason: Error) => reason.name,
      );
    client.close();
    return { error, names };
  }

  // One lookup: the connection could only use the addresses that were checked, however the name changes (DNS rebinding).
  test.each([
    ["hooks.example.com", ["127.0.0.1"]],
    ["hooks.example.com", ["1.1.1.1", "10.0.0.1"]],
    ["hooks.example.com", ["2606:4700::1111", "::ffff:127.0.0.1"]],
    ["localhost", ["127.0.0.1"]],
  ])("sends nothing to %s with the addresses %o", async (host, addresses) => {
    expect(await send(host, addresses)).toEqual({ error: "PrivateAddressError", names: [host] });
    expect(server.requests).toEqual([]);
  });

  test("sends nothing to an address, for which nothing is looked up", async () => {
    expect(await send("127.0.0.1", [])).toEqual({ error: "PrivateAddressError", names: [] });
    expect(await send("2130706433", [])).toEqual({ error: "PrivateAddressError", names: [] });
    expect(server.requests).toEqual([]);
  });

  test("reaches hosts through a proxy, which may have a private address and looks names up itself", async () => {
    const proxy = await startConnectProxy();
    try {
      const { error, names } = await send("unknown.invalid", ["127.0.0.1"], { HTTP_PROXY: proxy.url });
      expect(names).toEqual([]);
      expect(error).not.toBe("PrivateAddressError");
      expect(proxy.requests).toEqual([expect.stringMatching(/^POST http:\/\/unknown\.invalid/)]);
      expect((await send("10.0.0.1", [], { HTTP_PROXY: proxy.url })).error).toBe("PrivateAddressError");
    } finally {
      await proxy.close();
    }
  });
});
