import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

type Settings = Readonly<Record<string, unknown>>;

/** Writes a configuration file and returns the variable that points to it. */
export function configurationFile(content: Settings): { readonly GATEWAY_CONFIG: string } {
  const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "sources.yaml");
  writeFileSync(path, stringify(content));
  return { GATEWAY_CONFIG: path };
}

/** Writes a configuration file with these sources and returns the variable that points to it. */
export function sourceFile(sources: readonly Settings[]): { readonly GATEWAY_CONFIG: string } {
  return configurationFile({ sources });
}
