import { expect, test } from "vitest";
import { MalformedResponseError } from "../../src/upstream/malformed-response-error.js";
import { readResponseBody } from "../../src/upstream/response-body.js";

const chunks = [Buffer.from("grü"), Buffer.from("ße")];

test("an answer is read whole, up to the most that it may be", async () => {
  expect((await readResponseBody(chunks, 7)).toString()).toBe("grüße");
  await expect(readResponseBody(chunks, 6)).rejects.toBeInstanceOf(MalformedResponseError);
});

test("a character that two chunks share is no fault, half a character is", async () => {
  const [bytes] = [Buffer.from("ü")];
  expect((await readResponseBody([bytes.subarray(0, 1), bytes.subarray(1)], 10)).toString()).toBe("ü");
  await expect(readResponseBody([bytes.subarray(0, 1)], 10)).rejects.toBeInstanceOf(MalformedResponseError);
});

test("what is too large is not read on", async () => {
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
