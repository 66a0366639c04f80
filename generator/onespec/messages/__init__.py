"""Every sentence the tool says to a spec author: one module per subject, one function per diagnostic code."""

from __future__ import annotations
