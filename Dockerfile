# A node of the cluster: a silo, a web front, or both. docker-compose.yml says how the nodes stand together.
#   docker build -t dbmarketing .
# Other images go in by argument; what one of them lacks is installed by its apt. ORLEANS_VERSION takes another version of the packages.
ARG NODE_IMAGE=node:24-slim
ARG SDK_IMAGE=ubuntu:26.04
ARG RUNTIME_IMAGE=ubuntu:26.04

FROM ${NODE_IMAGE} AS pages
WORKDIR /source/src
COPY src/package.json src/package-lock.json ./
COPY src/browser-sdk/package.json browser-sdk/
COPY src/console/package.json console/
RUN npm ci --no-fund --no-audit
COPY src/browser-sdk browser-sdk
COPY src/console console
RUN npm run build

FROM ${SDK_IMAGE} AS build
RUN command -v dotnet || (apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates dotnet-sdk-10.0 \
    && rm -rf /var/lib/apt/lists/*)
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
ARG ORLEANS_VERSION
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json ./
COPY src/DbMarketing.Engine/DbMarketing.Engine.csproj src/DbMarketing.Engine/
COPY src/DbMarketing.Web/DbMarketing.Web.csproj src/DbMarketing.Web/FrontEnd.targets src/DbMarketing.Web/
COPY src/DbMarketing.Silo/DbMarketing.Silo.csproj src/DbMarketing.Silo/
RUN dotnet restore src/DbMarketing.Silo -p:Orleans=true ${ORLEANS_VERSION:+-p:OrleansVersion=$ORLEANS_VERSION}
COPY src/DbMarketing.Engine src/DbMarketing.Engine
COPY src/DbMarketing.Web src/DbMarketing.Web
COPY src/DbMarketing.Silo src/DbMarketing.Silo
COPY src/DbMarketing.Server/playbook src/DbMarketing.Server/playbook
COPY --from=pages /source/src/DbMarketing.Web/wwwroot src/DbMarketing.Web/wwwroot
RUN dotnet publish src/DbMarketing.Silo --no-restore -c Release -o /app -p:SkipFrontEnd=true -p:UseAppHost=false \
    -p:Orleans=true ${ORLEANS_VERSION:+-p:OrleansVersion=$ORLEANS_VERSION}

FROM ${RUNTIME_IMAGE}
# The playbook's business days need the time zones.
RUN command -v dotnet || (apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends aspnetcore-runtime-10.0 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/*)
COPY --from=build /app /app
WORKDIR /app
# Without a Kerberos library in the image, no connection to PostgreSQL is asked to use it.
ENV DBMARKETING_Server__Urls=http://*:8080 PGGSSENCMODE=disable
EXPOSE 8080
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["dotnet", "DbMarketing.Silo.dll", "health", "--url", "http://127.0.0.1:8080/health/live"]
ENTRYPOINT ["dotnet", "DbMarketing.Silo.dll"]
CMD ["serve"]
