/** Constants for connections to other hosts. */

/**
 * How long an idle connection stays open by default. Firewalls and NAT gateways silently drop idle connections, most after a
 * minute or more.
 */
export const defaultKeepAliveTimeoutMs = 10_000;
