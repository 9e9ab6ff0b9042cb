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
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: start });
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
    vi.advanceTimersByTime(9_000);
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(90_000);
    await expect(provide()).rejects.toBeInstanceOf(CredentialsError);
  });

  test("are read and renewed as often if the system's clock is set back", async () => {
    chain.mockResolvedValueOnce(keys).mockRejectedValueOnce(new Error("away")).mockResolvedValue(keys);
    const given = await provide();
    await provide();
    vi.setSystemTime(in_(-3_600));
    // The SDK renews credentials five minutes before they expire.
    expect(given.expiration).toEqual(in_(-3_600 + 360));
    vi.advanceTimersByTime(9_999);
    await provide();
    expect(chain).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1);
    await provide();
    expect(chain).toHaveBeenCalledTimes(3);
  });

  test("time out if the chain hangs, and are read again by the next call", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: start });
    chain.mockReturnValueOnce(new Promise(() => {})).mockResolvedValueOnce(keys);
    await expect(provide()).rejects.toBeInstanceOf(CredentialsError);
    expect(await provide()).toMatchObject(keys);
  });
});
