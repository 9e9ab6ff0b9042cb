import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { minCompressedBytes } from "./constants.js";
import { compress, compressStream, contentCodingFor } from "./content-coding.js";

/*
 * Only complete data is compressed. The size of a compressed text shows whether two parts of it are equal, so a response with
 * `errors`, which can quote the request, is never compressed.
 */

/** Compresses the body of a response if the client accepts that and the body is large enough. */
export async function compressedBody(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string,
): Promise<string | Buffer> {
  const coding = Buffer.byteLength(body) < minCompressedBytes ? null : contentCodingFor(request);
  if (coding === null) return body;
  const compressed = await compress(coding, body);
  reply.header("content-encoding", coding);
  return compressed;
}

/**
 * Like `compressedBody`, for a body of known size that is written while it is sent. Sets `content-length` if it is not compressed.
 * Returns null for HEAD, whose response has only the headers.
 */
export function compressedStream(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: number,
  open: () => Readable,
): Readable | null {
  const coding = bytes < minCompressedBytes ? null : contentCodingFor(request);
  if (coding === null) reply.header("content-length", bytes);
  else reply.header("content-encoding", coding);
  if (request.method === "HEAD") return null;
  return coding === null ? open() : compressStream(coding, open());
}
