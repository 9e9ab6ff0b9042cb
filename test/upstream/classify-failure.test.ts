import { expect, test } from "vitest";
import { classifyBelowProvider, detailOf } from "../../src/upstream/classify-failure.js";
import { MalformedResponseError } from "../../src/upstream/malformed-response-error.js";

const coded = (code: string, cause?: unknown) =>
  Object.assign(new Error("a socket's message", { cause }), { code });

test.each([
  ["ECONNREFUSED", "UNREACHABLE", null],
  ["ENOTFOUND", "UNREACHABLE", null],
  ["ECONNRESET", "UNREACHABLE", "ENDS_SOON"],
  ["CERT_HAS_EXPIRED", "UNREACHABLE", null],
  ["SELF_SIGNED_CERT_IN_CHAIN", "UNREACHABLE", null],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "UNREACHABLE", null],
  // These occur both during a handshake and after the request was sent.
  ["EPROTO", "UNREACHABLE", "ENDS_SOON"],
  ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "UNREACHABLE", "ENDS_SOON"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "UNREACHABLE", "ENDS_SOON"],
  ["ETIMEDOUT", "TIMEOUT", "UNKNOWN"],
  ["HPE_INVALID_CONSTANT", "MALFORMED_RESPONSE", "UNKNOWN"],
  ["Z_BUF_ERROR", "MALFORMED_RESPONSE", "UNKNOWN"],
  ["ERR__ERROR_FORMAT_PADDING_1", "MALFORMED_RESPONSE", "UNKNOWN"],
] as const)("classifies %s as %s with lostAnswer %s", (code, reason, lostAnswer) => {
  for (const error of [coded(code), new TypeError("fetch failed", { cause: coded(code) })]) {
    expect(classifyBelowProvider(error)).toEqual({ reason, lostAnswer });
    expect(detailOf(error)).toBe(code);
  }
});

test("operators see the gateway's own message or an error code, never text from an upstream", () => {
  expect(detailOf(new MalformedResponseError("the response is too large"))).toBe("the response is too large");
  expect(detailOf(new Error("arn:aws:iam::1:role/x"))).toBeNull();
  expect(detailOf(coded("WHAT_EVER"))).toBeNull();
});
