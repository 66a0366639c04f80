"""Where the project keeps what tests read, and the part of its spec that tests of one method are about."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parents[1]
ROOT: Final = TESTS.parent
SPEC: Final = ROOT / "spec"
SUPPORT: Final = TESTS / "support"


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
    missing = kept - {path.name for path in (folder / "methods").iterdir()}
    assert not missing, missing
    return folder


ONE_METHOD: Final = spec_of("start.simple_call")
"""What costs much time for each method is tested with this one."""
SEVERAL: Final = spec_of("hold.call", "list.calls", "login.user", "start.informer_call")
"""Methods of several kinds: of a call in progress, of a list, without a credential, and one that starts a call."""
