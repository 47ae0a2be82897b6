"""Settings of the site. Run `make html`; `pelican content -s pelicanconf.py` only builds."""

from generator.site.archive import Archive

# Yours to write, in an archive of your own.
SITENAME = "Story Archive"
SITESUBTITLE = "A demonstration: its events, people and outlets are invented."
AUTHOR = "Story Archive"
SITEURL = ""
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
THEME = "theme"

# Stories are neither: the plugin reads content/stories. Hand-written pages are Pelican's.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS = ["pages"]
PAGE_URL = PAGE_SAVE_AS = "{slug}.html"
STATIC_PATHS: list[str] = []
STORY_URL = STORY_SAVE_AS = "stories/{year}/{slug}.html"

# Other people's words: offer the bundles themselves, and show articles in full, only where you may.
ARCHIVE_ORIGINALS = True
ARCHIVE_TEXTS = True

# Only what is named here is loaded; Pelican would load every plugin that is installed.
PLUGINS = ["generator.site"]
# Pelican, with the archive's own counts as the last line of a build.
PELICAN_CLASS = Archive
CACHE_PATH = ".cache"
# reStructuredText and HTML can include files and raw markup.
READERS = {"rst": None, "html": None, "htm": None}
# Text that came from a page must not expand {static}, {attach} or |filename|: no pattern matches.
INTRASITE_LINK_REGEX = r"(?P<what>(?!))"
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
SLUGIFY_SOURCE = "basename"

RELATIVE_URLS = True
DELETE_OUTPUT_DIRECTORY = False
DEFAULT_PAGINATION = False
DIRECT_TEMPLATES: list[str] = []
TAG_SAVE_AS = CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = (
    None
)
