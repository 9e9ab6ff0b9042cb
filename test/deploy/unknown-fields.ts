type Path = readonly (string | number)[];

/**
 * Returns the fields of a value that a validator does not read, because its schema does not define them. The schemas of
 * Kubernetes accept any field, so they do not detect a misspelt one.
 */
export function unknownFields(value: object, validate: (value: unknown) => boolean): readonly string[] {
  const seen = new Set<string>();
  validate(watch(value, [], seen));
  return fieldsOf(value, []).filter((path) => !seen.has(path));
}

function watch(value: object, path: Path, seen: Set<string>): object {
  return new Proxy(value, {
    get(target, key, receiver) {
      const item = Reflect.get(target, key, receiver);
      if (typeof key === "symbol") return item;
      const itemPath = [...path, key];
      seen.add(itemPath.join("."));
      return typeof item === "object" && item !== null ? watch(item, itemPath, seen) : item;
    },
  });
}

function fieldsOf(value: unknown, path: Path): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const itemPath = [...path, key];
    return [itemPath.join("."), ...fieldsOf(item, itemPath)];
  });
}
