import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { renewedCredentials } from "../../../src/datasources/flink/credential-renewal.js";
import { CredentialsError, CredentialsPendingError } from "../../../src/upstream/credentials-error.js";
import { deadlineIn } from "../../../src/upstream/deadlines.js";

const start = new Date("2026-11-22T12:00:00Z").getTime();
const in_ = (seconds: number) => new Date(start + seconds * 1000);
const keys = { accessKeyId: "a", secretAccessKey: "b" };
const chain = vi.fn<Parameters<typeof renewedCredentials>[0]>();
const onRenewalFailed = vi.fn();
let credentials: ReturnType<typeof renewedCredentials>;
const provide = () => credentials.provide();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: start });
  chain.mockReset();
  onRenewalFailed.mockReset();
  credentials = renewedCredentials(chain, { timeoutMs: 200, onRenewalFailed });
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

  test("that live for less than five minutes are renewed after half of their life, not for each call", async () => {
    chain.mockResolvedValueOnce({ ...keys, expiration: in_(240) });
    chain.mockResolvedValueOnce({ ...keys, expiration: in_(360) });
    for (let call = 0; call < 3; call += 1) await provide();
    vi.advanceTimersByTime(119_000);
    await provide();
    expect(chain).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(2_000);
    for (let call = 0; call < 3; call += 1) expect(await provide()).toMatchObject({ expiration: in_(360) });
    expect(chain).toHaveBeenCalledTimes(2);
  });

  test("with an expiry that is not an instant are like those without one", async () => {
    chain.mockResolvedValue({ ...keys, expiration: new Date("tomorrow") });
    for (let call = 0; call < 3; call += 1) {
      expect(await provide()).toEqual({ ...keys, expiration: in_(360) });
      await credentials.meet(deadlineIn(60_000));
    }
    expect(chain).toHaveBeenCalledTimes(1);
  });

  test("are used until they expire if renewal fails, with a retry every ten seconds", async () => {
    const given = { ...keys, expiration: in_(100) };
    const away = new CredentialsError("away");
    chain.mockResolvedValueOnce(given).mockRejectedValue(away);
    await provide();
    vi.advanceTimersByTime(51_000);
    expect(await provide()).toEqual(given);
    vi.advanceTimersByTime(9_000);
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(await provide()).toEqual(given);
    expect(chain).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(39_000);
    await expect(provide()).rejects.toBe(away);
    expect(onRenewalFailed.mock.calls).toEqual([[away], [away]]);
  });

  test("are read and renewed as often if the system's clock is set back", async () => {
    chain.mockResolvedValueOnce(keys).mockRejectedValueOnce(new Error("away")).mockResolvedValue(keys);
    const given = await provide();
    vi.setSystemTime(in_(-3_600));
    // The SDK renews credentials five minutes before they expire.
    expect(given.expiration).toEqual(in_(-3_600 + 360));
    vi.advanceTimersByTime(60_001);
    await provide();
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

  test("are resolved once for all callers", async () => {
    const { promise, resolve } = Promise.withResolvers<typeof keys>();
    chain.mockReturnValue(promise);
    const callers = [provide(), credentials.meet(deadlineIn(60_000)), provide()];
    resolve(keys);
    await Promise.all(callers);
    await credentials.meet(deadlineIn(60_000));
    expect(chain).toHaveBeenCalledTimes(1);
  });

  test("that arrive after a caller's deadline are there for the next caller", async () => {
    const { promise, resolve } = Promise.withResolvers<typeof keys>();
    chain.mockReturnValue(promise);
    expect(credentials.pending()).toBeNull();
    await expect(credentials.meet(deadlineIn(0))).rejects.toThrow("timed out");
    expect(credentials.pending()).toBeInstanceOf(CredentialsPendingError);
    resolve(keys);
    await credentials.meet(deadlineIn(60_000));
    expect(credentials.pending()).toBeNull();
    expect(chain).toHaveBeenCalledTimes(1);
  });

  test("are used while a slow renewal runs, whose result is used afterwards", async () => {
    const { promise, resolve } = Promise.withResolvers<typeof keys>();
    const renewed = { accessKeyId: "c", secretAccessKey: "d" };
    chain.mockResolvedValueOnce(keys).mockReturnValueOnce(promise);
    await provide();
    vi.advanceTimersByTime(60_001);
    expect(await provide()).toMatchObject(keys);
    resolve(renewed);
    await promise;
    expect(await provide()).toMatchObject(renewed);
    expect(chain).toHaveBeenCalledTimes(2);
  });
});
