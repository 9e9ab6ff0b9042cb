/**
 * The page of each partition's console from which people find an application. AWS documents no page of a single application; public code
 * disagrees about its address.
 */
const pages = new Map<string, (region: string) => string>([
  // Documented: Developer Guide, "Create a Studio notebook". The list of the applications in a region.
  [
    "aws",
    (region) => `https://console.aws.amazon.com/managed-flink/home?region=${region}#/applications/dashboard`,
  ],
  // Seen in much public code: the start page of the console. The path of the list is not known in these partitions.
  ["aws-cn", (region) => `https://console.amazonaws.cn/console/home?region=${region}`],
  ["aws-us-gov", (region) => `https://console.amazonaws-us-gov.com/console/home?region=${region}`],
  ["aws-eusc", (region) => `https://${region}.console.amazonaws-eusc.eu/console/home?region=${region}`],
]);

/** Returns a page of the AWS console from which people find the application; null if none is known, or if the endpoint is not AWS's. */
export function consoleUrlOf(arn: string, region: string, endpoint: string | undefined): string | null {
  const [, partition = ""] = arn.split(":");
  if (endpoint !== undefined && !isAwsEndpoint(endpoint)) return null;
  return pages.get(partition)?.(encodeURIComponent(region)) ?? null;
}

/** The domains of AWS's endpoints (the AWS SDK's partitions), also of those in a VPC. */
const domains = [
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
];

/** Whether the endpoint is AWS's service itself. Emulators can run on other hosts under AWS's domains. */
function isAwsEndpoint(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  const isService = /(?:^|[.-])kinesisanalytics(?:-fips)?\./.test(hostname);
  return isService && domains.some((domain) => hostname.endsWith(`.${domain}`));
}
