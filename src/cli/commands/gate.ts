import type { Given } from "../arguments.js";
import { defineCommand } from "../command.js";
import { defaultTimeoutMs, gatewayShareOfTimeout, maximumTimeoutMs, maximumWaitMs } from "../constants.js";
import { readDurationMs } from "../duration.js";
import { exitCodes } from "../exit-codes.js";
import type { Decision, GateAnswer } from "../gate-answer.js";
import { readGateAnswer, unreachable } from "../gate-answer.js";
import { isLoopback, readGatewayUrl } from "../gateway-url.js";
import { ExchangeError, get } from "../http-exchange.js";
import { printable, printableJson } from "../printable.js";
import type { Surroundings } from "../surroundings.js";
import { readToken } from "../token.js";
import { UsageError } from "../usage-error.js";
import { waitUntilClear } from "../wait-until-clear.js";

/** The options that are sent to the gateway, with the name of their parameter. */
const parameters = {
  source: "source",
  provider: "provider",
  application: "application",
  search: "search",
  certainty: "certainty",
  lasting: "lasting",
  "max-age": "maxAge",
} as const;

const options = {
  url: { value: "URL", description: "The base URL of the gateway. Default: the variable GATEWAY_URL." },
  source: { value: "ID", isList: true, description: "Check only these sources." },
  provider: {
    value: "PROVIDER",
    isList: true,
    description: "Check only these providers: AWS_FLINK, DATADOG.",
  },
  application: {
    value: "APP",
    isList: true,
    description: "Check only these Flink applications, by name or ARN.",
  },
  search: { value: "TEXT", description: "Check only windows that mention this text." },
  certainty: {
    value: "CERTAINTY",
    isList: true,
    description:
      "Which maintenance counts: possible, declared, underway. Replaces the default: declared and underway.",
  },
  lasting: { value: "TIME", description: "It must also be clear for this long from now." },
  "max-age": {
    value: "TIME",
    description: "Maximum age of the data. If it is older, the verdict is unknown.",
  },
  wait: {
    value: "TIME",
    description: "Repeat the check until it is clear, but not for longer than this.",
  },
  timeout: { value: "TIME", description: "How long one request may take. Default: 10s." },
  "token-file": {
    value: "FILE",
    description:
      "Send the bearer token in this file. It is read again for each request. Default: the token in GATEWAY_TOKEN.",
  },
  "allow-plain-http": {
    value: null,
    description:
      "Send the token over http:// to another machine. Only for a network that you trust, such as within a cluster.",
  },
  json: { value: null, description: "Print the gateway's JSON in one line instead of the summary." },
  "fail-open": {
    value: null,
    description:
      "Exit with 0, and a warning, if the verdict is unknown for now. A name that is not known still exits with 2.",
  },
} as const;

type Name = keyof typeof options;

const codes: Readonly<Record<Decision, number>> = {
  CLEAR: exitCodes.clear,
  IN_MAINTENANCE: exitCodes.inMaintenance,
  UNKNOWN: exitCodes.unknown,
  REFUSED: exitCodes.refused,
};

/** The deploy gate. */
export const gate = defineCommand<Name>({
  name: "gate",
  synopsis: "--url URL [OPTION]...",
  introduction: `Checks whether a deployment may start now. Prints one line, and exits with 0
only if the gateway says that nothing is in maintenance.`,
  options,
  notes: `Separate several values with commas, or repeat the option: source, provider,
application, certainty. A TIME is 90s, 45m, 1h30m, 2d or PT45M.

Exit codes:
  0    Clear: the deployment may start.
  1    In maintenance.
  2    Unknown: something could not be read, or a name is not known.
  3    The command is wrong, or the gateway refused it. Do not try again.
  130  Stopped by SIGINT. Nothing was decided.
  143  Stopped by SIGTERM. Nothing was decided.

Variables:
  GATEWAY_URL          The base URL, if there is no --url.
  GATEWAY_TOKEN        The token, if there is no --token-file.
  NODE_EXTRA_CA_CERTS  A file with the certificate authority of the gateway.
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                       The proxy. It is not used for this machine.

Example: wait up to 30 minutes until orders-enrichment is clear for 45 minutes.
  maintenance gate --url https://maintenance.example.com \\
    --application orders-enrichment --lasting 45m --wait 30m`,
  run: runGate,
});

async function runGate(given: Given<Name>, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const ask = prepareRequest(given, surroundings);
  const wait = given.value("wait");
  const waitMs = wait === null ? 0 : readDurationMs("wait", wait, maximumWaitMs);
  const answer = await waitUntilClear(ask, waitMs, surroundings);

  if (given.has("json")) terminal.print(`${printableJson(answer.json)}\n`);
  else if (answer.decision !== "REFUSED") terminal.print(`${printable(answer.summary)}\n`);
  if (answer.decision === "REFUSED") terminal.report(answer.summary);
  // What time cannot change is a mistake in the command, such as a misspelled source. It must not always open the gate.
  if (answer.decision !== "UNKNOWN" || answer.isFinal || !given.has("fail-open"))
    return codes[answer.decision];
  terminal.report("Warning: the verdict is unknown. --fail-open lets the deployment start.");
  return exitCodes.clear;
}

/** Checks the options, and returns a function that sends one request. */
function prepareRequest(given: Given<Name>, { environment }: Surroundings): () => Promise<GateAnswer> {
  const base = readBaseUrl(given, environment);
  const timeout = given.value("timeout");
  const timeoutMs =
    timeout === null ? defaultTimeoutMs : readDurationMs("timeout", timeout, maximumTimeoutMs);
  const url = new URL("gate", base);
  for (const [option, parameter] of Object.entries(parameters))
    for (const value of given.values(option as Name)) url.searchParams.append(parameter, value);
  const proxyVariables = isLoopback(base) ? {} : environment;
  const address = base.href.replace(/\/$/, "");
  const readAuthorization = () => {
    const token = readToken(given.value("token-file"), environment);
    if (token === null) return {};
    if (base.protocol === "http:" && !isLoopback(base) && !given.has("allow-plain-http"))
      throw new UsageError(
        "The token would be sent without encryption. Use https://, or --allow-plain-http if you trust the network.",
      );
    return { authorization: `Bearer ${token}` };
  };

  return async () => {
    const headers = {
      accept: "application/json",
      "cache-control": "no-cache",
      "user-agent": "maintenance-gate",
      "x-request-timeout-ms": String(Math.ceil(timeoutMs * gatewayShareOfTimeout)),
      ...readAuthorization(),
    };
    try {
      return readGateAnswer(await get(url, { headers, timeoutMs, proxyVariables }), address);
    } catch (error) {
      if (error instanceof ExchangeError) return unreachable(address, error.message);
      throw error;
    }
  };
}

function readBaseUrl(given: Given<Name>, environment: Surroundings["environment"]): URL {
  const option = given.value("url");
  if (option !== null) return readGatewayUrl(option, "--url");
  const variable = environment.GATEWAY_URL?.trim() ?? "";
  if (variable === "") throw new UsageError("--url is missing, and GATEWAY_URL is not set.");
  return readGatewayUrl(variable, "GATEWAY_URL");
}
