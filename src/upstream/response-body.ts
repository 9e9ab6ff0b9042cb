import { isUtf8 } from "node:buffer";
import { MalformedResponseError } from "./malformed-response-error.js";

/** The whole body of a response. It must be UTF-8: a broken text would be shown, and searched, as another text. */
export async function readResponseBody(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new MalformedResponseError("the answer is too large");
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new MalformedResponseError("the answer is not UTF-8");
  return bytes;
}
