import { expect, test } from "vitest";
import { createUserNameReads } from "../../../src/datasources/datadog/user-names.js";
import type { Deadline } from "../../../src/upstream/deadlines.js";
import { testContext } from "../../support/runtime.js";

test("a request waits for names once, however many of its fields select them", async () => {
  const deadlines: Deadline[] = [];
  const userNames = {
    async read(ids: ReadonlySet<string>, { readDeadline }: { readonly readDeadline: Deadline }) {
      deadlines.push(readDeadline);
      return new Map([...ids].map((id) => [id, `Name of ${id}`]));
    },
  };
  const nameOf = createUserNameReads([{ id: "a", userNames }], testContext());
  const read = (...ids: readonly string[]) => Promise.all(ids.map((id) => nameOf({ id, sourceId: "a" })));
  expect(await read("1", "2", "1")).toEqual(["Name of 1", "Name of 2", "Name of 1"]);
  expect(await read("3")).toEqual(["Name of 3"]);
  expect(deadlines).toHaveLength(2);
  expect(new Set(deadlines).size).toBe(1);
});
