/** Constants for connections to other hosts. */

/**
 * How long an idle connection stays open by default. Firewalls and NAT gateways silently drop idle connections, most after a
 * minute or more.
 */
export const defaultKeepAliveTimeoutMs = 10_000;

/**
 * How long a connection can take to open, with its tunnel and TLS. Shorter than the default timeout of a call, so that a call
 * whose connection never opened is known not to have been sent.
 */
export const defaultConnectTimeoutMs = 3_000;

/** How long a connection stays open for the next repeatable write. No firewall drops a connection so early. */
export const writeKeepAliveTimeoutMs = 1_000;
