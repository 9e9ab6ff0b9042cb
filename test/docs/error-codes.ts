import { readFileSync } from "node:fs";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { GraphQLSchema } from "graphql";
import { buildASTSchema, getNamedType, isEnumType, isObjectType, parse } from "graphql";
import { readSourceFiles, withoutComments } from "../architecture/source-files.js";

/** The kinds of codes in docs/errors.md. */
export type CodeKind = "error" | "reason" | "violation" | "warning";

export interface DocumentedCode {
  readonly code: string;
  readonly kind: string;
}

/** Every code of the API. The enums of schema.graphql are found by the fields that return them. */
export function codesOfApi(): readonly DocumentedCode[] {
  const schema = buildASTSchema(parse(readFileSync("schema.graphql", "utf8")), { assumeValidSDL: true });
  const codes: Readonly<Record<CodeKind, readonly string[]>> = {
    error: [...valuesOfField(schema, "MaintenanceError", "code"), ...serverCodes().codes],
    reason: reasonsOf(schema),
    violation: valuesOfField(schema, "Violation", "code"),
    warning: valuesOfField(schema, "MaintenanceWarning", "code"),
  };
  return Object.entries(codes).flatMap(([kind, values]) =>
    [...new Set(values)].map((code) => ({ code, kind })),
  );
}

function valuesOfField(schema: GraphQLSchema, typeName: string, fieldName: string): readonly string[] {
  const type = schema.getType(typeName);
  if (!type || !("getFields" in type)) throw new Error(`${typeName} has no fields.`);
  return valuesOf(type.getFields()[fieldName]?.type ?? null);
}

function valuesOf(type: Parameters<typeof getNamedType>[0] | null): readonly string[] {
  const named = getNamedType(type);
  return isEnumType(named) ? named.getValues().map(({ name }) => name) : [];
}

/** The values of every enum field that an error type adds to those of `MaintenanceError`. */
function reasonsOf(schema: GraphQLSchema): readonly string[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types.flatMap((type) => {
    const [shared] = type.getInterfaces().filter(({ name }) => name === "MaintenanceError");
    if (shared === undefined) return [];
    const own = Object.values(type.getFields()).filter(({ name }) => !(name in shared.getFields()));
    return own.flatMap((field) => valuesOf(field.type));
  });
}

/** These patterns find error codes. They rely on the formatter, which puts commas between arguments and properties. */
const httpErrorPattern = /new HttpError\(\s*[^,()]+,\s*(?<code>[^,]+?)\s*,/g;
const extensionsPattern = /\bextensions: \{(?<fields>[^{}]*)/g;
const literalPattern = /"([A-Z][A-Z_]+)"/g;

/** Files in which a code is not a literal next to the error; each literal in them counts as a code. */
const filesWithComputedCodes = [
  "src/server/authentication/authentication-error.ts",
  "src/server/http/format-error.ts",
];

/**
 * The codes of errors that are not expected failures: those of Apollo Server, and the literals that the gateway's source
 * sets in an `HttpError` or in `extensions`. `unreadable` names each place whose code is not a literal.
 */
export function serverCodes(): { readonly codes: readonly string[]; readonly unreadable: readonly string[] } {
  const codes: string[] = Object.values(ApolloServerErrorCode);
  const unreadable: string[] = [];
  for (const [path, source] of readSourceFiles("src/**/*.ts")) {
    if (path.startsWith("src/emulators/")) continue;
    const text = withoutComments(source);
    if (filesWithComputedCodes.includes(path)) {
      codes.push(...literalsIn(text));
      continue;
    }
    const found = [
      ...[...text.matchAll(httpErrorPattern)].map(({ groups }) => literalsIn(groups?.code ?? "")),
      ...[...text.matchAll(extensionsPattern)].map(({ groups }) =>
        literalsIn(/\bcode: (?<code>[^,]+)/.exec(groups?.fields ?? "")?.groups?.code ?? ""),
      ),
    ];
    codes.push(...found.flat());
    const places = text.match(/new HttpError\(|\bextensions: \{|\bextends HttpError\b/g) ?? [];
    if (places.length !== found.length || found.some(({ length }) => length !== 1)) unreadable.push(path);
  }
  return { codes, unreadable };
}

function literalsIn(text: string): readonly string[] {
  return [...text.matchAll(literalPattern)].map(([, literal = ""]) => literal);
}
