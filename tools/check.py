"""Runs the checks of `make check`: style, format, types, import rules and catalogs. It runs all of them even if one fails.

The module contains only the commands of the checks.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style", (str(BIN / "ruff"), "check", ".")),
    ("format", (str(BIN / "ruff"), "format", "--check", ".")),
    ("types", (str(BIN / "mypy"), "--strict")),
    ("import rules", (str(BIN / "lint-imports"), "--no-logo")),
    ("catalogs", (sys.executable, "-m", "i18n.check")),
)


def main() -> int:
    """Run every check. Return 0 if all pass; otherwise print the names of the failed checks to standard error and return 1."""
    failed = []
    for name, command in CHECKS:
        print(f"check: {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"check: failed: {', '.join(failed)}; `make format` fixes most faults of style and format", file=sys.stderr)
        return 1
    print("check: all checks passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
