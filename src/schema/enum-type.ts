import { registerEnumType } from "type-graphql";

/** Registers a GraphQL enum. `values` maps the name of each value to its description. */
export function enumType<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<string, string>> {
  const names = Object.keys(values);
  const enumObject = Object.fromEntries(names.map((value) => [value, value]));
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  );
  registerEnumType(enumObject, { name, description, valuesConfig });
  return enumObject;
}
