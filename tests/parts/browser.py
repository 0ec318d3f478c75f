"""How Debian's Chromium is started for tests: headless, with a network of loopback alone."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""The sandbox needs rights that a test as root does not have; nothing but our own pages is opened."""
