import { closestName, suggestion } from "../../settings/closest-name.js";
import type { SourceConfiguration } from "../../settings/declared-source.js";
import { isLoopback } from "../../settings/loopback.js";

/** The settings of a profile. */
export type Profile = Readonly<Record<string, string | undefined>>;

/** The profiles in AWS's shared files. */
export interface SharedProfiles {
  readonly files: readonly string[];
  readonly profiles: Readonly<Record<string, Profile>>;
}

/**
 * Reads the shared files if a setting names a profile, or if an endpoint on another machine may not be of the kind that the default
 * profile demands. Imports the SDK's parser only then, to keep startup fast.
 */
export async function readSharedProfiles({
  environment,
  declared,
}: SourceConfiguration): Promise<SharedProfiles | null> {
  const { AWS_PROFILE, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2 } = environment;
  const isForAll =
    Boolean(AWS_PROFILE?.trim()) || [AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2].some(isRemote);
  const isNeeded =
    declared === null
      ? isForAll
      : declared.some(
          ({ settings }) => isForAll || settings.profile !== undefined || isRemote(settings.endpoint),
        );
  if (!isNeeded) return null;
  const { getHomeDir, parseKnownFiles } = await import("@smithy/core/config");
  const config = environment.AWS_CONFIG_FILE?.trim();
  const credentials = environment.AWS_SHARED_CREDENTIALS_FILE?.trim();
  const profiles = await parseKnownFiles({
    ...(config ? { configFilepath: config } : {}),
    ...(credentials ? { filepath: credentials } : {}),
    ignoreCache: true,
  });
  const folder = `${getHomeDir()}/.aws`;
  return { files: [config || `${folder}/config`, credentials || `${folder}/credentials`], profiles };
}

const isRemote = (endpoint: unknown) => {
  const text = String(endpoint).trim();
  return URL.canParse(text) && !isLoopback(new URL(text).hostname);
};

/** What is wrong with the name of a profile; null if the profile exists. */
export function profileProblem(name: string, { files, profiles }: SharedProfiles): string | null {
  if (Object.hasOwn(profiles, name)) return null;
  // A longer name may be a key that was entered by mistake.
  const shown = /^[\w.@:+-]{1,39}$/.test(name) ? `the profile ${name}` : "a profile";
  const meant = closestName(name, Object.keys(profiles));
  return `names ${shown}, which is in neither ${files.join(" nor ")}.${suggestion(meant)}`;
}
