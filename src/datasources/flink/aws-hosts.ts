/** The domains of AWS's endpoints (the AWS SDK's partitions), also of those in a VPC. */
const domains = [
  ...["amazonaws.com", "api.aws", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ...["amazonaws.eu", "api.amazonwebservices.eu"],
];

/** Whether the endpoint is AWS itself, and not an emulator or a proxy. */
export function isAwsEndpoint(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return domains.some((domain) => hostname.endsWith(`.${domain}`));
}
