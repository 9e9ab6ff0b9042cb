import { expect, test } from "vitest";
import { MalformedResponseError } from "../../src/upstream/malformed-response-error.js";
import { readResponseBody } from "../../src/upstream/response-body.js";

const chunks = [Buffer.from("grü"), Buffer.from("ße")];

test("reads a whole body up to the maximum size and rejects a larger one", async () => {
  expect((await readResponseBody(chunks, 7)).toString()).toBe("grüße");
  await expect(readResponseBody(chunks, 6)).rejects.toBeInstanceOf(MalformedResponseError);
});

test("accepts a character split over two chunks and rejects half a character", async () => {
  const [bytes] = [Buffer.from("ü")];
  expect((await readResponseBody([bytes.subarray(0, 1), bytes.subarray(1)], 10)).toString()).toBe("ü");
  await expect(readResponseBody([bytes.subarray(0, 1)], 10)).rejects.toBeInstanceOf(MalformedResponseError);
});

test("stops reading a body that is too large", async () => {
  let asked = 0;
  let isLeft = false;
  async function* endless() {
    try {
      for (;;) {
        asked += 1;
        yield Buffer.alloc(10);
      }
    } finally {
      isLeft = true;
    }
  }
  await expect(readResponseBody(endless(), 25)).rejects.toBeInstanceOf(MalformedResponseError);
  expect([asked, isLeft]).toEqual([3, true]);
});
