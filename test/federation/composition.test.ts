import { readFileSync } from "node:fs";
import { composeServices, transformSupergraphToPublicSchema } from "@theguild/federation-composition";
import { federateSubgraphsWithContracts, ROUTER_COMPATIBILITY_VERSION_ONE } from "@wundergraph/composition";
import type { ConstDirectiveNode, GraphQLObjectType } from "graphql";
import { buildASTSchema, isObjectType, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { withAuthentication } from "../../scripts/with-authentication.js";
import { entityReferences } from "../../src/resolvers/gateway-schema.js";
import type { Subgraph } from "./composers.js";
import { composers } from "./composers.js";

interface WithDirectives {
  readonly directives?: readonly ConstDirectiveNode[];
}

const gateway: Subgraph = { name: "maintenance", sdl: readFileSync("schema.graphql", "utf8") };
const catalogue: Subgraph = {
  name: "catalogue",
  sdl: readFileSync("examples/supergraph/catalogue/schema.graphql", "utf8"),
};

describe.each(Object.entries(composers))("%s's composer", (_vendor, compose) => {
  test("accepts the gateway alone, without errors, warnings or hints", () => {
    expect(compose([gateway])).toMatchObject({ complaints: [], isAccepted: true });
  });

  test("accepts it with a subgraph that adds fields to its entities and refers to them", () => {
    expect(compose([gateway, catalogue])).toEqual({
      complaints: [],
      isAccepted: true,
      subscriptions: ["maintenanceNow", "maintenanceWindowChanged"],
    });
  });

  test("accepts it with @authenticated on every root field and entity, for routers that support it", () => {
    const sdl = withAuthentication(gateway.sdl);
    expect(compose([{ ...gateway, sdl }, catalogue])).toMatchObject({ complaints: [], isAccepted: true });
  });

  test("accepts it with a subgraph whose own names of users replace the gateway's", () => {
    const sdl = catalogue.sdl
      .replace("name: String @shareable", 'name: String @override(from: "maintenance")')
      .replace('"@shareable"', '"@shareable", "@override"');
    expect(sdl).not.toBe(catalogue.sdl);
    expect(compose([gateway, { ...catalogue, sdl }]).isAccepted).toBe(true);
  });

  test("rejects subgraphs that declare different types for the same field", () => {
    const sdl = catalogue.sdl.replace("  email: String!", "  email: String!\n  login: Int!");
    const other = { name: "other", sdl: sdl.replace("login: Int!", "login: String!") };
    expect(compose([gateway, { ...catalogue, sdl }, other]).isAccepted).toBe(false);
  });
});

test("the schema links the newest version of Federation that all composers accept", () => {
  const sdl = gateway.sdl.replace("/federation/v2.9", "/federation/v2.10");
  expect(sdl).not.toBe(gateway.sdl);
  const verdicts = Object.values(composers).map((compose) => compose([{ ...gateway, sdl }]).isAccepted);
  expect(verdicts).toContain(false);
});

test("withAuthentication adds @authenticated to every root field and entity, and to nothing else", () => {
  const schema = buildASTSchema(parse(withAuthentication(gateway.sdl)), { assumeValidSDL: true });
  const hasIt = ({ astNode }: { readonly astNode?: WithDirectives | null | undefined }) =>
    astNode?.directives?.some(({ name }) => name.value === "authenticated") ?? false;
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  expect(
    types
      .filter(hasIt)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(entityReferences).sort());
  const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of types) {
    const isRoot = rootTypes.includes(type);
    const fields = Object.values(type.getFields());
    expect([type.name, fields.filter(hasIt).length]).toEqual([type.name, isRoot ? fields.length : 0]);
  }
});

test("each entity of the supergraph has the fields of both subgraphs", () => {
  const { supergraphSdl = "" } = composeServices(
    [gateway, catalogue].map(({ name, sdl }) => ({
      name,
      url: `http://${name}.example`,
      typeDefs: parse(sdl),
    })),
  );
  const supergraph = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraphSdl)));
  const fieldsOf = (type: string) => Object.keys((supergraph.getType(type) as GraphQLObjectType).getFields());
  expect(fieldsOf("FlinkApplication")).toEqual(expect.arrayContaining(["runtimeEnvironment", "service"]));
  expect(fieldsOf("DatadogMaintenanceWindow")).toEqual(expect.arrayContaining(["startsAt", "services"]));
  expect(fieldsOf("MaintenanceSource")).toEqual(expect.arrayContaining(["health", "team"]));
  expect(fieldsOf("DatadogUser")).toEqual(expect.arrayContaining(["id", "name", "email"]));
  expect(fieldsOf("Service")).toContain("flinkApplications");
});

test("contracts keep the subscriptions; without maintenance-write they have no mutations, without maintenance-operations no health", () => {
  const contracts = [
    ["readers", "maintenance-write"],
    ["frontends", "maintenance-operations"],
  ] as const;
  const result = federateSubgraphsWithContracts({
    subgraphs: [{ name: gateway.name, url: "http://maintenance.example", definitions: parse(gateway.sdl) }],
    tagOptionsByContractName: new Map(
      contracts.map(([name, tag]) => [
        name,
        { tagNamesToExclude: new Set([tag]), tagNamesToInclude: new Set() },
      ]),
    ),
    version: ROUTER_COMPATIBILITY_VERSION_ONE,
  });
  if (!result.success) throw new Error("The gateway's schema does not compose.");
  const clientSchemaOf = (name: string) => {
    const contract = result.federationResultByContractName.get(name);
    if (contract?.success !== true) throw new Error(`The contract ${name} does not compose.`);
    return contract.federatedGraphClientSchema;
  };
  expect(result.federatedGraphClientSchema.getMutationType()).toBeDefined();
  for (const [name] of contracts)
    expect(Object.keys(clientSchemaOf(name).getSubscriptionType()?.getFields() ?? {})).toEqual([
      "maintenanceNow",
      "maintenanceWindowChanged",
    ]);
  expect(clientSchemaOf("readers").getMutationType()).toBeUndefined();
  expect(clientSchemaOf("readers").getQueryType()?.getFields()).toHaveProperty("maintenanceWindows");
  const sourceOf = (name: string) => clientSchemaOf(name).getType("MaintenanceSource") as GraphQLObjectType;
  expect(sourceOf("readers").getFields()).toHaveProperty("health");
  expect(sourceOf("frontends").getFields()).not.toHaveProperty("health");
});
