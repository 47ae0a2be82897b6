"""The reader of pages saved as HTML, by a browser, by SingleFile or by a crawler.

- `saved` is the reader: it decides which stories a page has, and collects what its parts say.
- `parts` takes a page apart: `charset` decodes it, `tree` parses it, `head` reads its head,
  `json_ld` and `script_data` its scripts, and `lines` (with `states` and `exclusions`) its text.
- `story_list` reads a page of many stories, `article` a page of one article; `readers/story_page`
  reads the story that a page shows.
"""
