"""Settings of the site. Run `make html`, or `pelican content -s pelicanconf.py` for the build alone."""

SITENAME = "Story Archive"
AUTHOR = "Story Archive"
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
THEME = "theme"

# Stories are Pelican's pages, since its articles must have a date and a story need not.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS = ["pages", "stories"]
PAGE_URL = PAGE_SAVE_AS = "{slug}.html"
STATIC_PATHS: list[str] = []

# Only what is named here is loaded; Pelican would load every plugin that is installed.
PLUGINS = ["generator.site"]
# reStructuredText and HTML can include files and raw markup.
READERS = {"rst": None, "html": None, "htm": None}
# Text that came from a page must not expand {static}, {attach} or |filename|: no pattern matches.
INTRASITE_LINK_REGEX = r"(?P<what>(?!))"
JINJA_ENVIRONMENT = {"autoescape": True}
SLUGIFY_SOURCE = "basename"

RELATIVE_URLS = True
DELETE_OUTPUT_DIRECTORY = False
DEFAULT_PAGINATION = False
DIRECT_TEMPLATES = ["index"]
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
