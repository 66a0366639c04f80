"""Where the project keeps what tests read, and the part of its spec that tests of one method are about."""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parents[1]
ROOT: Final = TESTS.parent
SPEC: Final = ROOT / "spec"
SUPPORT: Final = TESTS / "support"


def _without_session(service: Path, kept: set[str]) -> None:
    """A session is left out with the method that opens it."""
    if "login.user.yaml" not in kept or "logout.user.yaml" not in kept:
        text = service.read_text("utf-8")
        text = re.sub(r"^session:\n(?: .*\n)+\n", "", text, flags=re.M)
        service.write_text(text, "utf-8")


@functools.cache
def spec_of(*methods: str) -> Path:
    """A folder with the spec of the repository, and of its methods these alone."""
    above = tempfile.mkdtemp(prefix="onespec-spec-")
    atexit.register(shutil.rmtree, above, ignore_errors=True)
    folder = Path(above) / "spec"
    kept = {f"{name}.yaml" for name in methods}

    def others(place: str, names: list[str]) -> list[str]:
        inside = Path(place).name == "methods"
        return [name for name in names if inside and name not in kept]

    shutil.copytree(SPEC, folder, ignore=others)
    _without_session(folder / "service.yaml", kept)
    missing = kept - {path.name for path in (folder / "methods").iterdir()}
    assert not missing, missing
    return folder


ONE_METHOD: Final = spec_of("start.simple_call")
"""What costs much time for each method is tested with this one."""
SEVERAL: Final = spec_of("hold.call", "list.calls", "login.user", "start.informer_call")
"""Methods of several kinds: of a call in progress, of a list, without a credential, and one that starts a call."""
