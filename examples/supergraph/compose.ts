import { composeServices } from "@theguild/federation-composition";
import { parse } from "graphql";
import { ask } from "./ask.ts";

export interface Subgraph {
  readonly name: string;
  readonly url: string;
  /** Headers that identify the caller as the router. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads each subgraph's SDL and composes a supergraph, as a registry does with published schemas. */
export async function compose(subgraphs: readonly Subgraph[]): Promise<string> {
  return composeSdls(
    await Promise.all(subgraphs.map(async (subgraph) => ({ ...subgraph, sdl: await readSdl(subgraph) }))),
  );
}

/** Composes a supergraph from known SDL. */
export function composeSdls(subgraphs: readonly (Subgraph & { readonly sdl: string })[]): string {
  const services = subgraphs.map(({ sdl, ...subgraph }) => ({ ...subgraph, typeDefs: parse(sdl) }));
  const { errors, supergraphSdl } = composeServices(services);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(errors?.map(({ message }) => message).join("\n") ?? "The subgraphs do not compose.");
}

/** Reads the SDL from a subgraph. */
export async function readSdl({ url, headers }: Omit<Subgraph, "name">): Promise<string> {
  const { data } = (await ask(url, "{ _service { sdl } }", headers)) as {
    readonly data: { readonly _service: { readonly sdl: string } };
  };
  return data._service.sdl;
}
