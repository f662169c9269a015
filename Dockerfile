# One image for all our services; docker-compose.yml says which one a container runs.
# The base image's own Node runs the TypeScript sources: nothing of the services is built, and the packages "node" and "chdb" (a local run's) stay out.
FROM node:24-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY patches patches
# Install scripts of packages do not run: none of those that stay needs one. Ours does, by name, and must not fail unnoticed.
RUN npm ci --omit=dev --ignore-scripts && npx --no-install patch-package --error-on-fail

# The console is the one thing that is built.
FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts
COPY core core
COPY services/console services/console
RUN npx --no-install vite build services/console

FROM node:24-slim
# The young generation as in a local run: a larger one costs memory and saves no time.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=8 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY schemas schemas
COPY infra/clickhouse infra/clickhouse
COPY core core
COPY services services
COPY --from=console /app/services/console/dist services/console/dist
# Nothing is written to disk but here, where the simulator notes how far it is; all else belongs to root and can be read-only.
RUN mkdir /var/lib/cx && chown node:node /var/lib/cx
USER node
# They close what they opened within ten seconds of it.
STOPSIGNAL SIGTERM
CMD ["node", "services/setup/main.ts", "--help"]
