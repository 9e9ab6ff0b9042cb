/** Probes `/livez` on a thread of its own, and reports how long the gateway took to answer, in milliseconds. */
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

const agent = new Agent({ keepAlive: true });
let delaysMs = [];

const probe = () =>
  new Promise((resolve) => {
    get(workerData.url, { agent, timeout: 20_000 }, (response) => {
      response.resume();
      response.on("end", resolve);
    })
      .on("timeout", function () {
        this.destroy();
      })
      .on("error", resolve);
  });

parentPort.on("message", () => {
  parentPort.postMessage(delaysMs);
  delaysMs = [];
});

for (;;) {
  const startedAt = performance.now();
  await probe();
  delaysMs.push(performance.now() - startedAt);
  await sleep(10);
}
