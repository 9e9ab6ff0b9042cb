import { readFileSync } from "node:fs";
import { parse } from "yaml";

const folder = "deploy/kubernetes";

const text = (file: string) => readFileSync(`${folder}/${file}`, "utf8");

// biome-ignore lint/suspicious/noExplicitAny: the schemas of Kubernetes say in the tests what it is
type Manifest = any;

/** One file, by the YAML 1.1 of Kubernetes, in which `yes` and 0440 are other things than in 1.2. */
export function readManifest(file: string): Manifest {
  return parse(text(file), { version: "1.1" });
}

export const kustomization: Manifest = readManifest("kustomization.yaml");

/** What the manifests tell the process: these variables, with these values. */
export const variables: Readonly<Record<string, string>> = Object.fromEntries(
  text("gateway.env")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
);

/** The file that GATEWAY_CONFIG names. */
export const sources: readonly Readonly<Record<string, string>>[] = readManifest("sources.yaml").sources;
