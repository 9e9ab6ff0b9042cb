import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { promisify } from "node:util";
import type { FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import { brotliQuality, compressionWindowBits, zstdLevel } from "./constants.js";

/** The content codings of responses (RFC 9110, section 8.4.1). If a client accepts several equally, the first of them is used. */
const contentCodings = ["zstd", "br", "gzip"] as const;

export type ContentCoding = (typeof contentCodings)[number];

const available = [...contentCodings, "identity"];

/** The types of the library lack the preference among codings that the client accepts equally. */
type Preferring = {
  encoding(available: readonly string[], options: { preferred: readonly string[] }): string;
};

/** Returns the coding for the response to a request; null for none. */
export function contentCodingFor({ headers }: Pick<FastifyRequest, "headers">): ContentCoding | null {
  const negotiator = new Negotiator({ headers }) as unknown as Preferring;
  const preferred = negotiator.encoding(available, { preferred: available });
  return contentCodings.find((coding) => coding === preferred) ?? null;
}

/** Compresses a text in another thread. */
export function compress(coding: ContentCoding, text: string): Promise<Buffer> {
  return compressors()[coding].compress(Buffer.from(text));
}

/** Compresses a stream while it is read. */
export function compressStream(coding: ContentCoding, stream: Readable): Readable {
  return pipeline(stream, compressors()[coding].createStream(), () => {});
}

/** Loaded on first use, to keep startup fast. */
function compressors() {
  const zlib = process.getBuiltinModule("node:zlib");
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, ZSTD_c_compressionLevel, ZSTD_c_windowLog } =
    zlib.constants;
  const zstd = {
    params: { [ZSTD_c_compressionLevel]: zstdLevel, [ZSTD_c_windowLog]: compressionWindowBits },
  };
  const brotli = {
    params: { [BROTLI_PARAM_QUALITY]: brotliQuality, [BROTLI_PARAM_LGWIN]: compressionWindowBits },
  };
  return {
    zstd: {
      compress: (bytes: Buffer) => promisify(zlib.zstdCompress)(bytes, zstd),
      createStream: () => zlib.createZstdCompress(zstd),
    },
    br: {
      compress: (bytes: Buffer) => promisify(zlib.brotliCompress)(bytes, brotli),
      createStream: () => zlib.createBrotliCompress(brotli),
    },
    gzip: {
      compress: (bytes: Buffer) => promisify(zlib.gzip)(bytes),
      createStream: () => zlib.createGzip(),
    },
  };
}
