import { isPrivateHost } from "../../network/address-guard.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredObject } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { isLoopback } from "../../settings/loopback.js";
import { secretBytesRange } from "./constants.js";
import { secretText } from "./secret-text.js";

interface UrlSettings {
  readonly url?: string | undefined;
  readonly urlFile?: string | undefined;
  readonly urlVariable?: string | undefined;
  readonly allowPrivateAddresses: boolean;
}

/** Returns the URL of a sink, or what is wrong with it. No message contains it. */
export function readUrl(
  declared: DeclaredObject,
  { url: value, urlFile: file, urlVariable: variable, allowPrivateAddresses }: UrlSettings,
  environment: Environment,
): URL | ConfigurationFault {
  const found = secretText(declared, { name: "url", value, file, variable }, environment);
  if ("message" in found) return found;
  const failed = (problem: string) => ({ key: found.key, message: `${found.prefix}${problem}` });
  const url = URL.parse(found.text);
  if (url === null || !/^https?:$/.test(url.protocol) || /\s/.test(found.text) || url.port === "0")
    return failed("must be a URL such as https://hooks.example.com/maintenance.");
  if (url.username !== "" || url.password !== "" || url.hash !== "")
    return failed("must be a URL without a user name, a password and a fragment.");
  const remedy = "or set allowPrivateAddresses to true";
  if (!allowPrivateAddresses && url.protocol === "http:") return failed(`has no TLS. Use https, ${remedy}.`);
  const isPrivate = isPrivateHost(url.hostname) || isLoopback(url.hostname);
  return !allowPrivateAddresses && isPrivate
    ? failed(`leads to a private address. Use a public host, ${remedy}.`)
    : url;
}

interface SecretSettings {
  readonly secretFile?: string | undefined;
  readonly secretVariable?: string | undefined;
}

/** Returns the secrets that sign the requests, or what is wrong with them. White space separates several. */
export function readSecrets(
  declared: DeclaredObject,
  { secretFile: file, secretVariable: variable }: SecretSettings,
  environment: Environment,
): readonly string[] | ConfigurationFault {
  const found = secretText(declared, { name: "secret", file, variable }, environment);
  if ("message" in found) return found;
  const secrets = found.text.split(/\s+/);
  if (secrets.every(isSecret)) return secrets;
  const [least, most] = secretBytesRange;
  const message = `must be whsec_ and the Base64 text of ${least} to ${most} random bytes. Create one with \`echo "whsec_$(openssl rand -base64 32)"\`.`;
  return { key: found.key, message: `${found.prefix}${message}` };
}

function isSecret(text: string): boolean {
  const [, key = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(key, "base64");
  return (
    bytes.toString("base64") === key &&
    bytes.length >= secretBytesRange[0] &&
    bytes.length <= secretBytesRange[1]
  );
}
