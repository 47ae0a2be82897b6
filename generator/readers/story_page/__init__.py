"""The reader of story pages, saved as text or (by `readers/html`) as HTML.

A page has a head (headline, dateline, summary, key points), the number of articles with the tabs of
the sides, the articles, and the details (figures, statements, what is withheld, the first report).

- `pieces` splits lines by the `labels`, the fixed words of the layout; `story` finds the sections
  and makes one story of them, which `text` gives as the reader of pages saved as text.
- `head`, `articles` (with `cards` and `titles`) and `details` read one section each; `placement`
  holds what they say of each piece.
"""
