"""Service -> every element of its spec that a case can test, with its place in the files."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.cases.spots import Spot, spots
from onespec.cases.suite import Element
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    Missing,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Span
from onespec.model import ErrorKind, Method, Service
