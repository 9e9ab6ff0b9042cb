# Pinned by digest, because the tag can be moved. Update it with the version, and for Debian's security updates:
# `docker buildx imagetools inspect node:26.10.0-bookworm-slim` prints the current one.
FROM node:26.10.0-bookworm-slim@sha256:662933cf47f013bc8e4beb31a6116448427a82057ba7c42c97e4c5ba766504c2 AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY scripts/require-node.mjs scripts/build.ts scripts/
COPY tsconfig.json ./
COPY src src
RUN npm run build

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM dependencies AS sbom
COPY scripts/print-sbom.ts scripts/
RUN node scripts/print-sbom.ts > sbom.cdx.json

FROM base
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="maintenance-gateway" \
      org.opencontainers.image.description="One GraphQL API over the maintenance windows of Amazon Managed Service for Apache Flink and Datadog Case Management" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY LICENSE package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# Scanners find it by the end of its name.
COPY --from=sbom /app/sbom.cdx.json ./
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    METRICS_PORT=9464 \
    NODE_COMPILE_CACHE=/home/node/compile-cache
# The user `node`, as a number: Kubernetes cannot verify from a name that it is not root.
USER 1000:1000
# Fills the compile cache, because a container's file system can be read-only, and verifies that the image starts and stops.
# Node.js has a cache per user: a container that runs as another user starts without it.
RUN HOST=127.0.0.1 EMULATORS=true SHUTDOWN_DELAY_MS=0 timeout --preserve-status 5 node dist/main.js
EXPOSE 4000 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
