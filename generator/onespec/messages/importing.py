"""What an import says: why a document can't be read, and of each thing that the spec does not hold as it stands, what it is and why."""

from __future__ import annotations

from collections.abc import Iterable

# Documents that can't be imported at all.


def too_long(name: str, most: int) -> str:
    return f"{name} has more than {most:,} bytes, which no description of an API has"


def not_text(name: str) -> str:
    return f"{name} is not UTF-8 text: save it as UTF-8"


def not_json(place: str, reason: str) -> str:
    return f"{place}: this is not JSON: {reason[:1].lower()}{reason[1:]}"


def not_yaml(place: str, reason: str) -> str:
    return f"{place}: this is neither JSON nor YAML: {reason}"


def unreadable(name: str) -> str:
    return f"{name} is neither JSON nor YAML"


def too_deep(name: str, most: int) -> str:
    return f"{name} has more than {most} levels, or holds itself: write out what its anchors stand for"


def too_many(name: str, most: int) -> str:
    return f"{name} stands for more than {most:,} values: write out what its anchors stand for"


def empty(name: str) -> str:
    return f"{name} is empty"


def key_no_text(name: str, line: int) -> str:
    return (
        f"{name}:{line}: a key is a list or a mapping here, which JSON has no form for"
    )


def not_openrpc(name: str) -> str:
    return f"{name} has no key `openrpc`, so it is no OpenRPC document: name the document first, and the files that it refers to behind it"


def openrpc_version(name: str, version: str) -> str:
    return f"{name} says `openrpc: {version}`; versions 1.0 to 1.4 are read"


def no_method_list(name: str) -> str:
    return f"{name} has no list `methods`"


def no_methods(name: str) -> str:
    return f"{name} has no method that a spec can hold"


def not_mcp(name: str) -> str:
    return f"{name} holds no definition with a constant `method`, so it is no schema of the Model Context Protocol"


def no_schemas(name: str) -> str:
    return f"{name} holds no JSON Schema of params, a request or a method"


def never_fits(name: str, fault: str) -> str:
    return f"{name} can't be made a spec: {fault}"


# What became of a thing; completes "PLACE: WHAT, left out: REASON".


def keyword(key: str) -> str:
    return f"`{key[:60]}`"


def key(name: str) -> str:
    return f"the key `{name[:60]}`"


def doubled() -> str:
    return "it stands twice in one object; the last one counts"


def reference(target: str) -> str:
    return f"`$ref: {target[:120]}`"


def reference_circle() -> str:
    return "it leads back to itself"


def reference_not_given(address: str) -> str:
    return f"`{address[:120]}` was not named on the command line, and nothing is fetched: name the file behind the document"


def reference_nowhere(target: str) -> str:
    return "nothing stands there"


def instead(reason: str) -> str:
    return f"{reason}; `any` stands instead"


def left_out(reason: str) -> str:
    return reason


def schema() -> str:
    return "a schema"


def no_schema() -> str:
    return "something that is no schema"


def as_anything() -> str:
    return "`any` stands instead"


def never() -> str:
    return "a schema that no value fits"


def no_such_type() -> str:
    return "JSON Schema has no such type"


def type_of(shown: str) -> str:
    return f"`type: {shown}`"


def odd_value() -> str:
    return "its value is not of the kind that JSON Schema has for it"


def two_tuples() -> str:
    return "places that are told twice at once can't be said; the longer list counts"


def two_at_once(key: str) -> str:
    return f"two `{key}` at once can't be said; the first counts"


def closed_and_more() -> str:
    return "no value would fit an object that refuses the members that the others require: read as one object with the members of all"


def no_word_for(key: str) -> str:
    return f"the spec language has no word for `{key[:60]}`"


def comment() -> str:
    return "a comment for who writes the schema"


def unknown_keyword() -> str:
    return "JSON Schema has no such keyword"


def unknown_key() -> str:
    return "OpenRPC has no such key here"


def too_deep_here() -> str:
    return "it stands too deep inside others; `any` stands instead"


def only_null() -> str:
    return "null as the only value"


def null_or_any() -> str:
    return "a type of null alone can't be said; `any` stands instead"


def more_than(most: int) -> str:
    return f"{most} is the most that can be said"


def pattern(shown: str, why: str) -> str:
    return f"`{shown}` is not among the patterns that all readers take alike: {why}"


def long_pattern() -> str:
    return "it is too long"


def beyond_integers() -> str:
    return "beyond 2^53 not every reader of JSON keeps it apart from its neighbours"


def no_whole_number() -> str:
    return "of an integer it is a whole number"


def places(most: int) -> str:
    return f"a tuple has at most {most} places; a list of what stands at any of them stands instead"


def places_left_out() -> str:
    return "places that may be missing can't be said; a list of what stands at any of them stands instead"


def tuple_() -> str:
    return "a list with a schema for each place"


def all_places_there() -> str:
    return "nothing says how many places there are: read as all of them"


def member(name: str) -> str:
    return f"the member `{name[:60]}`"


def members() -> str:
    return "an object has at most 500 members; it is open for more"


def same_name(other: str) -> str:
    return f"in Python it would have the name of `{other[:60]}`; the object is open, so that it can be sent and read all the same"


def name_too_long(most: int) -> str:
    return f"a name has at most {most} characters; the object is open, so that it can be sent and read all the same"


def name_unfit() -> str:
    return "a name is ASCII letters, digits and `_ $ . : [ ] -`, and starts with a letter; the object is open, so that it can be sent and read all the same"


def others_untyped() -> str:
    return "the type of undeclared members can't be said beside declared ones; the object is open for any"


def keys_of_one_form() -> str:
    return "read as a map in which all keys have this form"


def any_key() -> str:
    return "a map has one form of keys; any key and any of the values will do"


def value(shown: str) -> str:
    return f"the value `{shown[:80]}`"


def of_other_type() -> str:
    return "it is not of the type that stands beside it"


def no_plain_value() -> str:
    return "a list or object can't be one of the values; `any` stands instead"


def no_value_left() -> str:
    return "an enum without a value"


def values(most: int) -> str:
    return f"an enum has at most {most} values; any of the type will do"


def choice() -> str:
    return "a choice between schemas"


def several_choices() -> str:
    return "several choices at once"


def first_choice() -> str:
    return "only the first of them is held"


def which_members() -> str:
    return "it tells which members go together: say so in `constraints`"


def one_is_anything() -> str:
    return "one of them takes anything, so `any` stands for all"


def texts_not_told_apart() -> str:
    return "texts of different forms can't be told apart; any text will do"


def numbers_not_told_apart() -> str:
    return "numbers in different bounds can't be told apart; any number will do"


def lists_not_told_apart() -> str:
    return "lists can't be told apart; a list of what any of them holds stands instead"


def objects_not_told_apart() -> str:
    return "no member tells these objects apart by a value of its own; one object with the members of all stands instead"


def objects_any() -> str:
    return "these objects can't be told apart, inside others that can't be either; any object will do"


def deprecated() -> str:
    return "Marked as deprecated, without a reason."


def sample() -> str:
    return "an example"


def sample_too_long() -> str:
    return "it is too long, too deep or repeated"


def null_default() -> str:
    return "null is not a legal value here"


def rest_of_description() -> str:
    return "the rest of a description"


def description_too_long() -> str:
    return "it is too long to be read"


def method(name: str) -> str:
    return f"the method `{name[:80]}`" if name else "a method"


def named_twice() -> str:
    return "another one before it has this name"


def no_name() -> str:
    return "it has no name"


def method_name() -> str:
    return "a method's name is ASCII words joined by dots or slashes, 100 characters at most"


def structure_unknown() -> str:
    return "OpenRPC has no such structure of params: read as `either`"


def links() -> str:
    return "`links`"


def no_links() -> str:
    return "the spec language does not tell which result leads to which call"


def own_servers() -> str:
    return "a method has no servers of its own"


def no_list() -> str:
    return "a list is due"


def no_object() -> str:
    return "an object is due"


def tag() -> str:
    return "a tag"


def param(name: str) -> str:
    return f"the param `{name[:80]}`" if name else "a param"


def no_schema_here() -> str:
    return "it has no schema, so `any` stands for it"


def renamed(name: str) -> str:
    return f"it is called `{name}` in the spec"


def result() -> str:
    return "the result"


def fault(message: str) -> str:
    return f"the error `{message}`" if message else "an error"


def no_code() -> str:
    return "it has no code"


def code_too_large() -> str:
    return "a code has 32 bits"


def fault_repeated(code: int) -> str:
    return f"the method has the code {code} with this message already"


def fault_data() -> str:
    return "what `error.data` holds"


def fault_data_untyped() -> str:
    return "it is kept under `x-data`: declare members under `data` to have them typed"


def example(title: str) -> str:
    return f"the example `{title[:80]}`" if title else "an example"


def no_sample_params() -> str:
    return "its params have no values"


def sample_unplaced() -> str:
    return "its params can't be told to those of the method"


def never_fetched() -> str:
    return "it stands elsewhere, and nothing is fetched"


def variable(name: str) -> str:
    return f"the variable `{name[:60]}`"


def by_default(shown: str) -> str:
    return f"an address has no variables: its default `{shown[:60]}` stands there"


def server(name: str) -> str:
    return f"the server `{name[:60]}`"


def no_http(url: str) -> str:
    return f"`{url}` is no http or https address"


def terms() -> str:
    return "Terms of service"


def contact() -> str:
    return "Contact"


def license() -> str:
    return "License"


def unused_types(names: Iterable[str]) -> str:
    return "no method refers to it"


def component(name: str) -> str:
    return f"the schema `{name[:80]}`"


def sent_always() -> str:
    return "it may be left out, and one behind it may not; a list of values has no gaps, so it is sent each time, as null where nothing else is meant"


def by_name_only() -> str:
    return "params may travel either way, and one that has to be there stands behind one that has not: by name only"


def no_result() -> str:
    return "it has no result, so it is a notification; calls without `id` are taken"


def null_result() -> str:
    return "its result is null"


def refused(message: str) -> str:
    return f"the spec language refuses it: {message}"


def extension(key: str) -> str:
    return f"`{key[:60]}`"


def by_position_only() -> str:
    return "params may travel either way, and one of them has a name that a spec can't have: by position only"


def same_param(name: str) -> str:
    return "in Python it would have the name of another one"


def result_of_none() -> str:
    return "it shows a result, and the method has none"


def note(place: str, what: str, kind: str, reason: str) -> str:
    """A line of the report."""
    return f"{place}: {what}, {kind}: {reason}"


def more_notes(count: int, page: str) -> str:
    return f"and {count} more, in {page}"


def page_title() -> str:
    return "What the import did not carry over as it stands"


def page_head(dialect: str, sources: Iterable[str]) -> str:
    names = ", ".join(f"`{name}`" for name in sources)
    return f"Written by `onespec import {dialect}` from {names}. Each place is a file and a JSON Pointer in it. All else is in the spec."


def all_carried() -> str:
    return "Nothing: the spec holds all of it."


def kind_title(kind: str) -> str:
    return kind[0].upper() + kind[1:]


def kind_words(kind: str) -> str:
    return {
        "left out": "The spec does not say this.",
        "widened": "The spec takes more values than the source does.",
        "read as": "The source leaves it open, or says it in a way of its own; this is how it was understood.",
        "renamed": "The spec has another name; nothing changes on the wire.",
    }[kind]


def params() -> str:
    return "the params"


def params_no_object() -> str:
    return "they are no object, so they have no names"


def params_open() -> str:
    return "undeclared params are refused: declare those that there are"


def no_result_named(base: str) -> str:
    return f"no definition is called `{base[:60]}Result`, so `any` stands for it"


def value_unheld() -> str:
    return "it is too long, or has half a character"
