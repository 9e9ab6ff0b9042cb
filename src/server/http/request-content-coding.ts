import { Readable } from "node:stream";
import { promisify } from "node:util";
import type { FastifyRequest, preParsingHookHandler } from "fastify";
import { flowOf } from "../../domain/caller.js";
import { createCallQueue } from "../../upstream/call-queue.js";
import { DeadlineExceededError, deadlineIn } from "../../upstream/deadlines.js";
import { bodyTooLarge } from "./body-error.js";
import { maxDecompressions, receiveTimeoutMs } from "./constants.js";
import { HttpError } from "./http-error.js";
import { noMemory } from "./request-memory.js";

/** The content codings of request bodies (RFC 9110, section 8.4.1). */
const codings = ["gzip", "deflate", "br", "zstd"] as const;

type Coding = (typeof codings)[number];

/** Returns a hook that decompresses the body of a request. Neither the body nor what it contains can exceed the limit. */
export function decodeRequestBody(maxBodyBytes: number): preParsingHookHandler {
  // The memory of a body is reserved when its size is known, so few are decompressed at once.
  const queue = createCallQueue(maxDecompressions);

  async function decoded(request: FastifyRequest, coding: Coding, payload: Readable): Promise<Readable> {
    if (Number(request.headers["content-length"]) > maxBodyBytes) throw bodyTooLarge(maxBodyBytes);
    const bytes = await allOf(payload, maxBodyBytes);
    const viewer = request.authenticatedCaller?.viewer ?? null;
    const deadline = deadlineIn(receiveTimeoutMs, undefined, flowOf({ viewer, address: request.ip }));
    const body = await queue.run(deadline, () => decompress(coding, bytes, maxBodyBytes)).catch(tooLate);
    // Fastify compares this length with the header content-length.
    return Object.assign(Readable.from([body]), { receivedEncodedLength: bytes.length });
  }

  return (request, _reply, payload, done) => {
    const coding = request.method === "POST" ? codingOf(request) : null;
    if (coding === null) return done(null, payload);
    decoded(request, coding, payload as Readable).then((stream) => done(null, stream), done);
  };
}

/** Returns the coding of the body; null for none. Throws HttpError if it is not supported. */
function codingOf({ headers: { "content-encoding": given = "" } }: FastifyRequest): Coding | null {
  const names = given
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-gzip$/, "gzip"))
    .filter((name) => name !== "" && name !== "identity");
  if (names.length === 0) return null;
  const coding = codings.find((known) => known === names[0]);
  if (coding !== undefined && names.length === 1) return coding;
  const message = `The content-encoding of the request body is not supported. Use one of ${codings.join(", ")}, or none.`;
  throw new HttpError(415, "BAD_REQUEST", message, { "accept-encoding": codings.join(", ") });
}

async function allOf(payload: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of payload) {
      length += chunk.length;
      if (length > maxBytes) break;
      chunks.push(chunk);
    }
  } catch {
    throw new HttpError(400, "BAD_REQUEST", "The connection closed before the request body was complete.");
  }
  if (length > maxBytes) throw bodyTooLarge(maxBytes);
  return Buffer.concat(chunks);
}

async function decompress(coding: Coding, bytes: Buffer, maxOutputLength: number): Promise<Buffer> {
  // Loaded on first use, to keep startup fast.
  const { gunzip, inflate, brotliDecompress, zstdDecompress } = process.getBuiltinModule("node:zlib");
  const decoders = { gzip: gunzip, deflate: inflate, br: brotliDecompress, zstd: zstdDecompress };
  const decode: (bytes: Buffer, options: object) => Promise<Buffer> = promisify(decoders[coding]);
  try {
    return await decode(bytes, { maxOutputLength });
  } catch (error) {
    if ((error as { readonly code?: string }).code === "ERR_BUFFER_TOO_LARGE")
      throw bodyTooLarge(maxOutputLength);
    throw new HttpError(400, "BAD_REQUEST", `The request body is not valid ${coding}, its content-encoding.`);
  }
}

function tooLate(error: unknown): never {
  throw error instanceof DeadlineExceededError ? noMemory() : error;
}
