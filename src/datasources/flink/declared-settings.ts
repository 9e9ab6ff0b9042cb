import { checkDeclared } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured, DeclaredSource, SourceConfiguration } from "../../settings/declared-source.js";
import type { SourceSettings } from "../../settings/source-settings.js";
import { partitionOf } from "./regions.js";
import type { SharedProfiles } from "./shared-profiles.js";
import { profileProblem } from "./shared-profiles.js";
import type { FlinkSourceSettings } from "./source-settings.js";
import { flinkSourceSchema } from "./source-settings-schema.js";

/** The settings of one source. The environment sets the rest for all sources. */
export type NamedSource = SourceSettings & Pick<FlinkSourceSettings, "region"> & Partial<FlinkSourceSettings>;

/** Returns the sources in the configuration file. */
export function declaredSources(
  { declared }: SourceConfiguration,
  shared: SharedProfiles | null,
): Configured<NamedSource> {
  const checked = (declared ?? []).map((source) => {
    const { output, faults } = checkDeclared(flinkSourceSchema, source);
    return { output, faults: [...faults, ...faultsOfRole(source), ...faultsOfProfile(source, shared)] };
  });
  const sources = checked.flatMap(({ output }): readonly NamedSource[] => {
    if (output === null) return [];
    const { provider: _provider, describeMaxAgeSeconds, ...source } = output;
    const describeMaxAge =
      describeMaxAgeSeconds === undefined ? {} : { describeMaxAgeMs: describeMaxAgeSeconds * 1000 };
    return [{ ...source, ...describeMaxAge }];
  });
  return { sources, faults: checked.flatMap(({ faults }) => faults), warnings: [] };
}

function faultsOfProfile(
  { path, settings: { profile } }: DeclaredSource,
  shared: SharedProfiles | null,
): readonly ConfigurationFault[] {
  const message =
    typeof profile === "string" && profile && shared !== null ? profileProblem(profile, shared) : null;
  return message === null ? [] : [{ key: `${path}.profile`, message }];
}

/** Rejects role settings that contradict each other. */
function faultsOfRole({
  path,
  settings: { accountId, roleArn, externalId, region },
}: DeclaredSource): readonly ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  if (externalId !== undefined && roleArn === undefined) {
    faults.push({
      key: `${path}.externalId`,
      message: "has no effect without roleArn. Set roleArn to the role to assume, or remove externalId.",
    });
  }
  const partition = typeof region === "string" ? partitionOf(region) : null;
  const ofArn = typeof roleArn === "string" && roleArn.startsWith("arn:") ? roleArn.split(":")[1] : undefined;
  if (partition !== null && ofArn !== undefined && ofArn !== partition) {
    const message = `is in another partition than region, whose roles begin with arn:${partition}:. Correct one of them.`;
    faults.push({ key: `${path}.roleArn`, message });
  }
  const ofRole = typeof roleArn === "string" ? roleArn.split(":")[4] : undefined;
  if (typeof accountId === "string" && ofRole !== undefined && ofRole !== accountId) {
    faults.push({ key: `${path}.accountId`, message: "is not the account in roleArn. Correct one of them." });
  }
  return faults;
}
