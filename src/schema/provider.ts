import { providers } from "../datasources/registry.js";
import { enumType } from "./enum-type.js";

export const Provider = enumType(
  "Provider",
  "Who owns a maintenance window.",
  Object.fromEntries(Object.values(providers).map(({ name, description }) => [name, description])),
);
