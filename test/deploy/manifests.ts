import { readFileSync } from "node:fs";
import { parse } from "yaml";

const folder = "deploy/kubernetes";

const text = (file: string) => readFileSync(`${folder}/${file}`, "utf8");

// biome-ignore lint/suspicious/noExplicitAny: the tests validate it against the schemas of Kubernetes
type Manifest = any;

/** Reads one file as YAML 1.1, which Kubernetes uses. It reads `yes` and 0440 differently from YAML 1.2. */
export function readManifest(file: string): Manifest {
  return parse(text(file), { version: "1.1" });
}

export const kustomization: Manifest = readManifest("kustomization.yaml");

/** The environment variables that the manifests set. */
export const variables: Readonly<Record<string, string>> = Object.fromEntries(
  text("gateway.env")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
);

/** The sources in the file that GATEWAY_CONFIG names. */
export const sources: readonly Readonly<Record<string, string>>[] = readManifest("sources.yaml").sources;
