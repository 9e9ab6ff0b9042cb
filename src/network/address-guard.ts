import type { LookupFunction } from "node:net";
import { BlockList, isIP } from "node:net";

/** Thrown if a host has an address to which no request may go. Nothing was sent. */
export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";

  constructor() {
    super("the host has a private address");
  }
}

/** Addresses that the Internet does not reach (IANA's special-purpose registries), and those of cloud metadata services. */
const ranges = [
  // Unspecified, private, shared (CGNAT), loopback, link-local, protocol assignments, documentation, benchmarks.
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24",
  "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24",
  // Multicast, reserved and broadcast; the metadata service of Azure, which has a public address.
  "224.0.0.0/4 240.0.0.0/4 168.63.129.16/32",
  // Unspecified, loopback, unique-local, link-local, site-local, multicast, discard, documentation.
  "::/128 ::1/128 fc00::/7 fe80::/10 fec0::/10 ff00::/8 100::/64 2001:db8::/32 3fff::/20 5f00::/16",
  // Translations and tunnels, which contain an IPv4 address: compatible, SIIT, NAT64, Teredo and other protocols, 6to4.
  "::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 2001::/23 2002::/16",
].flatMap((line) => line.split(" "));

const blocked = new BlockList();
for (const range of ranges) {
  const [network = "", prefix] = range.split("/");
  blocked.addSubnet(network, Number(prefix), network.includes(":") ? "ipv6" : "ipv4");
}

/** Whether an IP address is private, or not an IP address at all. An IPv4 address in an IPv6 address counts as itself. */
export function isPrivateAddress(address: string): boolean {
  const [withoutZone = ""] = address.split("%");
  const version = isIP(withoutZone);
  return version === 0 || blocked.check(withoutZone, version === 6 ? "ipv6" : "ipv4");
}

/** Whether the host of a URL is an IP address, and private. A URL has every other form, such as 2130706433, in dotted form. */
export function isPrivateHost(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(address) !== 0 && isPrivateAddress(address);
}

/** Keeps the requests of a client away from private addresses. */
export interface AddressGuard {
  /** Throws PrivateAddressError if the host of a URL is a private address. Connections to addresses look nothing up. */
  readonly check: (hostname: string) => void;
  /** Fails with PrivateAddressError if the name has a private address. */
  readonly lookup: LookupFunction;
}

/**
 * Creates a guard. A connection uses the addresses that were checked, so a name whose address changes in between (DNS rebinding)
 * is of no use. A proxy looks names up itself, and only its own rules apply to their addresses.
 */
export function createAddressGuard(lookup: LookupFunction = systemLookup): AddressGuard {
  return {
    check(hostname) {
      if (isPrivateHost(hostname)) throw new PrivateAddressError();
    },
    lookup(hostname, options, callback) {
      lookup(hostname, options, (error, found, family) => {
        const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
        const isRefused = error === null && addresses.some(isPrivateAddress);
        callback(isRefused ? new PrivateAddressError() : error, found, family);
      });
    },
  };
}

/** The module is loaded at the first use: few gateways need it. */
const systemLookup: LookupFunction = (hostname, options, callback) =>
  process.getBuiltinModule("node:dns").lookup(hostname, options, callback);
