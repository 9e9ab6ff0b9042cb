import { providers } from "../../datasources/registry.js";
import { networkVariables } from "../../network/network-settings.js";
import { closestName } from "../../settings/closest-name.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { authenticationVariables } from "../authentication/settings.js";
import { calendarVariables } from "../calendar-feed/settings.js";
import { limitVariables } from "../limits/settings.js";
import { persistedQueryVariables } from "../persisted-queries/settings.js";
import { refreshVariables } from "../refresh/settings.js";
import { streamVariables } from "../streams/settings.js";
import { tracingVariables } from "../telemetry/open-telemetry-settings.js";
import { emulatorVariables } from "./emulator-settings.js";
import { configurationFileVariable } from "./gateway-config-file.js";
import { serverVariables } from "./server-variables.js";

/** Every environment variable that the gateway reads. */
export const variables: readonly string[] = [
  configurationFileVariable,
  ...Object.values(providers).flatMap((provider) => provider.variables),
  ...serverVariables,
  ...networkVariables,
  ...authenticationVariables,
  ...calendarVariables,
  ...refreshVariables,
  ...limitVariables,
  ...persistedQueryVariables,
  ...streamVariables,
  ...tracingVariables,
  ...emulatorVariables,
];

/** Names that usually belong to another program or service, even if they resemble the gateway's. */
const othersNames = /^OTEL_|_ENDPOINT_URL_.{1,4}$/;

/**
 * Returns variables whose names look like a misspelled gateway variable that is not set. `namesInFile` are values in the
 * configuration file, which can name variables of its own.
 */
export function misspelledVariables(
  environment: Environment,
  namesInFile: readonly unknown[],
): readonly ConfigurationFault[] {
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  const unset = variables.filter((name) => !isSet(name));
  return Object.keys(environment)
    .filter((name) => isSet(name) && !variables.includes(name))
    .filter((name) => !namesInFile.includes(name) && !othersNames.test(name))
    .flatMap((name) => {
      const meant = closestName(name, unset);
      return meant === null
        ? []
        : [{ key: name, message: `is not a variable of the gateway. Did you mean ${meant}?` }];
    });
}
