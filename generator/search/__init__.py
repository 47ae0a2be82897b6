"""Build the search index: from presented stories to files that a script in the browser reads.

Pure: presentations in, texts of files out. `tokens` splits texts into words, `stems` finds what
forms of a word have in common, `fields` has the weighted texts, facets and shown columns of a
story, `inversion` turns stories into posting lists, `dictionary` lays lists out in blocks, `values`
has the values of facets, `numbers` writes numbers as signs, `segments` decides which stories stand
together, and `script_files` writes all of it as scripts. docs/search.md describes the files.
"""
