import type { ProviderKey } from "../../datasources/registry.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import type { ConfiguredSources } from "../../inventory/configured-sources.js";
import { configureSources } from "../../inventory/configured-sources.js";
import { withoutProxyFor } from "../../network/network-settings.js";
import type { ConfiguredSinks } from "../../notifications/settings/configure-notifications.js";
import type { Sink } from "../../notifications/settings/sink-settings.js";
import { checkVariableTexts } from "../../settings/check-texts.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredObject } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { ConfigurationError } from "./configuration-error.js";
import type { EmulatorPorts } from "./emulator-settings.js";
import {
  emulatorPortVariable,
  emulatorsNotAllowed,
  readEmulatorPorts,
  unusedEmulatorSettings,
} from "./emulator-settings.js";
import { configurationFileVariable, readSourceFile } from "./gateway-config-file.js";
import { ineffectiveTimeouts } from "./ineffective-settings.js";
import type { ServerConfiguration } from "./server-configuration.js";
import { readServerConfiguration } from "./server-configuration.js";
import { misspelledVariables, variables } from "./variables.js";

export interface Configuration {
  readonly server: ServerConfiguration;
  readonly sources: ConfiguredSources;
  /** Origin of the sources as text, such as `from the environment`. */
  readonly sourcesFrom: string;
  /** The receivers of notifications. */
  readonly sinks: readonly Sink[];
  /** Finds settings that are probably mistakes. Not called before the gateway listens, to keep startup fast. */
  readonly findWarnings: () => readonly ConfigurationFault[];
}

/** Reads the whole configuration. Throws ConfigurationError with every error. Calls no provider. */
export async function readConfiguration(
  configured: Environment,
  emulatorEnvironment: Environment = {},
): Promise<Configuration> {
  const texts = checkVariableTexts({ ...configured, ...emulatorEnvironment }, variables);
  const environment = texts.settings;
  const server = readServerConfiguration(environment);
  const emulators = readEmulatorPorts(environment);
  const file = await readSourceFile(environment);
  const sources = await configureSources({ environment, declared: file.declared });
  const sinks = await sinksOf(file.notifications, environment, sources);
  const sourceIds = sources.sources.map(({ id }) => id);
  const hasSources = sources.sources.length + sources.faults.length + file.faults.length > 0;
  const faults = [
    ...texts.faults,
    ...server.faults,
    ...emulators.faults,
    ...file.faults,
    ...sources.faults.map(file.withLine),
    ...sinks.faults.map(file.withLine),
    ...(hasSources
      ? []
      : [...emulatorsNotAllowed(environment), ...sharedPorts(server.configuration, emulators.ports)]),
    ...unknownSourcesInScopes(server.configuration, sourceIds),
  ];
  const findWarnings = () => {
    const inFile = [...(file.declared ?? []), ...file.notifications].flatMap(({ settings }) =>
      Object.values(settings),
    );
    return distinct([
      ...server.warnings,
      // The sources of the emulators themselves make none of their settings useless.
      ...(sources.sources.length > 0 && Object.keys(emulatorEnvironment).length === 0
        ? unusedEmulatorSettings(environment)
        : []),
      ...[
        ...sources.warnings,
        ...sinks.warnings,
        ...ineffectiveTimeouts(
          file.declared ?? [],
          server.configuration?.requestTimeoutMs ?? Number.POSITIVE_INFINITY,
        ),
      ].map(file.withLine),
      ...misspelledVariables(configured, inFile),
    ]);
  };
  if (server.configuration === null || faults.length > 0)
    throw new ConfigurationError(distinct(faults), findWarnings());
  const isEmulated = Object.keys(emulatorEnvironment).length > 0;
  const { network } = server.configuration;
  const origin = sources.origin === undefined ? "" : `, with ${sources.origin}`;
  const sourcesFrom =
    file.declared === null
      ? `from the environment${origin}`
      : `from the file in ${configurationFileVariable}`;
  return {
    server: {
      ...server.configuration,
      network: isEmulated ? withoutProxyFor(network, ["127.0.0.1"]) : network,
    },
    sources,
    sourcesFrom,
    sinks: sinks.sinks,
    findWarnings,
  };
}

/** Configures the sinks. Imports their code only if there are any, to keep startup fast. */
async function sinksOf(
  declared: readonly DeclaredObject[],
  environment: Environment,
  {
    sources,
    faults,
  }: { readonly sources: readonly MaintenanceSource[]; readonly faults: readonly unknown[] },
): Promise<ConfiguredSinks> {
  if (declared.length === 0) return { sinks: [], faults: [], warnings: [] };
  const { configureNotifications } = await import("../../notifications/notifications.js");
  // Without sources, the gateway will read its configuration again with those of the emulators.
  const isKnown = sources.length > 0 && faults.length === 0;
  return configureNotifications(declared, environment, isKnown ? sources : null);
}

/** Drops repeated faults. Two checks can find the same one, for example in a text and in a key. */
function distinct(faults: readonly ConfigurationFault[]): readonly ConfigurationFault[] {
  return [...new Map(faults.map((fault) => [`${fault.key} ${fault.message}`, fault])).values()];
}

/** Rejects an emulator's port that another server of this process uses. */
function sharedPorts(
  server: ServerConfiguration | null,
  emulatorPorts: EmulatorPorts,
): readonly ConfigurationFault[] {
  const variableOf = new Map([
    [server?.port, "PORT"],
    [server?.metrics?.port, "METRICS_PORT"],
  ]);
  return Object.entries(emulatorPorts).flatMap(([key, port]) => {
    const variable = emulatorPortVariable(key as ProviderKey);
    const other = variableOf.get(port);
    variableOf.set(port, variable);
    return port === 0 || other === undefined
      ? []
      : [{ key: variable, message: `must differ from ${other}.` }];
  });
}

/** Rejects scopes of unknown sources. They would hide every window, as if nothing were in maintenance. */
function unknownSourcesInScopes(
  server: ServerConfiguration | null,
  sourceIds: readonly string[],
): readonly ConfigurationFault[] {
  if (server === null || sourceIds.length === 0) return [];
  const { authentication, calendarAccess } = server;
  const scopes = [
    ["ROUTER_DEFAULT_SCOPES", authentication.mode === "router" ? authentication.defaultScopes : []],
    ["CALENDAR_SCOPES", calendarAccess?.scopes ?? []],
  ] as const;
  return scopes.flatMap(([key, given]) =>
    given
      .map((scope) => scope.split(":")[2])
      .filter((id) => id !== undefined && !sourceIds.includes(id))
      .map((id) => ({
        key,
        message: `names the unknown source ${id}. The sources are ${sourceIds.join(", ")}.`,
      })),
  );
}
