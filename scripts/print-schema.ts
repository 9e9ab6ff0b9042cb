import "reflect-metadata";
import { writeFileSync } from "node:fs";
import { graphql } from "graphql";
import { gatewaySchema } from "../src/resolvers/gateway-schema.js";
import { withAuthentication } from "./with-authentication.js";

const schema = gatewaySchema();
const { data } = await graphql({ schema, source: "{ _service { sdl } }" });
const service = data?._service as { readonly sdl: string };
if (process.argv.includes("--authenticated")) process.stdout.write(withAuthentication(service.sdl));
else writeFileSync(new URL("../schema.graphql", import.meta.url), service.sdl);
