/**
 * Replaces the addresses on a page by those of a test, by their port. In one pass, because the port of one server can begin with the
 * digits of another.
 */
export function withAddresses(text: string, byPort: Readonly<Record<string, string>>): string {
  return text.replaceAll(/http:\/\/127\.0\.0\.1:(\d+)/g, (address, port) => byPort[port] ?? address);
}
