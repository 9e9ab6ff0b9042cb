import type { Logger } from "pino";
import type { Authenticate } from "./authenticate.js";
import type { AuthenticationConfiguration } from "./authentication-modes.js";
import { authenticateLocal } from "./local.js";
import { createRouterAuthentication } from "./router.js";

/** How callers authenticate in the configured mode. */
export async function createAuthenticate(
  configuration: AuthenticationConfiguration,
  logger: Logger,
): Promise<Authenticate> {
  switch (configuration.mode) {
    case "none":
      return async (headers) => authenticateLocal(headers, configuration);
    case "router":
      return createRouterAuthentication(configuration);
    case "jwt": {
      // Only this mode needs it at the start.
      const { createJwtAuthentication } = await import("./jwt.js");
      return createJwtAuthentication(configuration, logger);
    }
  }
}
