type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isShared = (value: Fields) => /MaintenanceWindow$|^FlinkApplication$/.test(String(value.__typename));

/** All windows and applications in an answer. */
function sharedIn(answer: unknown): readonly Fields[] {
  if (!isObject(answer)) return [];
  return [...(isShared(answer) ? [answer] : []), ...Object.values(answer).flatMap(sharedIn)];
}

/**
 * Whether a client shows answers of the gateway. Each field of Query must be one whole answer. Only the windows and applications in
 * it may be newer, because a mutation or another query has read them, so each of their fields may come from an answer of its own.
 */
export function isShown(data: unknown, answers: readonly unknown[]): boolean {
  const shared = answers.flatMap(sharedIn);
  if (!isObject(data)) return false;
  return Object.entries(data).every(([name, value]) =>
    answers.some((answer) => isObject(answer) && shows(value, answer[name], shared)),
  );
}

function shows(data: unknown, answer: unknown, shared: readonly Fields[]): boolean {
  if (!isObject(answer) || !isObject(data)) return data === answer;
  if (Array.isArray(answer) && (!Array.isArray(data) || data.length !== answer.length)) return false;
  // A known value with another selection is another answer.
  if (Object.keys(data).some((name) => !(name in answer))) return false;
  return Object.entries(answer).every(([name, value]) => {
    // Relay hides the fields that its compiler adds.
    if (!(name in data)) return name.startsWith("__") || name === "id";
    if (!isShared(answer) || name === "id") return shows(data[name], value, shared);
    return shared.some(({ id, [name]: known }) => id === answer.id && shows(data[name], known, shared));
  });
}
