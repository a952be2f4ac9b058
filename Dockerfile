FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

# The dependencies change less often than the code, so they come first.
COPY requirements.lock .
RUN python -m venv /opt/traject \
 && /opt/traject/bin/pip install --require-hashes --requirement requirements.lock

COPY . .
# Styles and fonts are built with Node, which comes from PyPI for this step alone; without them pages would be plain.
RUN ln -s /opt/traject .venv \
 && tools/assets.sh \
 && test -s portal/static/portal.css \
 && rm -rf /opt/traject/node portal/assets/node_modules
RUN /opt/traject/bin/pip install --no-deps --no-build-isolation . \
 && /opt/traject/bin/pip uninstall --yes hatchling pip


FROM python:3.11.14-slim-bookworm
LABEL org.opencontainers.image.title="Trajectvolger" \
      org.opencontainers.image.licenses="EUPL-1.2"

# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /tmp
ENV PATH=/opt/traject/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /opt/traject /opt/traject

ENTRYPOINT ["traject"]
CMD ["worker"]
