# Steward's one image: web, worker, beat and migrate differ only in their command.

FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# The lock as constraints gives the dependencies of `project` alone, still with hashes.
RUN python -m venv /venv \
 && /venv/bin/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > direct.txt \
 && /venv/bin/python -m pip install --no-cache-dir --require-hashes --constraint requirements.lock --requirement direct.txt

FROM python:3.13-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 steward
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    PRODUCTION=1 \
    STEWARD_HOME=/home/steward
# Collecting static files needs settings that start, not the real keys.
RUN SECRET_KEY=build FIELD_KEYS=build python manage.py collectstatic --noinput
USER steward
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--worker-class=gthread", "--threads=4", "--max-requests=2000", "--max-requests-jitter=200", "--no-control-socket"]
