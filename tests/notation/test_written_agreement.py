"""Specs that are written from the page of the language alone: all who judge a request say the same of it, and nothing crashes."""

from __future__ import annotations

import pytest
import written_agreement

SEEDS = (1, 16, 38, 1003)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_who_judge_a_request_of_a_written_spec_agree(seed: int) -> None:
    assert list(written_agreement.disagreements(seed, 25)) == []
