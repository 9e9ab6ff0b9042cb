import { spawn } from "node:child_process";

/** Both emulators in a process of their own, so that they take no time of whom is measured. */
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

/** An emulator's control routes. */
export async function control(url: string, method: string, route: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_emulator/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  return response.json();
}
