"""The parts of the pages that come from npm: pinned here, built into `server/web/static/built`, never committed."""
