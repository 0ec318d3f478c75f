"""The folder of the project, so that no test counts the folders above its own."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE_REGION = ROOT / "server" / "example" / "region.toml"
