import { Readable } from "node:stream";
import { promisify } from "node:util";
import type { FastifyRequest, preParsingAsyncHookHandler } from "fastify";
import { bodyTooLarge } from "./body-error.js";
import { HttpError } from "./http-error.js";
import { hasContentCoding, reserveBody } from "./request-memory.js";

type Decode = (bytes: Buffer, limit: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** The content codings of request bodies (RFC 9110, section 8.4.1). */
const codings = ["gzip", "deflate", "br", "zstd"] as const;

/** Returns a hook that decompresses the body of a request. Neither the body nor what it contains can exceed the limit. */
export function decodeRequestBody(maxBodyBytes: number): preParsingAsyncHookHandler {
  return async (request, _reply, payload) =>
    request.method === "POST" && hasContentCoding(request.headers)
      ? decoded(request, payload as Readable, maxBodyBytes)
      : payload;
}

async function decoded(request: FastifyRequest, payload: Readable, maxBodyBytes: number): Promise<Readable> {
  const name = request.headers["content-encoding"]?.toLowerCase().replace(/^x-gzip$/, "gzip");
  const coding = codings.find((known) => known === name);
  if (coding === undefined) {
    const message = `The content-encoding of the request body is not supported. Use one of ${codings.join(", ")}, or none.`;
    throw new HttpError(415, "BAD_REQUEST", message, { "accept-encoding": codings.join(", ") });
  }
  const bytes = await allOf(payload, maxBodyBytes);
  const body = await decoders()
    [coding](bytes, { maxOutputLength: maxBodyBytes })
    .catch(({ code }: { readonly code?: string }) => {
      if (code === "ERR_BUFFER_TOO_LARGE") throw bodyTooLarge(maxBodyBytes);
      throw new HttpError(
        400,
        "BAD_REQUEST",
        `The request body is not valid ${coding}, its content-encoding.`,
      );
    });
  reserveBody(request, body.length);
  // Fastify compares this length with the header content-length.
  return Object.assign(Readable.from([body]), { receivedEncodedLength: bytes.length });
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

/** Loaded on first use, to keep startup fast. */
function decoders(): Readonly<Record<(typeof codings)[number], Decode>> {
  const { gunzip, inflate, brotliDecompress, zstdDecompress } = process.getBuiltinModule("node:zlib");
  return {
    gzip: promisify(gunzip),
    deflate: promisify(inflate),
    br: promisify(brotliDecompress),
    zstd: promisify(zstdDecompress),
  };
}
