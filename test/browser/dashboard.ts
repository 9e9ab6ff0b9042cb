import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";

export interface Dashboard {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the dashboard as `npm run dashboard` does, on a running gateway. */
export async function startDashboard(
  gatewayUrl: string,
  environment: Record<string, string> = {},
): Promise<Dashboard> {
  const child = startChild(process.execPath, ["examples/dashboard/start.ts"], {
    GATEWAY_URL: gatewayUrl,
    DASHBOARD_PORT: String(await freePort()),
    ...environment,
  });
  const [, url = ""] = await child.waitFor(/^Dashboard +(\S+)$/m);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await child.exit;
    },
  };
}
