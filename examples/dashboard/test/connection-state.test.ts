import { CombinedGraphQLErrors } from "@apollo/client";
import { expect, test } from "vitest";
import type { ConnectionFacts } from "../src/live/connection-state";
import { connectionState } from "../src/live/connection-state";

const well: ConnectionFacts = { streams: "open", isQuiet: false, error: undefined };
const rejection = new CombinedGraphQLErrors({
  data: null,
  errors: [{ message: "No such source.", extensions: { code: "BAD_USER_INPUT" } }],
});
const failure = new CombinedGraphQLErrors({
  data: null,
  errors: [{ message: "Internal error.", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
});
const refusal = new CombinedGraphQLErrors({
  errors: [{ message: "No.", extensions: { code: "UNAUTHENTICATED" } }],
});

test.each<[string, Partial<ConnectionFacts>, string]>([
  ["streams that are open", {}, "live"],
  ["streams that are opening", { streams: "opening" }, "connecting"],
  ["streams that cannot be opened", { streams: "down" }, "polling"],
  ["open streams that are silent", { isQuiet: true }, "lost"],
  ["polling without an answer", { streams: "down", isQuiet: true }, "lost"],
  ["a query that failed, although streams are open", { error: new Error("Failed to fetch") }, "lost"],
  ["a query that the gateway rejected", { error: refusal }, "refused"],
  ["a query that the gateway rejected when it executed it", { error: rejection }, "refused"],
  ["a query that the gateway could not execute", { error: failure }, "lost"],
])("%s", (_name, facts, state) => {
  expect(connectionState({ ...well, ...facts })).toBe(state);
});
