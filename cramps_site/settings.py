"""Every setting there is. What an operator may change comes from the environment (.env.example)."""

from email.utils import formataddr
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.utils.csp import CSP

from cramps_site import env
from cramps_site.lib import database_away

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(BASE_DIR / ".env")
DATA_DIR = env.folder("DATA_DIR", default=BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
# Where `make run` keeps a key in DATA_DIR, every command works with it, on this machine's own
# address. Production has neither, and does not start without its own.
KEPT_KEY = env.kept_key(DATA_DIR)
LOCAL = DEBUG or KEPT_KEY
SECRET_KEY = env.text("SECRET_KEY", default=KEPT_KEY or ("only-for-development" * 3 if DEBUG else env.REQUIRED))
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", default="")
SITE_URL = env.origin("SITE_URL", default="http://127.0.0.1:8000" if LOCAL else env.REQUIRED)
SITE_HOST = urlsplit(SITE_URL).hostname
SITE_NAME = env.text("SITE_NAME", default="Cramps")
TAGLINE = "Plain answers about muscle cramps"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=SITE_HOST)
SECURITY_CONTACT = env.contact("SECURITY_CONTACT", default=f"mailto:security@{SITE_HOST}")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "articles",
    "comments",
    "newsletter",
    "cramps_site.apps.CrampsSiteConfig",
]

MIDDLEWARE = [
    # First, so that the redirects and refusals of the others carry the headers too.
    "cramps_site.lib.headers.HeadersMiddleware",
    "cramps_site.lib.compression.CompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, so that the headers of all others are on it.
    "cramps_site.lib.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "cramps_site.urls"
WSGI_APPLICATION = "cramps_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["cramps_site.lib.figures", "cramps_site.lib.times"],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cramps_site.lib.site.context",
                "articles.context.topics",
            ],
        },
    },
]

# Database. SQLite: IMMEDIATE takes the write lock when a transaction begins, so that no writer
# finds the database changed under it; without it most concurrent writers fail at once.
SQLITE_URL = f"sqlite:///{quote(str(DATA_DIR / 'cramps.sqlite3'))}"
DATABASES = {"default": env.database(env.text("DATABASE_URL", default=SQLITE_URL))}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Kept open: to open one costs as much as ten queries, and to close the last one writes the whole log back.
    DATABASE["CONN_MAX_AGE"] = None
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-512; PRAGMA temp_store=MEMORY;"
            "PRAGMA wal_autocheckpoint=8000; PRAGMA secure_delete=ON;"
        ),
    }
else:
    from cramps_site.lib.postgresql.pool import look_at

    # A connection is looked at before it is lent. A lost one is made anew when somebody next needs
    # it, not after a delay that doubles: a second after the database is back, all is as before.
    DATABASE["OPTIONS"] = {
        "pool": {
            "check": look_at,
            "min_size": 1,
            "max_size": 8,
            "timeout": 1,
            "reconnect_timeout": 0,  # seconds
            "reconnect_failed": lambda pool: database_away.database.lost(),
        },
        "connect_timeout": 2,  # seconds
        "tcp_user_timeout": 5000,  # milliseconds, for a machine that vanished without a word
        "prepare_threshold": 0,  # what lib/prepared.py asks is planned once for a connection
        # Our queries run for a few milliseconds; PostgreSQL may spend forty on compiling one.
        "options": "-c jit=off",
    } | DATABASE["OPTIONS"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits count in this cache. Without Redis each process counts for itself.
CACHE_URL = env.text("CACHE_URL", default="")
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "cramps_site.lib.shared_cache.SharedCache", "LOCATION": env.redis(CACHE_URL)}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# What the door keeps of finished public pages, in each process.
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", default=24)

# Mail. Letters are rows first; only the worker speaks to the mail server.
MAIL_URL = env.text("MAIL_URL", default="")
MAIL_FROM = env.mailbox("MAIL_FROM", default=formataddr((SITE_NAME, f"letters@{SITE_HOST}")))
if MAIL_URL:
    MAILERS = {"default": {"BACKEND": "cramps_site.lib.smtp.Server", "OPTIONS": env.smtp(MAIL_URL)}}
else:
    MAILERS = {
        "default": {
            "BACKEND": "cramps_site.lib.mail.FolderAndTerminal",
            "OPTIONS": {"folder": str(DATA_DIR / "mail")},
        }
    }
# Of letters that whoever types an address into a form brings: of the newsletter so many, and of comments so many.
ASKS_AN_HOUR = env.number("ASKS_AN_HOUR", default=500)

# The newsletter
POSTAL_ADDRESS = env.text("POSTAL_ADDRESS", default="")
REPLY_TO = env.mailbox("REPLY_TO", default=MAIL_FROM)
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS", default="")
EVENTS_SECRET = env.text("EVENTS_SECRET", default="")
EVENTS_SERVICE = env.text("EVENTS_SERVICE", default="")
ANYMAIL = {
    "WEBHOOK_SECRET": f"events:{EVENTS_SECRET}",
    "MAILGUN_WEBHOOK_SIGNING_KEY": env.text("MAILGUN_SIGNING_KEY", default=""),
}
LETTERS_PER_SECOND = env.number("LETTERS_PER_SECOND", default=10)
LETTERS_PER_SECOND_A_DOMAIN = env.number("LETTERS_PER_SECOND_A_DOMAIN", default=(LETTERS_PER_SECOND + 1) // 2)
LETTER_CONNECTIONS = env.number("LETTER_CONNECTIONS", default=4)

# People who sign in
AUTH_USER_MODEL = "articles.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# Where requests come from
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)
SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
if SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 63_072_000  # two years, what the preload lists ask for
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^newsletter/leave/", r"^comments/(mail|digest)/leave/"]
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# One policy for readers and for the admin. The nonce is in the header only where a template
# asked for it, and only the admin's templates do.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Files
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cramps_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
CACHE_DIR = DATA_DIR / "cache"  # nothing but what can be made again
STORAGES = {
    "default": env.media(env.text("MEDIA_STORE", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
