# Builds the executable and puts it alone on a small base: no shell, no package manager, an unprivileged user.
#
#   docker build -t faceit-comms .
FROM oven/bun:1.4.5-debian AS build
WORKDIR /source
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY tsconfig.json ./
COPY scripts scripts
COPY drizzle drizzle
COPY src src
# What names the commit, where the context has a repository; where it has none, the pattern matches nothing.
COPY package.json .gi[t] .git/
# Railway leaves the repository behind and names the commit itself. COMMIT is for whoever else does.
ARG RAILWAY_GIT_COMMIT_SHA
ARG COMMIT
RUN FACEIT_COMMS_COMMIT=${COMMIT:-$RAILWAY_GIT_COMMIT_SHA} bun scripts/build.ts && mkdir /data

# The executable needs only glibc and certificates. This base has no version tags: to reproduce the same image later,
# pin it by digest.
FROM gcr.io/distroless/base-debian13:nonroot AS program
COPY --from=build /source/dist/faceit-comms /faceit-comms
COPY --from=build --chown=65532:65532 /data /data
# Metrics have a port of their own, so that whatever makes PORT public does not publish them.
ENV DATABASE_PATH=/data/faceit-comms.db LOG_FORMAT=json METRICS_PORT=9091
# Mount a volume at /data. It is not declared here: Railway refuses images that do.
EXPOSE 8000
ENTRYPOINT ["/faceit-comms"]

# For platforms that mount volumes owned by root (Fly.io): it starts as root, takes ownership of the folder, and becomes
# user 65532 before it reads its database or opens a port. See src/cli/user.ts.
FROM program AS root-volume
USER 0:0
CMD ["serve", "--user", "65532"]

# The default, for everywhere else: never root.
FROM program
