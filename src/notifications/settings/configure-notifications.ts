import { selectsSource } from "../../domain/lists/window-filter.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import { checkDeclared } from "../../settings/check-settings.js";
import { closestName, suggestion } from "../../settings/closest-name.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredObject } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import type { NotificationType } from "../notification-type.js";
import { maxSinks } from "./constants.js";
import { readSecrets, readUrl } from "./secret-settings.js";
import { anySinkSchema, leadTimeMs, slackSchema, webhookSchema } from "./sink-schemas.js";
import type { Sink } from "./sink-settings.js";

const types = ["slack", "webhook"] as const;

const defaultEvents: readonly NotificationType[] = ["OPENED", "CLOSED", "UNDERWAY_STARTED", "UNDERWAY_ENDED"];
const defaultOpensSoon = "PT15M";

export interface ConfiguredSinks {
  readonly sinks: readonly Sink[];
  readonly faults: readonly ConfigurationFault[];
  /** Settings that have no effect. */
  readonly warnings: readonly ConfigurationFault[];
}

/** Configures the sinks in the configuration file. `sources` are all sources; null if their own settings have errors. */
export function configureNotifications(
  declared: readonly DeclaredObject[],
  environment: Environment,
  sources: readonly MaintenanceSource[] | null,
): ConfiguredSinks {
  const configured = declared.map((sink) => configureSink(sink, environment, sources));
  const excess =
    declared.length > maxSinks
      ? [{ key: "notifications", message: `has more than ${maxSinks} entries. Remove some.` }]
      : [];
  return {
    sinks: configured.flatMap(({ sinks }) => sinks),
    faults: [...excess, ...repeatedNames(declared), ...configured.flatMap(({ faults }) => faults)],
    warnings: configured.flatMap(({ warnings }) => warnings),
  };
}

function configureSink(
  declared: DeclaredObject,
  environment: Environment,
  sources: readonly MaintenanceSource[] | null,
): ConfiguredSinks {
  const { path, settings } = declared;
  const failed = (faults: readonly ConfigurationFault[]) => ({ sinks: [], faults, warnings: [] });
  const type = types.find((each) => each === settings.type);
  if (type === undefined) {
    const meant = closestName(String(settings.type), types);
    const message = `must be one of ${types.join(", ")}.${suggestion(meant)}`;
    return failed([{ key: `${path}.type`, message }, ...checkDeclared(anySinkSchema, declared).faults]);
  }
  const { output, faults } = checkDeclared(type === "slack" ? slackSchema : webhookSchema, declared);
  if (output === null) return failed(faults);
  const url = readUrl(declared, output, environment);
  const secrets = output.type === "webhook" ? readSecrets(declared, output, environment) : [];
  const ofFilter = sources === null ? [] : filterFaults(path, output.filter, sources);
  const all = [url, secrets].flatMap((read) => ("message" in read ? [read] : []));
  if ("message" in url || "message" in secrets || ofFilter.length > 0) return failed([...all, ...ofFilter]);
  const withLead: readonly NotificationType[] = output.opensSoon === undefined ? [] : ["OPENS_SOON"];
  const events = output.events ?? [...withLead, ...defaultEvents];
  const base = {
    name: output.name,
    url,
    events,
    opensSoonMs: leadTimeMs(output.opensSoon ?? defaultOpensSoon) ?? 0,
    filter: output.filter,
    allowPrivateAddresses: output.allowPrivateAddresses,
  };
  const sink: Sink =
    output.type === "webhook"
      ? { ...base, type: "webhook", secrets }
      : {
          ...base,
          type: "slack",
          timeZone: output.timeZone,
          dashboardUrl: output.dashboardUrl === undefined ? null : URL.parse(output.dashboardUrl),
        };
  const isUnused = output.opensSoon !== undefined && !events.includes("OPENS_SOON");
  const message = "has no effect, because events does not contain OPENS_SOON. Add it, or remove opensSoon.";
  return { sinks: [sink], faults: [], warnings: isUnused ? [{ key: `${path}.opensSoon`, message }] : [] };
}

/** Rejects a filter that names an unknown source, or that selects no source: nothing would ever be sent. */
function filterFaults(
  path: string,
  filter: Sink["filter"],
  sources: readonly MaintenanceSource[],
): readonly ConfigurationFault[] {
  const ids = sources.map(({ id }) => id);
  const unknown = (filter.sources ?? []).flatMap((id, index): readonly ConfigurationFault[] =>
    ids.includes(id)
      ? []
      : [
          {
            key: `${path}.filter.sources[${index}]`,
            message: `is an unknown source. The sources are ${ids.join(", ")}.${suggestion(closestName(id, ids))}`,
          },
        ],
  );
  if (unknown.length > 0 || sources.some((source) => selectsSource(filter, source))) return unknown;
  const message = "selects none of the sources, so that nothing is ever sent. Widen it.";
  return [{ key: `${path}.filter`, message }];
}

function repeatedNames(declared: readonly DeclaredObject[]): readonly ConfigurationFault[] {
  return declared.flatMap(({ path, settings: { name } }, index) => {
    const first = declared.findIndex((other) => other.settings.name === name);
    const message = "is already used by an earlier entry; choose a unique name.";
    return name === undefined || first === index ? [] : [{ key: `${path}.name`, message }];
  });
}
