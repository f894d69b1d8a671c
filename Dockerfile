# Builds the executable and puts it alone on a small base, run by a user without rights.
FROM oven/bun:1.4.5-debian AS build
WORKDIR /source
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile
COPY tsconfig.json ./
COPY scripts scripts
COPY drizzle drizzle
COPY src src
# The repository is not in the image: docker build --build-arg COMMIT=$(git rev-parse --short HEAD) .
ARG COMMIT=unknown
RUN FACEIT_COMMS_COMMIT=$COMMIT bun scripts/build.ts && mkdir /data

# The executable needs glibc and certificates, nothing else.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /source/dist/faceit-comms /faceit-comms
COPY --from=build --chown=nonroot:nonroot /data /data
ENV DATABASE_PATH=/data/faceit-comms.db LOG_FORMAT=json
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/faceit-comms"]
