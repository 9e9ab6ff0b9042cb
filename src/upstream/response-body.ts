import { isUtf8 } from "node:buffer";
import { MalformedResponseError } from "./malformed-response-error.js";

/** Reads the whole body of a response. Rejects a body that is not UTF-8: it would be decoded to the wrong text. */
export async function readResponseBody(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MalformedResponseError("the response is too large");
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new MalformedResponseError("the response is not UTF-8");
  return bytes;
}
