import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CredentialProvider } from "../../../src/datasources/flink/credential-renewal.js";
import { renewedCredentials } from "../../../src/datasources/flink/credential-renewal.js";
import { CredentialsError } from "../../../src/upstream/credentials-error.js";

const start = new Date("2026-11-22T12:00:00Z").getTime();
const in_ = (seconds: number) => new Date(start + seconds * 1000);
const keys = { accessKeyId: "a", secretAccessKey: "b" };
const chain = vi.fn<CredentialProvider>();
let provide: CredentialProvider;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  chain.mockReset();
  provide = renewedCredentials(chain, 200);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("credentials from a chain", () => {
  test("get an expiry in six minutes if they have none, so that the SDK renews them after one", async () => {
    chain.mockResolvedValue(keys);
    expect(await provide()).toEqual({ ...keys, expiration: in_(360) });
  });

  test("keep their expiry if they have one", async () => {
    chain.mockResolvedValue({ ...keys, expiration: in_(900) });
    expect(await provide()).toEqual({ ...keys, expiration: in_(900) });
  });

  test("are used until they expire if renewal fails, with a retry every ten seconds", async () => {
    const given = { ...keys, expiration: in_(100) };
    chain.mockResolvedValueOnce(given).mockRejectedValue(new Error("away"));
    await provide();
    expect(await provide()).toEqual(given);
    vi.setSystemTime(in_(9));
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(2);
    vi.setSystemTime(in_(10));
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(3);
    vi.setSystemTime(in_(100));
    await expect(provide()).rejects.toBeInstanceOf(CredentialsError);
  });

  test("time out if the chain hangs, and are read again by the next call", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: start });
    chain.mockReturnValueOnce(new Promise(() => {})).mockResolvedValueOnce(keys);
    await expect(provide()).rejects.toBeInstanceOf(CredentialsError);
    expect(await provide()).toMatchObject(keys);
  });
});
