import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { FastifyReply, FastifyRequest } from "fastify";
import { expect, test, vi } from "vitest";
import { compressedStream } from "../../../src/server/http/compressed-response.js";

const open = vi.fn(() => Readable.from(["body"]));
const streamFor = (method: string, bytes: number) => {
  const header = vi.fn();
  open.mockClear();
  const request = { method, headers: { "accept-encoding": "gzip" } } as unknown as FastifyRequest;
  const stream = compressedStream(request, { header } as unknown as FastifyReply, bytes, open);
  return { stream, headers: header.mock.calls };
};

test.each([
  ["small", 4, [["content-length", 4]]],
  ["large", 100_000, [["content-encoding", "gzip"]]],
])("HEAD writes nothing of a %s body, and has the same headers as GET", async (_name, bytes, headers) => {
  const head = streamFor("HEAD", bytes);
  expect([head.stream, head.headers, open.mock.calls.length]).toEqual([null, headers, 0]);
  const get = streamFor("GET", bytes);
  expect([get.headers, open.mock.calls.length]).toEqual([headers, 1]);
  expect(await text(get.stream ?? Readable.from([]))).not.toBe("");
});
