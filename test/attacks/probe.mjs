/** Probes `/livez` at a fixed rate on a thread of its own, and reports how long the responses took, in milliseconds. */
import { Agent, get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const intervalMs = 20;
const agent = new Agent({ keepAlive: true });
let delaysMs = [];

// Not one after another: a probe that waits must not hide how many would have waited.
setInterval(() => {
  const startedAt = performance.now();
  const end = (isWell) => delaysMs.push(isWell ? performance.now() - startedAt : Number.POSITIVE_INFINITY);
  get(workerData.url, { agent, timeout: 20_000 }, (response) => {
    response.resume();
    response.on("end", () => end(response.statusCode === 200));
  })
    .on("timeout", function () {
      this.destroy(new Error("The probe timed out."));
    })
    .on("error", () => end(false));
}, intervalMs);

parentPort.on("message", () => {
  parentPort.postMessage(delaysMs);
  delaysMs = [];
});
