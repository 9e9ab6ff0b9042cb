import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredSource } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { maxAttemptShare } from "../../upstream/constants.js";
import type { Limits } from "../limits/settings.js";

/** Warns of variables that are set but have no effect beside the others. */
export function ineffectiveVariables(
  environment: Environment,
  settings: { readonly REQUEST_TIMEOUT_MS: number; readonly UPSTREAM_TIMEOUT_MS: number },
  { maxBodyBytes, maxCharacters }: Limits,
): readonly ConfigurationFault[] {
  const textOf = (key: string) => environment[key]?.trim() || undefined;
  const warnings: ConfigurationFault[] = [];
  if (textOf("REDIS_KEY_PREFIX") !== undefined && textOf("REDIS_URL") === undefined) {
    const message = "has no effect without REDIS_URL. Set REDIS_URL, or remove REDIS_KEY_PREFIX.";
    warnings.push({ key: "REDIS_KEY_PREFIX", message });
  }
  const mode = textOf("AUTHENTICATION");
  if (textOf("ALLOW_UNAUTHENTICATED") === "true" && mode !== undefined && mode !== "none") {
    const message = `has no effect, because AUTHENTICATION is ${mode}. Remove it.`;
    warnings.push({ key: "ALLOW_UNAUTHENTICATED", message });
  }
  if (textOf("QUERY_MAX_CHARACTERS") !== undefined && maxCharacters > maxBodyBytes) {
    const message = `has no effect beyond MAX_BODY_BYTES, which is ${maxBodyBytes}. Reduce it, or increase MAX_BODY_BYTES.`;
    warnings.push({ key: "QUERY_MAX_CHARACTERS", message });
  }
  const isDefault = textOf("UPSTREAM_TIMEOUT_MS") === undefined;
  const timeout = isDefault
    ? []
    : longTimeout("UPSTREAM_TIMEOUT_MS", settings.UPSTREAM_TIMEOUT_MS, settings.REQUEST_TIMEOUT_MS);
  return [...warnings, ...timeout];
}

/** Warns of timeouts of sources in the configuration file that are longer than a request allows. */
export function ineffectiveTimeouts(
  declared: readonly DeclaredSource[],
  requestTimeoutMs: number,
): readonly ConfigurationFault[] {
  return declared.flatMap(({ path, settings }) => {
    const { timeoutMs } = Object(settings.resilience);
    return typeof timeoutMs === "number"
      ? longTimeout(`${path}.resilience.timeoutMs`, timeoutMs, requestTimeoutMs)
      : [];
  });
}

function longTimeout(
  key: string,
  timeoutMs: number,
  requestTimeoutMs: number,
): readonly ConfigurationFault[] {
  const longestMs = maxAttemptShare * requestTimeoutMs;
  if (timeoutMs <= longestMs) return [];
  const message = `has no effect beyond ${longestMs}, four fifths of REQUEST_TIMEOUT_MS. Reduce it, or increase REQUEST_TIMEOUT_MS.`;
  return [{ key, message }];
}
