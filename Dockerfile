# Posthorn in a container. `docker build -t posthorn .`; how to run it: docs/deployment/docker.md
#
# Built for the platform that asks (`docker buildx build --platform linux/amd64,linux/arm64 .`): the database driver is
# compiled in the first stage, which has a compiler, and nothing of that stage but the result is in the image.

FROM node:20-bookworm AS build
WORKDIR /opt/posthorn
# What is installed changes less often than the sources: a layer of its own.
COPY package.json package-lock.json ./
COPY bench/package.json bench/
COPY client/package.json client/
COPY contracts/package.json contracts/
COPY dashboard/package.json dashboard/
COPY e2e/package.json e2e/
COPY fakes/package.json fakes/
COPY server/package.json server/
RUN npm ci --no-audit --no-fund
COPY . .
# The commit that `/v1/stats` names.
ARG COMMIT=""
RUN POSTHORN_BUILD_COMMIT="$COMMIT" node scripts/build.mjs
# Only what the server needs, without compilers and browsers.
RUN rm -rf node_modules */node_modules \
 && npm ci --omit=dev --workspace server --workspace contracts --no-audit --no-fund

FROM node:20-bookworm-slim
LABEL org.opencontainers.image.title="Posthorn" \
      org.opencontainers.image.description="Self-hosted email API: one HTTP API and one stream of signed webhooks over any mailbox" \
      org.opencontainers.image.licenses="MIT"
# The first process of a container inherits every orphan and gets no default for signals: tini looks after both.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates tini \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir --mode=0700 /data \
 && chown node:node /data
WORKDIR /opt/posthorn
COPY --from=build /opt/posthorn/package.json /opt/posthorn/LICENSE ./
COPY --from=build /opt/posthorn/node_modules/ node_modules/
COPY --from=build /opt/posthorn/bin/ bin/
COPY --from=build /opt/posthorn/scripts/ scripts/
COPY --from=build /opt/posthorn/contracts/package.json contracts/
COPY --from=build /opt/posthorn/contracts/dist/ contracts/dist/
COPY --from=build /opt/posthorn/server/package.json server/
COPY --from=build /opt/posthorn/server/node_modules/ server/node_modules/
COPY --from=build /opt/posthorn/server/dist/ server/dist/
COPY --from=build /opt/posthorn/dashboard/dist/ dashboard/dist/
RUN ln -s /opt/posthorn/bin/posthorn.mjs /usr/local/bin/posthorn

# In a container "this machine" is the container: it listens to all of its network, and what is published is decided outside.
ENV NODE_ENV=production \
    POSTHORN_HOST=0.0.0.0 \
    POSTHORN_PORT=3000 \
    POSTHORN_SMTP_HOST=0.0.0.0 \
    POSTHORN_IMAP_PROXY_HOST=0.0.0.0 \
    POSTHORN_DATA_DIR=/data
USER node
VOLUME /data
# HTTP, SMTP, IMAP.
EXPOSE 3000 2525 2993
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.POSTHORN_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "server/dist/main.js"]
