import type { Authenticate } from "./authenticated-caller.js";
import type { AuthenticationConfiguration } from "./authentication-modes.js";
import { authenticateLocal } from "./none-mode.js";
import type { RemoteKeySetDependencies } from "./remote-key-set.js";
import { createRouterAuthentication } from "./router-mode.js";

/** Creates the function that authenticates callers in the configured mode. */
export async function createAuthenticate(
  configuration: AuthenticationConfiguration,
  dependencies: RemoteKeySetDependencies,
): Promise<Authenticate> {
  switch (configuration.mode) {
    case "none":
      return (headers) => authenticateLocal(headers, configuration);
    case "router":
      return createRouterAuthentication(configuration);
    case "jwt": {
      // Imported here because no other mode needs it.
      const { createJwtAuthentication } = await import("./jwt-mode.js");
      return createJwtAuthentication(configuration, dependencies);
    }
  }
}
