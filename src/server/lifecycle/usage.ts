/** Output of `--help`. */
export const usage = `Usage: npm start -- [OPTION]
       node dist/main.js [OPTION]

Starts the maintenance gateway: one GraphQL API for the maintenance windows of
Amazon Managed Service for Apache Flink and Datadog.

Options:
  --check-config  Check the configuration, list its sources, and exit. Calls no provider.
  --connect       With --check-config: also read a little of each source, with the real
                  credentials. Changes nothing. Exits with 1 if a source cannot be read.
  --json          With --connect: print the result as JSON.
  --help, -h      Print this help and exit.

Configure the gateway with environment variables. If they name no source, it runs on
embedded emulators. The most common ones:
  AWS_REGION, AWS_REGIONS  The AWS regions to read, such as eu-central-1,us-east-1
  DD_API_KEY, DD_APP_KEY   The keys of a Datadog organisation
  GATEWAY_CONFIG           A YAML file with many sources
  PORT                     The port of the API (4000)
docs/configuration.md lists them all.
`;
