# The worker, the sandbox worker and the command line, in one image. glibc is needed: the Temporal SDK and Deno are
# native programs.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node-runtime/package.json tools/node-runtime/
# The workspace brings a Node for machines without one; this image has its own.
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && install --directory --owner=node --group=node --mode=0700 /data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY bin bin
COPY prompts prompts
COPY examples examples
COPY src src
ENV NODE_ENV=production MILLWRIGHT_HOME=/data
USER node
# Node as first process gets the stop signal itself, and the worker ends gracefully.
ENTRYPOINT ["node"]
CMD ["src/worker.ts"]
