export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the responses of many documents; each test reads its own shape
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: string[];
    readonly extensions: Record<string, unknown>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends an operation to a gateway. */
export async function send(
  address: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}
