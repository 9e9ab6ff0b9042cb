import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

/** Writes a configuration file with these sources and returns the variable that points to it. */
export function sourceFile(sources: readonly Readonly<Record<string, unknown>>[]): {
  readonly GATEWAY_CONFIG: string;
} {
  const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "sources.yaml");
  writeFileSync(path, stringify({ sources }));
  return { GATEWAY_CONFIG: path };
}
