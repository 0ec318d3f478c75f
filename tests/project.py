"""Defines the path of the project's folder, so that no test computes it from its own path."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE_REGION = ROOT / "server" / "example" / "region.toml"
