type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isWindow = (value: Fields) => String(value.__typename).endsWith("MaintenanceWindow");

/** All windows in an answer. */
function windowsIn(answer: unknown): readonly Fields[] {
  if (!isObject(answer)) return [];
  return [...(isWindow(answer) ? [answer] : []), ...Object.values(answer).flatMap(windowsIn)];
}

/**
 * Whether a client shows answers of the gateway. Each field of Query must be one whole answer. Only the windows in it may be newer,
 * because a mutation or another query has read them, so each field of a window may come from an answer of its own.
 */
export function isShown(data: unknown, answers: readonly unknown[], history: readonly unknown[]): boolean {
  const windows = history.flatMap(windowsIn);
  if (!isObject(data)) return false;
  return Object.entries(data).every(([name, value]) =>
    answers.some((answer) => isObject(answer) && shows(value, answer[name], windows)),
  );
}

function shows(data: unknown, answer: unknown, windows: readonly Fields[]): boolean {
  if (!isObject(answer) || !isObject(data)) return data === answer;
  if (Array.isArray(answer) && (!Array.isArray(data) || data.length !== answer.length)) return false;
  return Object.entries(answer).every(([name, value]) => {
    // Relay hides the fields that its compiler adds.
    if (!(name in data)) return name.startsWith("__") || name === "id";
    if (!isWindow(answer) || name === "id") return shows(data[name], value, windows);
    return windows.some(({ id, [name]: known }) => id === answer.id && shows(data[name], known, windows));
  });
}
