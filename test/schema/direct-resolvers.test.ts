import { isIntrospectionType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { gatewaySchema } from "../../src/resolvers/gateway-schema.js";

test("no field of an object is resolved by an asynchronous function", () => {
  const schema = gatewaySchema();
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType()];
  const asynchronous = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type) && !roots.includes(type))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ resolve }) => resolve?.constructor.name === "AsyncFunction")
        .map(({ name }) => `${type.name}.${name}`),
    );
  expect(asynchronous).toEqual([]);
});
