"""Settings, all from the environment; see docs/production.md for the list."""

import importlib.util
from pathlib import Path

import structlog
from csp.constants import NONCE, NONE, SELF
from environs import Env

from config.schedule import BEAT_SCHEDULE

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
STEWARD_HOME = Path(env.str("STEWARD_HOME", str(BASE_DIR / ".steward"))).resolve()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-this-machine-and-never-for-production")
FIELD_KEYS = env.list("FIELD_KEYS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_ADDRESS = env.str("SITE_ADDRESS", f"http://127.0.0.1:{env.int('PORT', 8000)}")
PRODUCTION = env.bool("PRODUCTION", False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tables2",
    "django_filters",
    "csp",
    "pgtrigger",
    "pghistory",
    "teams",
    "accounts",
    "renewals",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "teams.history.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.lib.http.PrivatePagesMiddleware",
    "config.lib.http.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "teams.people.context.shell",
            ],
            "builtins": ["config.lib.templatetags.steward"],
            "libraries": {"steward": "config.lib.templatetags.steward"},
        },
    }
]

DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL", "postgresql:///steward"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
_SESSION = {
    "statement_timeout": env.int("STATEMENT_TIMEOUT_MS", 120_000),
    "idle_in_transaction_session_timeout": 600_000,
    # Our cursors are read to the end; plans for the first rows alone are slow on big books.
    "cursor_tuple_fraction": 1,
    # Triggers read this at every row; unset, each reading raises an error inside the database.
    "pgtrigger.ignore": "{}",
    # Pages ask small questions; compiling their plans costs more than it saves.
    "jit": "off",
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=3, options=" ".join(f"-c {key}={value}" for key, value in _SESSION.items())
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "teams.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", "America/Los_Angeles")
USE_TZ = True
DATE_FORMAT = "m/d/Y"
DATETIME_FORMAT = "m/d/Y g:i a"

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
_bootstrap = importlib.util.find_spec("bootstrap")
_source_sans = importlib.util.find_spec("font_source_sans_pro")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", next(iter(_bootstrap.submodule_search_locations))),
    ("source-sans", f"{next(iter(_source_sans.submodule_search_locations))}/files"),
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 3600

# Tests switch these off to see the race that they prevent; nobody else does.
MONEY_LOCKS = True

MEDIA_STORAGE = env.str("MEDIA_URL", f"file://{STEWARD_HOME / 'media'}")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_STORAGE.removeprefix("file://")},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
if MEDIA_STORAGE.startswith("s3://"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_STORAGE.removeprefix("s3://").strip("/"),
            "endpoint_url": env.str("S3_ENDPOINT", None),
            "default_acl": None,
            "querystring_auth": True,
        },
    }
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", 50) * 1024 * 1024
ATTACHMENT_CLIENT_QUOTA = env.int("ATTACHMENT_CLIENT_QUOTA_MB", 5_000) * 1024 * 1024
ATTACHMENT_TOTAL_QUOTA = env.int("ATTACHMENT_TOTAL_QUOTA_MB", 500_000) * 1024 * 1024
CLAMD = env.str("CLAMD", "")

# What one document may take of the machine, and how large its press may stay between two.
DOCUMENT_SECONDS = env.int("DOCUMENT_SECONDS", 120)
# A template is tried while its director waits.
TEMPLATE_SECONDS = env.int("TEMPLATE_SECONDS", 8)
DOCUMENT_MEGABYTES = env.int("DOCUMENT_MEGABYTES", 2_000)
DOCUMENT_KEPT = env.int("DOCUMENT_KEPT_MB", 140)

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# A filter that is left alone.
FILTERS_EMPTY_CHOICE_LABEL = "All"
DJANGO_TABLES2_TEMPLATE = "lists/table.html"

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(STEWARD_HOME / "mail")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Steward <steward@steward.example>")

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    # In the order the queues are named to the worker: batches come after all that people await.
    "queue_order_strategy": "priority",
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "health_check_interval": 10,
    "socket_keepalive": True,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The engine that draws charts grows with every chart: a worker begins anew before it and its
# press hold 400 MB.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 25
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True
PGHISTORY_APPEND_ONLY = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    if "never-for-production" in SECRET_KEY or not FIELD_KEYS:
        raise SystemExit("Set SECRET_KEY and FIELD_KEYS before running in production.")

AGENCY = {
    "name": env.str("AGENCY_NAME", "Steward Insurance Brokers"),
    "license": env.str("AGENCY_LICENSE", "0A12345"),
    "address": env.str("AGENCY_ADDRESS", "101 California Street, San Francisco, CA 94111"),
    "phone": env.str("AGENCY_PHONE", "(415) 555-0100"),
}

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer() if PRODUCTION else structlog.dev.ConsoleRenderer(),
    ]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = []
