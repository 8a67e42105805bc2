"""The content of a library: kinds of page, reading, checking and rendering Markdown.

Nothing here knows how pages are searched or shown; `indexer` and `webui` build on it.
"""
