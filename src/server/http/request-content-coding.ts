import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import type { FastifyInstance } from "fastify";
import { bodyTooLarge } from "./body-error.js";
import { HttpError } from "./http-error.js";

type Decode = (bytes: Buffer, limit: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** The content codings of request bodies (RFC 9110, section 8.4.1). */
const codings = ["gzip", "deflate", "br", "zstd"] as const;

/** Decompresses the bodies of requests. Neither a body nor what it contains can exceed the limit. */
export function decodeRequestBodies(
  app: FastifyInstance,
  { maxBodyBytes }: { readonly maxBodyBytes: number },
): void {
  app.addHook("preParsing", (request, _reply, payload, done) => {
    if (!hasContentCoding(request.headers)) return done(null, payload);
    decoded(request.headers["content-encoding"] ?? "", payload as Readable, maxBodyBytes).then(
      (stream) => done(null, stream),
      (error: Error) => done(error),
    );
  });
}

/** Whether the body is compressed, so that its length says nothing about its content. */
export function hasContentCoding({ "content-encoding": coding = "identity" }: IncomingHttpHeaders): boolean {
  return coding.toLowerCase() !== "identity";
}

async function decoded(given: string, payload: Readable, maxBodyBytes: number): Promise<Readable> {
  const name = given.toLowerCase().replace(/^x-gzip$/, "gzip");
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
