import { expect, test } from "vitest";
import { classifyBelowProvider, detailOf } from "../../src/datasources/upstream/classify-failure.js";
import { MalformedResponseError } from "../../src/datasources/upstream/malformed-response.js";

const coded = (code: string, cause?: unknown) =>
  Object.assign(new Error("what a socket says", { cause }), { code });

test.each([
  ["ECONNREFUSED", "UNREACHABLE", false],
  ["ENOTFOUND", "UNREACHABLE", false],
  ["ECONNRESET", "UNREACHABLE", true],
  ["CERT_HAS_EXPIRED", "UNREACHABLE", false],
  ["SELF_SIGNED_CERT_IN_CHAIN", "UNREACHABLE", false],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "UNREACHABLE", false],
  // These come from a handshake, and from a connection over which the request was sent.
  ["EPROTO", "UNREACHABLE", true],
  ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "UNREACHABLE", true],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "UNREACHABLE", true],
  ["ETIMEDOUT", "TIMEOUT", true],
  ["UND_ERR_CONNECT_TIMEOUT", "TIMEOUT", false],
  ["HPE_INVALID_CONSTANT", "MALFORMED_RESPONSE", true],
] as const)("%s is %s, and a write may have been made: %s", (code, verdict, answerLost) => {
  for (const error of [coded(code), new TypeError("fetch failed", { cause: coded(code) })]) {
    expect(classifyBelowProvider(error)).toEqual({ verdict, answerLost });
    expect(detailOf(error)).toBe(code);
  }
});

test("operators are told our own words or a code, and never what an upstream says", () => {
  expect(detailOf(new MalformedResponseError("the answer is too large"))).toBe("the answer is too large");
  expect(detailOf(new Error("arn:aws:iam::1:role/x"))).toBeNull();
  expect(detailOf(coded("WHAT_EVER"))).toBeNull();
});
