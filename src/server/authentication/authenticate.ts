import type { Logger } from "pino";
import type { Permissions } from "../../domain/permissions.js";
import type { AuthenticationConfiguration } from "./config.js";
import { admitLocal } from "./local.js";
import { createRouterAuthentication } from "./router.js";

/** Who has been let in. */
export interface Admitted {
  /** The name of a person or a program, as its identity provider has it; null where callers are not told apart. */
  readonly viewer: string | null;
  readonly permissions: Permissions;
}

/** The values of each header, one by one: Node.js would join those that come twice. */
export type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Finds out who asks. Throws RefusalError for who is not let in. */
export type Authenticate = (headers: DistinctHeaders, now: Date) => Promise<Admitted>;

export async function createAuthenticate(
  configuration: AuthenticationConfiguration,
  logger: Logger,
): Promise<Authenticate> {
  switch (configuration.mode) {
    case "none":
      return async (headers) => admitLocal(headers, configuration);
    case "router":
      return createRouterAuthentication(configuration);
    case "jwt": {
      // It is no part of every start.
      const { createJwtAuthentication } = await import("./jwt.js");
      return createJwtAuthentication(configuration, logger);
    }
  }
}
