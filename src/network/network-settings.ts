import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import { checkEnvironment } from "../settings/check-settings.js";
import type { ConfigurationFault } from "../settings/configuration-fault.js";
import type { Environment } from "../settings/environment.js";
import { readTextFile } from "../settings/read-text-file.js";
import { wholeNumberText } from "../settings/value-schemas.js";
import { defaultKeepAliveTimeoutMs } from "./constants.js";

/** How the gateway connects to other hosts: providers, identity providers, the trace collector. */
export interface NetworkSettings {
  /** The proxy variables. Node.js decides which requests use a proxy. */
  readonly proxies: ProxyVariables;
  /** All trusted certificate authorities, in PEM; null if no file adds any to those of Node.js. */
  readonly certificateAuthorities: readonly string[] | null;
  /** How long an idle connection stays open; 0 to open a connection for each request. */
  readonly keepAliveTimeoutMs: number;
}

export interface ProxyVariables {
  readonly HTTPS_PROXY?: string;
  readonly HTTP_PROXY?: string;
  readonly NO_PROXY?: string;
}

const proxyRule =
  "must be the URL of an HTTP proxy, such as http://proxy.example.com:3128. Percent-encode special characters of a password. SOCKS proxies are not supported.";

/** Like curl, accepts a proxy without a scheme, for example `proxy.example.com:3128`. */
const proxyUrl = v.pipe(
  v.string(),
  v.transform((text) => (text.includes("://") ? text : `http://${text}`)),
  v.regex(/^[^?#]+$/, proxyRule),
  v.check((text) => URL.canParse(text) && isUsable(new URL(text)), proxyRule),
  // Node.js ignores a scheme in capitals.
  v.transform((text) => new URL(text).href),
);

function isUsable({ protocol, port, username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return /^https?:$/.test(protocol) && port !== "0";
}

const proxySchema = v.object({
  https_proxy: v.optional(proxyUrl),
  HTTPS_PROXY: v.optional(proxyUrl),
  http_proxy: v.optional(proxyUrl),
  HTTP_PROXY: v.optional(proxyUrl),
  no_proxy: v.optional(v.string()),
  NO_PROXY: v.optional(v.string()),
  UPSTREAM_KEEP_ALIVE_TIMEOUT_MS: wholeNumberText(0, 600_000, defaultKeepAliveTimeoutMs),
});

/** Variables of other programs that name files with additional certificate authorities. Node.js itself reads the last one. */
const authorityVariables = ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] as const;

export const networkVariables = [...Object.keys(proxySchema.entries), ...authorityVariables];

/** Returns the network settings, or every error in them. No message contains a value: a proxy's URL can contain a password. */
export function readNetworkSettings(environment: Environment): {
  readonly network: NetworkSettings | null;
  readonly faults: readonly ConfigurationFault[];
  /** Settings that have no effect. */
  readonly warnings: readonly ConfigurationFault[];
} {
  const { output, faults: ofProxies } = checkEnvironment(proxySchema, environment);
  const files = authorityVariables.flatMap((variable) => {
    const path = environment[variable]?.trim();
    return path ? [{ variable, text: readTextFile(path) }] : [];
  });
  const ofFiles = files.flatMap(({ variable: key, text }): readonly ConfigurationFault[] => {
    if (text === null) return [{ key, message: "names a file that cannot be read." }];
    return isBundle(text) ? [] : [{ key, message: "names a file without valid certificates in PEM format." }];
  });
  const faults = [...ofProxies, ...ofFiles];
  const warnings = output === null ? [] : ineffective(output);
  if (output === null || faults.length > 0) return { network: null, faults, warnings };
  const added = files.map(({ text }) => text ?? "");
  return {
    faults,
    warnings,
    network: {
      proxies: withoutUndefined({
        HTTPS_PROXY: output.https_proxy ?? output.HTTPS_PROXY,
        HTTP_PROXY: output.http_proxy ?? output.HTTP_PROXY,
        NO_PROXY: output.no_proxy ?? output.NO_PROXY,
      }),
      certificateAuthorities:
        added.length === 0
          ? null
          : [...process.getBuiltinModule("node:tls").getCACertificates("default"), ...added],
      keepAliveTimeoutMs: output.UPSTREAM_KEEP_ALIVE_TIMEOUT_MS,
    },
  };
}

function isBundle(text: string): boolean {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return certificates.map((certificate) => new X509Certificate(certificate)).length > 0;
  } catch {
    return false;
  }
}

/** Returns the parts of NO_PROXY that Node.js ignores. */
function ineffective({
  no_proxy,
  NO_PROXY,
}: v.InferOutput<typeof proxySchema>): readonly ConfigurationFault[] {
  const warnings: ConfigurationFault[] = [];
  const key = no_proxy === undefined ? "NO_PROXY" : "no_proxy";
  const hosts = no_proxy ?? NO_PROXY ?? "";
  if (/\/\d/.test(hosts))
    warnings.push({
      key,
      message: "contains a CIDR block, which has no effect. Write a range, such as 10.0.0.1-10.0.0.254.",
    });
  if (/[^\s,]\s+[^\s,]/.test(hosts))
    warnings.push({ key, message: "contains spaces between hosts. Separate the hosts with commas." });
  return warnings;
}

/** Returns the settings with hosts that are reached without a proxy. */
export function withoutProxyFor(settings: NetworkSettings, hosts: readonly string[]): NetworkSettings {
  const { NO_PROXY = "" } = settings.proxies;
  return { ...settings, proxies: { ...settings.proxies, NO_PROXY: [NO_PROXY, ...hosts].join(",") } };
}

function withoutUndefined(variables: { readonly [Key in keyof ProxyVariables]: string | undefined }) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
