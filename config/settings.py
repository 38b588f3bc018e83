"""Django settings. Every value from outside comes through embedded.env; docs: .env.example."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from config import fiscal, market_fee, messages, scrape_token, spreading
from embedded import env, localdir, secret_keys, services
from embedded.clusters import CLUSTERS

_services = services.service_urls()
_secrets = secret_keys.load_secrets()

#: Whether the database is the embedded one: no real money.
TRIAL_MACHINE = localdir.is_trial()
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = _secrets.secret_key
FIELD_ENCRYPTION_KEYS = _secrets.field_encryption_keys
BLIND_INDEX_KEYS = _secrets.blind_index_keys
PIN_PEPPER = _secrets.pin_pepper

BASE_URL = env.text("BASE_URL", f"http://127.0.0.1:{env.number('PORT', 8000, 1, 65535)}").rstrip("/")
DARAJA_SANDBOX_URL = env.text(
    "DARAJA_SANDBOX_URL", f"http://127.0.0.1:{env.number('SANDBOX_PORT', 8010, 1, 65535)}"
).rstrip("/")
#: A folder with certificates (sandbox.cer, production.cer) in the place of the shipped ones. Empty: none.
DARAJA_CERTIFICATES = env.text("DARAJA_CERTIFICATES", "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
FRONTEND_ORIGINS = env.names("FRONTEND_ORIGINS", [])
CALLBACK_IP_ALLOWLIST = env.names("CALLBACK_IP_ALLOWLIST", [])
#: How many proxies in front of us add to X-Forwarded-For; 0 believes the socket alone.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, 0, 10)
#: The file to which the hourly verification adds the heads of the ledger. Empty: none.
LEDGER_HEADS_PATH = env.text("LEDGER_HEADS_PATH", "")

_sms = messages.sms_account()
SMS_BACKEND, SMS_URL, SMS_SENDER = _sms.backend, _sms.url, _sms.sender
SMS_USERNAME, SMS_API_KEY = _sms.username, _sms.api_key
_mail = messages.mail_server(urlsplit(BASE_URL).hostname or "localhost")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.starttls, _mail.tls, 20
DEFAULT_FROM_EMAIL = _mail.sender
#: Who is told of CRITICAL alerts, and who keeps the heads of the ledger.
ALERT_EMAILS = messages.addresses("ALERT_EMAILS")
LEDGER_HEADS_EMAILS = messages.addresses("LEDGER_HEADS_EMAILS")
#: Where the first passes of matching are done; empty: on this machine.
DASK_SCHEDULER = spreading.dask_scheduler()
#: The control unit that signs bills for the Kenya Revenue Authority; empty: none, and nothing is sent.
ETIMS_URL = fiscal.control_unit()
#: Whether new payment requests are refused while an alert says that the books do not hold.
LEDGER_STOP_ON_BREAK = env.flag("LEDGER_STOP_ON_BREAK", True)
#: What M-Pesa pays out at least, in cents; smaller amounts stay where they are.
PAYOUT_MIN_AMOUNT = env.number("PAYOUT_MIN_AMOUNT", 10, 10, 250_000) * 100
#: What a new market keeps of its pool, in hundredths of a percent.
MARKET_FEE_BPS = market_fee.fee_in_bps()
#: RecieverIdentifierType of a Buy Goods till that is paid by B2B.
B2B_TILL_IDENTIFIER = str(env.number("B2B_TILL_IDENTIFIER", 2, 2, 4))
#: How many businesses one person may open, in 24 hours and in all; how many people a business invites a day.
BUSINESSES_PER_DAY = env.number("BUSINESSES_PER_DAY", 3, 0, 10_000)
BUSINESSES_PER_PERSON = env.number("BUSINESSES_PER_PERSON", 20, 0, 10_000)
INVITES_PER_DAY = env.number("INVITES_PER_DAY", 100, 0, 10_000)
#: How many operations one address may send in a minute, to each web process; 0: as many as it likes.
GRAPHQL_PER_MINUTE = env.number("GRAPHQL_PER_MINUTE", 6000, 0, 10_000_000)
#: What a Prometheus sends to read /metrics; empty: there is no such address.
METRICS_TOKEN = scrape_token.metrics_token()
#: Whether a browser that opens /graphql finds an explorer there.
GRAPHQL_EXPLORER = env.flag("GRAPHQL_EXPLORER", DEBUG or TRIAL_MACHINE)
#: Whether a message without a backend is printed to standard output instead of failing.
MESSAGES_TO_CONSOLE = DEBUG or TRIAL_MACHINE

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "django_q",
    "core",
    "users",
    "messaging",
    "ledger",
    "mpesa",
    "billing",
    "markets",
    "reconciliation",
    "reports",
    "graphql_api",
    "console",
    "demo",
    "config.apps.WiringConfig",
    "config.apps.AdminConfig",  # last: templates of core and config stand in the place of Django's
]

MIDDLEWARE = [
    "graphql_api.gates.requests.clean_requests",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "users.signing_in.sessions.PlacedSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


#: What every session begins with, whatever was set for its role or database: a role may alter itself.
_SESSION = (
    "-c search_path=public -c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0"
    " -c idle_in_transaction_session_timeout=0 -c idle_session_timeout=0"
)


def _database(url: str) -> dict[str, Any]:
    place: dict[str, Any] = {**dj_database_url.parse(url), "CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False}
    options = place.setdefault("OPTIONS", {})
    options["options"] = f"{_SESSION} {options.get('options', '')}".strip()
    return place


#: `default` is the application's role; `owner` owns the tables and migrates.
DATABASES = {"default": _database(_services.database_url), "owner": _database(_services.database_owner_url)}
if env.flag("HESABU_WEB", False):  # psycopg's pool in the web process only: a cluster hangs with it
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 24, "timeout": 10}
elif env.text("Q_CLUSTER_NAME", ""):  # Django-Q closes old connections before each job and each look for one
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _services.redis_url
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["users.signing_in.backends.DelayedSignIn"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_REDIRECT_URL = "/admin/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_secure = BASE_URL.startswith("https://")
if DEBUG and _secure and not TRIAL_MACHINE:
    raise env.ConfigurationError("DEBUG shows tracebacks to everybody: unset it where BASE_URL is https.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_ENGINE = "users.signing_in.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "graphql_api.views.csrf_refused"
CORS_ALLOWED_ORIGINS = FRONTEND_ORIGINS
CORS_ALLOW_CREDENTIALS = True
CORS_EXPOSE_HEADERS = ["Retry-After"]
CORS_URLS_REGEX = r"^/(graphql|uploads/|files/)"
CSRF_TRUSTED_ORIGINS = [*FRONTEND_ORIGINS, *([BASE_URL] if _secure else [])]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure and TRUSTED_PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
#: Of a file of payouts, up to 10,000 rows.
PAYOUT_BATCH_MAX_BYTES = 16 * 1024 * 1024
STATEMENT_MAX_BYTES = 64 * 1024 * 1024
STATEMENT_PREVIEW_MAX_BYTES = 16 * 1024 * 1024  # it is read while a browser waits
KYC_DOCUMENT_MAX_BYTES = 5 * 1024 * 1024
VOUCHER_ATTACHMENT_MAX_BYTES = 5 * 1024 * 1024
MARKET_PICTURE_MAX_BYTES = 2 * 1024 * 1024
CHART_MAX_BYTES = 2 * 1024 * 1024
#: Of a file of customers, up to 5,000 rows.
CUSTOMER_FILE_MAX_BYTES = 4 * 1024 * 1024

Q_WORKERS = env.number("Q_WORKERS", 2, 1, 64)
_Q_TIMES = {"workers": Q_WORKERS, "queue_limit": Q_WORKERS, "timeout": 600, "retry": 3600, "poll": 0.1}
Q_CLUSTER = {
    "name": CLUSTERS[0],
    "orm": "default",
    "broker_class": "core.machine.jobs.OldestFirst",
    "ack_failures": True,
    "max_attempts": 1,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 5000,
    "has_replica": False,
    **_Q_TIMES,
    "ALT_CLUSTERS": {name: dict(_Q_TIMES) for name in CLUSTERS[1:]},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
#: Files are served from where they are (config/web/static_files.py); nobody has to collect them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 300
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "core.machine.logs.MaskedFormatter", "format": "%(levelname)s %(name)s: %(message)s"},
        "json": {"()": "core.machine.logs.JsonFormatter"},
    },
    "filters": {"one_line_for_callers": {"()": "core.machine.logs.OneLineForCallers"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.text("LOG_FORMAT", "text"),
            "filters": ["one_line_for_callers"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django-q": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        "django.server": {"level": "WARNING"},
    },
}
