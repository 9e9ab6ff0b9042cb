import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decompressed. */
  readonly body: Readable;
}

/** Returns a response whose headers have arrived. */
export function responseOf(response: IncomingMessage): HttpResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: decompressed(response),
  };
}

function decompressed(response: IncomingMessage): Readable {
  const decompress = decompressorOf(response.headers["content-encoding"]);
  // The reader of the returned stream gets its errors.
  return decompress === null ? response : pipeline(response, decompress, () => {});
}

function decompressorOf(encoding: string | undefined) {
  const zlib = process.getBuiltinModule("node:zlib");
  switch (encoding?.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip();
    case "deflate":
      return zlib.createInflate();
    case "br":
      return zlib.createBrotliDecompress();
    default:
      return null;
  }
}
