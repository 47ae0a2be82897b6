"""Build the search index: from presented stories to files that a script in the browser reads.

Pure: presentations in, texts of files out; site/ writes them.

`tokens` parts texts into words, `fields` says which texts of a story count how much, `inversion`
turns stories into lists, `stems` finds what forms of a word have in common, `dictionary` lays lists
out in blocks, `segments` decides which stories stand together, `numbers` writes numbers as signs.
`docs/search.md` describes the files.
"""
