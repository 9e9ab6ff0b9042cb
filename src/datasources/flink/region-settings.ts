import * as v from "valibot";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Configured } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { textItems } from "../../settings/value-schemas.js";
import type { SharedProfiles } from "./shared-profiles.js";
import { profileProblem } from "./shared-profiles.js";
import { regionSchema } from "./source-settings-schema.js";

/** The variables that name regions, in their precedence: as in the AWS CLI, before the region of a profile. */
export const regionVariables = ["AWS_REGIONS", "AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** The regions to read, how they are named, and what is wrong with the settings that name them. */
export type Regions = Omit<Configured<never>, "sources"> & { readonly regions: readonly string[] };

/** Returns the regions that a variable names or, if there are none, that of the profile in AWS_PROFILE. */
export function readRegions(environment: Environment, shared: SharedProfiles | null): Regions {
  const lists = regionVariables.map((key) => ({ key, regions: v.parse(textItems, environment[key]) }));
  const named = lists.find(({ regions }) => regions.length > 0);
  const ofProfile = regionOfProfile(environment, shared);
  if (named === undefined) return ofProfile;
  const { key, regions } = named;
  const faults = regions.flatMap((region, index): readonly ConfigurationFault[] => {
    const { issues = [] } = v.safeParse(regionSchema, region);
    return issues.map(({ message }) => ({ key, message: `entry ${index + 1} ${message}` }));
  });
  if (key !== "AWS_DEFAULT_REGION") return { regions, faults, warnings: ignoredRegions(lists, regions) };
  const isOther = ofProfile.regions.some((region) => !regions.includes(region));
  const message =
    "takes precedence over the region of the profile in AWS_PROFILE, which differs. Set AWS_REGIONS to the region that you need.";
  return { regions, faults, warnings: isOther ? [{ key, message }] : [], origin: `the region in ${key}` };
}

/** Warns of regions in AWS_REGION that AWS_REGIONS lacks. */
function ignoredRegions(
  lists: readonly { readonly key: string; readonly regions: readonly string[] }[],
  used: readonly string[],
): readonly ConfigurationFault[] {
  const ignored = lists.find(({ key }) => key === "AWS_REGION")?.regions ?? [];
  const message =
    "names a region that AWS_REGIONS lacks. The gateway reads only the regions in AWS_REGIONS. Add it there if you need it.";
  return ignored.every((region) => used.includes(region)) ? [] : [{ key: "AWS_REGION", message }];
}

function regionOfProfile(environment: Environment, shared: SharedProfiles | null): Regions {
  const key = "AWS_PROFILE";
  const name = environment[key]?.trim();
  const none = { regions: [], faults: [], warnings: [] };
  if (!name || shared === null) return none;
  const problem = profileProblem(name, shared);
  if (problem !== null) return { ...none, possibleFaults: [{ key, message: problem }] };
  const region = shared.profiles[name]?.region?.trim();
  if (!region) {
    const message =
      "names a profile without a region, and no variable names one, so the gateway has no AWS source. Set AWS_REGIONS.";
    return { ...none, warnings: [{ key, message }] };
  }
  const { issues } = v.safeParse(regionSchema, region);
  if (issues === undefined)
    return { ...none, regions: [region], origin: `the region of the profile in ${key}` };
  const message = `names a profile with a region that ${issues[0].message}`;
  return { ...none, possibleFaults: [{ key, message }] };
}
