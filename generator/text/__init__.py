"""Texts as the program holds them: normal form, addresses, character sets, languages, scripts,
Markdown.
"""
