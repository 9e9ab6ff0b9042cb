import { providers } from "../datasources/registry.js";
import { enumType } from "./enum-type.js";

export const Provider = enumType(
  "Provider",
  "Provider of maintenance windows.",
  Object.fromEntries(Object.values(providers).map(({ name, description }) => [name, description])),
);
