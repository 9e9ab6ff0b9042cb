import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxProviderTextLength, maxScreenedLength } from "../../src/upstream/constants.js";
import { screenedText } from "../../src/upstream/provider-text.js";

/** What no screened text may contain: control and invisible characters, and lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

describe("a provider's text", () => {
  test.each([
    "The job could not be restored from its latest snapshot.",
    "org.apache.flink.util.FlinkException: Could not restore keyed state backend for StreamMap (1/4)",
    "Access to s3://orders-code/jars/orders-enrichment-1.20.3.jar was denied for arn:aws:iam::123456789012:role/orders",
    "Operation 3e1f2a6c-9c4c-4d2e-8a55-0d6a1f7f0f3b failed after 3 attempts: too many tokens were requested",
    "Das Überwachungs-Token fehlt 🙁, password is missing",
  ])("that has no secret stays as it is: %s", (text) => {
    expect(screenedText(text)).toBe(text);
  });

  test.each([
    ["  first\r\n\tsecond\u0000\u001b[31mthird\u0085fourth\u2028 ", "first second [31mthird fourth"],
    ["user\u202egnp.exe a\u200bb \ufeffc", "usergnp.exe ab c"],
    ["half \ud83d of a pair", "half \ufffd of a pair"],
    ["\n\u200b ", ""],
  ])("becomes one line of visible characters: %j", (text, expected) => {
    expect(screenedText(text)).toBe(expected);
  });

  test("is shortened, without half of a character", () => {
    const emoji = "🙁".repeat(maxProviderTextLength);
    expect(screenedText(emoji)).toBe(`${"🙁".repeat((maxProviderTextLength - 2) / 2)}\ufffd…`);
    expect(screenedText("x".repeat(maxProviderTextLength))).toHaveLength(maxProviderTextLength);
    expect(screenedText("x".repeat(maxProviderTextLength + 1))).toHaveLength(maxProviderTextLength);
  });
});

const core = "S3cr3tV4lue9"; // Planted in every secret below.
const value = `${core}xQ`;
/** Texts with a secret, and what remains of them. */
const secrets = [
  [`password=${value}`, "password=[hidden]"],
  [`Password: "${value} and more" then`, "Password: [hidden] then"],
  [`spring.datasource.password => ${value}, next`, "spring.datasource.password => [hidden], next"],
  [`{"apiKey":"${value}","user":"me"}`, `{"apiKey":[hidden],"user":"me"}`],
  [`aws_secret_access_key = '${value}'`, "aws_secret_access_key = [hidden]"],
  [`the text ends in client-secret: "${value} without`, "the text ends in client-secret: [hidden]"],
  [`https://bucket/key?X-Amz-Signature=${value}&x=1`, "https://bucket/key?X-Amz-Signature=[hidden]&x=1"],
  [`jdbc:postgresql://user:${value}@host/orders`, "jdbc:postgresql://[hidden]@host/orders"],
  [`Authorization: Bearer ${value}`, "Authorization: [hidden] [hidden]"],
  [`authorization: Basic ${value}==`, "authorization: [hidden] [hidden]"],
  [`used bearer ${value} to`, "used bearer [hidden] to"],
  [`token ey${"J"}${value}.${value}.${value} expired`, "token [hidden] expired"],
  ["key AKIAIOSFODNN7EXAMPLE was denied", "key [hidden] was denied"],
  [`-----BEGIN RSA PRIVATE KEY-----\n${value}\n-----END RSA PRIVATE KEY----- end`, "[hidden] end"],
  [`-----BEGIN PRIVATE KEY-----\n${value}`, "[hidden]"],
  [`got ${value}/${value}+${value} there`, "got [hidden] there"],
  [`got ${"0123456789abcdef".repeat(2)} there`, "got [hidden] there"],
  [`pass\u200bword=${value}`, "password=[hidden]"],
] as const;

describe("a secret in a provider's text", () => {
  test.each(secrets)("is hidden, %#", (text, expected) => {
    expect(screenedText(text)).toBe(expected);
  });

  test("is hidden wherever it is, and the result is always short and visible", () => {
    const words = fc.string({ unit: "binary", maxLength: 1_200 });
    fc.assert(
      fc.property(words, fc.constantFrom(...secrets.map(([text]) => text)), words, (before, text, after) => {
        const screened = screenedText(`${before} ${text} ${after}`);
        expect(screened).not.toContain(core);
        expect(screened).not.toMatch(unsafe);
        expect(screened.length).toBeLessThanOrEqual(maxProviderTextLength);
      }),
    );
  });

  test("is hidden if the shortened text ends in it", () => {
    for (let length = maxProviderTextLength - 60; length <= maxProviderTextLength; length++) {
      expect(screenedText(`${"a ".repeat(length / 2)}password=${value} end`)).not.toContain(core.slice(0, 3));
    }
  });

  test("is hidden if only its beginning is screened", () => {
    const token = core.repeat(4);
    for (let length = maxScreenedLength - 60; length <= maxScreenedLength; length++) {
      expect(screenedText(`first${" ".repeat(length - 5)}${token} end`)).not.toContain(core.slice(0, 3));
    }
  });
});

test("a response of megabytes takes little time, whatever it repeats", () => {
  const parts = [
    "a",
    "password",
    'password="',
    "//",
    "-----BEGIN ",
    "-----BEGIN A KEY-----",
    "aA0",
    "\u0000",
    "Bearer ",
  ];
  const texts = parts.map((part) => part.repeat(Math.ceil((2 * 1024 * 1024) / part.length)));
  const startedAt = performance.now();
  for (const text of texts) expect(screenedText(text).length).toBeLessThanOrEqual(maxProviderTextLength);
  // A pattern that takes quadratic time would need minutes.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
