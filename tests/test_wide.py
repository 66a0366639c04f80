"""Lines too wide for their place: broken as black would, where they are code; left alone where nothing breaks them."""

from __future__ import annotations

import pytest

from onespec import wide

LONG = "a" * 70


@pytest.mark.parametrize(
    "source",
    [
        f'"""{LONG} {LONG}"""\n',
        f'def f() -> None:\n    """One.\n\n    {LONG} {LONG}\n    """\n',
        f'x = "{LONG} {LONG}"\n',
        f'f(\n    name="{LONG} {LONG}",\n    other=1,\n)\n',
        f'x = {{\n    "{LONG}": "{LONG}",\n    "b": 1,\n}}\n',
        "a=1\n",
    ],
)
def test_what_nothing_can_break_is_not_touched(source: str) -> None:
    assert wide.mended(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            f"class {LONG}(Something, Other):\n    x = 1\n",
            f"class {LONG}(\n    Something, Other\n):\n    x = 1\n",
        ),
        (f'{LONG} = "{"b" * 40}"\n', f'{LONG} = (\n    "{"b" * 40}"\n)\n'),
        (
            f'"""Doc."""\n\n{LONG}(first, second, 33)\n',
            f'"""Doc."""\n\n{LONG}(\n    first, second, 33\n)\n',
        ),
    ],
)
def test_code_that_is_too_wide_is_broken(source: str, expected: str) -> None:
    assert wide.mended(source) == expected
