"""Wire names -> the names that generated files carry: identifiers, class names, file stems and attribute paths."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

STDLIB_MODULES: Final = frozenset("""
abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore
atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb
chunk cmath cmd code codecs codeop collections colorsys compileall compression
concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses
dataclasses datetime dbm decimal difflib dis distutils doctest email encodings
ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools
json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math
mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt
ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle
pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile
pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
readline reprlib resource rlcompleter runpy sched secrets select selectors shelve
shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
termios textwrap this threading time timeit tkinter token tokenize tomllib trace
traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib
uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml
xmlrpc zipapp zipfile zipimport zlib zoneinfo
""".split())
"""Public top-level modules of Python 3.11 to 3.14."""


_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_CLASS_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")

_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", "clock", "conin", "conout"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in range(10)]
)
"""Names that Windows keeps for devices, with any suffix."""

_SPECIAL_MODULES: Final = frozenset(
    ["conftest", "sitecustomize", "usercustomize", "init", "main", "setup", "site"]
)
"""File names that some tool gives a meaning of its own."""

_PACKAGES: Final = frozenset(
    ["httpcore2", "httpx2", "onespec", "pydantic", "pytest", "test", "tests"]
)
"""Packages that generated code, or a run of it, needs under their own name."""

ROOT: Final = "root"
"""The module of the methods that have no namespace."""

RESERVED_PARAMS: Final = frozenset(["self", "options"])
"""Keyword arguments of every generated method; a param of that name gets a trailing underscore."""

RESERVED_ATTRIBUTES: Final = frozenset(
    [
        "aclose",
        "bool",
        "bytes",
        "close",
        "datetime",
        "decimal",
        "float",
        "int",
        "last_limits",
        "last_metadata",
        "logged_in",
        "object",
        "str",
        "type",
        "uuid",
        "with_options",
        "with_raw_response",
    ]
)
"""What a generated client offers itself, and what its annotations are made of; a namespace or method of that name gets a trailing underscore."""

BUILTIN_ERRORS: Final = frozenset(
    (
        "ArithmeticError AssertionError AttributeError BlockingIOError "
        "BrokenPipeError BufferError ChildProcessError ConnectionAbortedError "
        "ConnectionError ConnectionRefusedError ConnectionResetError EOFError "
        "EnvironmentError FileExistsError FileNotFoundError FloatingPointError "
        "IOError ImportError IndentationError IndexError InterruptedError "
        "IsADirectoryError KeyError LookupError MemoryError ModuleNotFoundError "
        "NameError NotADirectoryError NotImplementedError OSError OverflowError "
        "PermissionError ProcessLookupError PythonFinalizationError "
        "RecursionError ReferenceError RuntimeError SyntaxError SystemError "
        "TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError "
        "UnicodeEncodeError UnicodeError UnicodeTranslateError ValueError "
        "WindowsError ZeroDivisionError"
    ).split()
)
"""Exceptions that Python has already, in any version: an `except` that names one must never mean ours."""

RESERVED_CLASSES: Final = frozenset(
    [
        "Annotated",
        "Any",
        "AsyncClient",
        "AsyncSession",
        "AsyncTransport",
        "BaseModel",
        "CallOptions",
        "ClassVar",
        "Client",
        "ConfigDict",
        "ConfigurationError",
        "Connecting",
        "DeadlineExceededError",
        "Field",
        "InvalidResponseError",
        "JsonValue",
        "Literal",
        "Mapping",
        "Method",
        "NotRequired",
        "NotSentError",
        "NotSentTimeoutError",
        "OutcomeUnknownError",
        "OutcomeUnknownTimeoutError",
        "RawResponse",
        "RequestRefusedError",
        "Required",
        "RpcError",
        "Secret",
        "Sequence",
        "Session",
        "Stage",
        "Transport",
        "TypeAdapter",
        "TypeAlias",
        "TypedDict",
        "Unset",
        "Violation",
    ]
)
"""Names that generated modules import or define; a class made from a spec's name gets a trailing underscore."""

_SHADOWING_FIELDS: Final = frozenset(
    ["bool", "dict", "float", "frozenset", "int", "list", "object", "str", "tuple"]
    + ["type_checking", "construct", "copy", "from_orm", "json", "parse_file"]
    + ["parse_obj", "parse_raw", "schema", "schema_json", "update_forward_refs"]
    + ["validate", "register"]
)
"""Member names that a model can't carry as they are: they would hide what its own annotations or base class mean."""


def words(wire: str) -> tuple[str, ...]:
    """The lower-case words of a name: split at anything but letters and digits, and where camel case does."""
    found: list[str] = []
    for run in re.split(r"[^A-Za-z0-9]+", wire):
        found.extend(_camel(run))
    return tuple(found)


def _camel(run: str) -> list[str]:
    """`getBlock2ByHTTPCode` -> get, block2, by, http, code: a digit stays with the letters before it."""
    parts: list[str] = []
    for match in _WORD.finditer(run):
        text = match.group().lower()
        if text.isdigit() and parts:
            parts[-1] += text
        else:
            parts.append(text)
    return parts


@lru_cache(maxsize=65_536)
def snake(wire: str) -> str:
    """A Python identifier for a name: words joined by underscores; a keyword gets one more at its end."""
    text = "_".join(words(wire)) or "unnamed"
    if text[0].isdigit():
        text = f"n{text}"
    return f"{text}_" if keyword.iskeyword(text) else text


def pascal(wire: str) -> str:
    """A class name for a name; one that already is a class name stays as it is."""
    text = (
        wire
        if _CLASS_NAME.fullmatch(wire)
        else "".join(map(str.capitalize, words(wire)))
    )
    text = text or "Unnamed"
    if text[0].isdigit():
        text = f"N{text}"
    clash = text in RESERVED_CLASSES or text in BUILTIN_ERRORS
    clash = clash or keyword.iskeyword(text)
    return f"{text}_" if clash else text


def constant(wire: str) -> str:
    """An upper-case name for a name."""
    return snake(wire).rstrip("_").upper()


def param(wire: str) -> str:
    """The keyword argument of a generated method that carries a param."""
    text = snake(wire)
    return f"{text}_" if text in RESERVED_PARAMS else text


def member(wire: str) -> str:
    """The attribute of a generated model that carries a member of an object."""
    text = snake(wire)
    hidden = text in _SHADOWING_FIELDS or text.startswith("model_")
    return f"{text}_" if hidden else text


def attribute(wire: str) -> str:
    """The attribute of a generated client that carries a namespace or a method."""
    text = snake(wire)
    return f"{text}_" if text in RESERVED_ATTRIBUTES else text


def error_class(mnemonic: str) -> str:
    """The exception class of a mnemonic or a code group: `auth_error` and `auth` both give `AuthError`."""
    text = "".join(map(str.capitalize, words(mnemonic))) or "Unnamed"
    text = f"N{text}" if text[0].isdigit() else text
    text = text if text.endswith("Error") else f"{text}Error"
    clash = text in RESERVED_CLASSES or text in BUILTIN_ERRORS
    return f"{text}_" if clash else text


def split(method: str) -> tuple[tuple[str, ...], str]:
    """Namespaces and own name of a method, as attributes: `start.simple_call` -> `(("start",), "simple_call")`."""
    parts = [attribute(part) for part in re.split(r"[./]+", method) if part]
    if not parts:
        return (), "unnamed"
    return tuple(parts[:-1]), parts[-1]


def is_among(method: str, patterns: Iterable[str] | None) -> bool:
    """Whether a method is one of those that are listed by name or as `prefix.*`; None stands for all there are."""
    return patterns is None or any(_is_meant(method, pattern) for pattern in patterns)


def _is_meant(method: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return method.startswith(pattern[:-1])
    return method == pattern


def function(method: str) -> str:
    """One identifier for a whole method name: `start.simple_call` -> `start_simple_call`."""
    return snake(method)


def namespace_class(namespace: tuple[str, ...]) -> str:
    """The class of a namespace: `("start",)` -> `Start`; the methods outside any stand in `Root`."""
    text = "".join(pascal(part).rstrip("_") for part in namespace)
    if text in ("", "Root"):
        return "Root_" if text else "Root"
    return pascal(text)


def module(namespace: tuple[str, ...]) -> str:
    """The module that holds a namespace; the root namespace lives in `root`."""
    text = "_".join(part.rstrip("_") for part in namespace)
    if text in ("", ROOT):
        return f"{ROOT}_" if text else ROOT
    return f"{text}_" if is_reserved_module(text) else text


def is_reserved_module(name: str) -> bool:
    """Whether a module of that name would mean something else to Python, pytest or an operating system."""
    text = name.lower()
    return (
        keyword.iskeyword(text)
        or text in _DEVICES
        or text in _SPECIAL_MODULES
        or text in STDLIB_MODULES
    )


def is_reserved_package(name: str) -> bool:
    """Whether a distribution of that import name would stand in the way of another."""
    return is_reserved_module(name) or name.lower() in _PACKAGES


def stem(method: str) -> str:
    """A file stem for a method, the same on every file system: the wire name where that is safe."""
    text = re.sub(r"[^A-Za-z0-9._-]+", "_", method.replace("/", "."))
    text = re.sub(r"\.{2,}", ".", text).strip(".-_") or "unnamed"
    first, dot, rest = text.partition(".")
    if first.lower() in _DEVICES or text in ("index", "errors"):
        first = f"{first}_"
    return f"{first}{dot}{rest}"
