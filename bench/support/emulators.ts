import { spawn } from "node:child_process";

/** Starts both emulators in a separate process, so that they take no time from the measured process. */
export async function startEmulators() {
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/emulators.ts"], {
    env: { ...process.env, EMULATOR_FLINK_PORT: "0", EMULATOR_DATADOG_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => child.kill());
  let output = "";
  const variables = await new Promise<Record<string, string>>((resolve) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = Object.fromEntries(
        [...output.matchAll(/export (\w+)=(\S+)\n/g)].map(([, key = "", value = ""]) => [key, value]),
      );
      if (found.DD_ENDPOINT_URL && found.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2) resolve(found);
    });
  });
  return {
    flink: variables.AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2 ?? "",
    datadog: variables.DD_ENDPOINT_URL ?? "",
    stop: () => child.kill(),
  };
}

/** Calls a control route of an emulator. */
export async function control(url: string, method: string, route: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_emulator/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return response.json();
}
