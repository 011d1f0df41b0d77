# One image for receiver, worker and CLI. glibc (the Temporal and LMDB binaries are built for it), no root, no sources.
ARG NODE_IMAGE=node:24.22.3-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY workflows ./workflows
COPY activities ./activities
RUN npm run build && npm prune --omit=dev --no-audit --no-fund
# Of what is built, at the place where it will run: workers need not bundle at every start
RUN node dist/src/cli/main.js bundle --out workflow-bundle.json

FROM ${NODE_IMAGE}
# Roots of trust: the slim image has none, and Temporal Cloud and Mambu are reached over TLS
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/workflow-bundle.json ./
COPY bin ./bin
COPY LICENSE ./
RUN ln -s /app/bin/startnode.js /usr/local/bin/startnode && chmod +x bin/startnode.js \
  && install -d -o node -g node /var/lib/startnode
ENV NODE_ENV=production STATE_DIR=/var/lib/startnode PORT=3000 WORKFLOW_BUNDLE=/app/workflow-bundle.json
USER node
VOLUME /var/lib/startnode
EXPOSE 3000
# For the receiver; docker-compose.yml switches it off where nothing listens. Node asks, so that no curl is needed.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["startnode", "receiver"]
