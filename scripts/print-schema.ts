import "reflect-metadata";
import { writeFileSync } from "node:fs";
import { printSchema } from "graphql";
import { resolvers } from "../src/resolvers/resolvers.js";
import { buildSchema } from "../src/schema/build-schema.js";

writeFileSync(new URL("../schema.graphql", import.meta.url), `${printSchema(buildSchema(resolvers))}\n`);
