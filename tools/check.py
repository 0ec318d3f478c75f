"""`make check`: style, types, import rules and catalogs, every one of them even when an earlier one found something.

It knows the checks' commands and nothing of what they check.
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
    """Runs every check; 0 when all pass, else 1 and the names of those that did not on standard error."""
    failed = []
    for name, command in CHECKS:
        print(f"check: {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"check: failed: {', '.join(failed)}; `make format` mends most of style and format", file=sys.stderr)
        return 1
    print("check: all well")
    return 0


if __name__ == "__main__":
    sys.exit(main())
