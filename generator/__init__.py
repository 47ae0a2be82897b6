"""Story Archive: scraped news stories as Markdown pages and a static site."""

__version__ = "0.1.0"
