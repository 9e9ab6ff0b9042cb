/** Constants for connections to other hosts. */

/**
 * How long an idle connection stays open by default. Firewalls and NAT gateways drop idle connections, most after a minute or
 * more, without telling either end.
 */
export const defaultKeepAliveTimeoutMs = 10_000;
