/**
 * Node.js's HTTP module. As an import, it would take a tenth of the start: an import reads every export, and one of them loads
 * all that Node.js has for `fetch`.
 */
export const {
  createServer,
  IncomingMessage,
  maxHeaderSize,
  ServerResponse,
  STATUS_CODES: statusTexts,
} = process.getBuiltinModule("node:http");
