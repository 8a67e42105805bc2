"""The site: home, search and a page for everything in the library, served from the newest generation of its index.

It uses the engine through what `indexer` itself offers, and never reads Markdown.
"""

from webui.app import create_app
from webui.serve import serve

__all__ = ["create_app", "serve"]
