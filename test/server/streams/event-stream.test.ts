import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { beginEventStream } from "../../../src/server/streams/event-stream.js";
import type { Outlet } from "../../../src/server/streams/outlet.js";

const never = 3_600_000;
let close = () => {};
afterEach(() => close());

/** Opens a stream to a client that reads only when it is resumed. */
async function openTo(times: { heartbeatMs: number; slowReaderMs: number }) {
  const begun = Promise.withResolvers<Outlet>();
  const server = createServer((_request, response) => begun.resolve(beginEventStream(response, {}, times)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let received = "";
  client.setEncoding("utf8").on("data", (text) => {
    received += text;
  });
  client.pause();
  client.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  close = () => {
    client.destroy();
    server.close();
  };
  return { client, outlet: await begun.promise, received: () => received };
}

/** More than all buffers between the two take. */
const large = JSON.stringify("x".repeat(16 * 1024 * 1024));

test("a silent stream sends comments", async () => {
  const { client, received } = await openTo({ heartbeatMs: 5, slowReaderMs: never });
  client.resume();
  await expect.poll(() => received().match(/:\n\n/g)?.length).toBeGreaterThan(2);
});

test("a result is sent only when the client has read the one before", async () => {
  const { client, outlet, received } = await openTo({ heartbeatMs: never, slowReaderMs: never });
  let isSent = false;
  const sending = outlet.send(large).then(() => {
    isSent = true;
  });
  await new Promise(setImmediate);
  expect(isSent).toBe(false);
  client.resume();
  await sending;
  await outlet.complete(null);
  await expect.poll(() => received().endsWith("0\r\n\r\n")).toBe(true);
  expect(received()).toContain("event: complete\ndata:\n\n");
});

test("a client that does not read in time is disconnected", async () => {
  const { outlet } = await openTo({ heartbeatMs: never, slowReaderMs: 20 });
  await outlet.send(large);
  expect(outlet.closed.reason).toBe("SLOW_READER");
});

test("a client that leaves while a result waits for it closes the stream", async () => {
  const { client, outlet } = await openTo({ heartbeatMs: never, slowReaderMs: never });
  const sending = outlet.send(large);
  client.destroy();
  await sending;
  expect(outlet.closed.reason).toBe("CLIENT_GONE");
});
