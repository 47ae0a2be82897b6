"""Settings of the published site: pelicanconf.py's, and the address that SITEURL gives."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generator.errors import StoppedError
from generator.site.settings import check_url
from pelicanconf import *  # noqa: F403 - all of them, that is what this file is for

SITEURL = os.environ.get("SITEURL", "")
RELATIVE_URLS = True  # so that one tree works under any address; only what must be absolute is

if not SITEURL:
    sys.exit(
        "SITEURL is not set: feeds, sitemap and canonical links need the site's address. "
        "Try: make publish SITEURL=https://example.org/archive"
    )
try:
    SITEURL = check_url(SITEURL)
except StoppedError as error:
    sys.exit(str(error))
