import { setTimeout as sleep } from "node:timers/promises";
import { exchange } from "./exchange.js";

interface PollingClient {
  readonly name: string;
  readonly url: string;
  readonly everySeconds: number;
}

/** Polls like a browser: it keeps the last response, and asks whether it is still the same. */
export async function poll({ name, url, everySeconds }: PollingClient, minutes: number) {
  const totals = { requests: 0, notModified: 0, bytes: 0, bytesWithout: 0 };
  const endsAt = performance.now() + minutes * 60_000;
  let known: Record<string, string> = {};
  while (performance.now() < endsAt) {
    const whole = await exchange(url, { "accept-encoding": "identity" });
    const { status, headers, bytes } = await exchange(url, { "accept-encoding": "gzip, br, zstd", ...known });
    if (status !== 200 && status !== 304) throw new Error(`${name}: ${status}`);
    totals.requests += 1;
    totals.notModified += Number(status === 304);
    totals.bytes += bytes;
    totals.bytesWithout += whole.bytes;
    known = headers.etag === undefined ? {} : { "if-none-match": headers.etag };
    await sleep(everySeconds * 1_000);
  }
  return { name, ...totals };
}
