import type { GraphQLOutputType } from "graphql";
import { isInterfaceType, isListType, isNonNullType, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { gatewaySchema } from "../../src/resolvers/gateway-schema.js";

const schema = gatewaySchema();
const interfaces = Object.values(schema.getTypeMap()).filter(isInterfaceType);

/** Nullability and lists of a type, e.g. `[X!]!`. */
const shapeOf = (type: GraphQLOutputType): string => {
  if (isNonNullType(type)) return `${shapeOf(type.ofType)}!`;
  return isListType(type) ? `[${shapeOf(type.ofType)}]` : "X";
};

test("a field of an interface is nullable in all of its types or in none", () => {
  expect(interfaces.length).toBeGreaterThan(2);
  for (const type of interfaces) {
    const { objects } = schema.getImplementations(type);
    expect(objects.length).toBeGreaterThan(1);
    for (const object of objects)
      for (const { name, type: declared } of Object.values(type.getFields())) {
        const own = object.getFields()[name];
        expect([object.name, name, own && shapeOf(own.type)]).toEqual([object.name, name, shapeOf(declared)]);
      }
  }
});

const changes = `
  ... on MaintenanceWindowChange { outcome window { id } previous { id } warnings { code } }
  ... on FlinkMaintenanceWindowChanged { window { startTime } previous { startTime application { arn } } }
  ... on DatadogMaintenanceWindowChanged { window { startsAt query } previous { startsAt } }
  ... on DatadogMaintenanceWindowDeleted { deletedWindowId window { startsAt name } previous { name } warnings { message } }
  ... on MaintenanceError { code }
`;

test.each([
  ["changes of both providers", `changeMaintenanceWindows(changes: []) { ${changes} }`],
  [
    "a deletion",
    `deleteDatadogMaintenanceWindow(input: { id: "x" }) {
      ... on MaintenanceWindowChange { window { id ... on DatadogMaintenanceWindow { query } } previous { id } }
      ... on DatadogMaintenanceWindowDeleted { window { id query } previous { query } }
    }`,
  ],
  [
    "a change of a Flink window",
    `updateFlinkMaintenanceWindow(input: { id: "x", startTime: "01:00" }) {
      ... on MaintenanceWindowChange { window { ... on ScheduledWindow { id title } } }
      ... on FlinkMaintenanceWindowChanged { window { id endTime } }
    }`,
  ],
])("fragments on the interface and on its types can be mixed without aliases: %s", (_name, field) => {
  expect(validate(schema, parse(`mutation { ${field} }`)).map(({ message }) => message)).toEqual([]);
});
