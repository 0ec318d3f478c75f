"""Builds the parts of the pages that come from npm. Their versions are pinned here; `server/web/static/built` is never committed."""
