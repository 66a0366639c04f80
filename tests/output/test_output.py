"""What the output folder holds after a write, what a write refuses, and what a comparison says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from onespec import manifest
from onespec.manifest import Manifest
from onespec.output import Drift, Fault, OutputError, compare, write
from places import SUPPORT
from trees import built, texts, tree

FILES = {"a/one": "1\n", "a/two": "2\n", "b/deep/three": "3\n"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    write(folder, built(FILES))
    return folder


def drifts(out: Path, build: dict[str, str], spec: str = "a") -> dict[str, Drift]:
    found = compare(out, built(build, spec))
    return {item.path: item.drift for item in found.differences}


def test_what_was_built_is_what_stands_on_disk(out: Path) -> None:
    assert texts(out) == FILES
    assert drifts(out, FILES) == {}


def test_the_manifest_is_json_and_tells_every_file(out: Path) -> None:
    told = json.loads((out / "manifest.json").read_bytes())
    assert told["format"] == 1
    assert told["spec"] == "a" * 64
    assert told["generator"] == "b" * 64
    assert told["tools"] == {"tool": "1.0"}
    assert told["files"] == {
        path: {"target": path[0], "sha256": manifest.digest(text.encode())}
        for path, text in FILES.items()
    }


def test_a_second_write_touches_nothing(out: Path) -> None:
    before = {path: (out / path).stat().st_mtime_ns for path in tree(out)}
    done = write(out, built(FILES))
    assert (done.created, done.updated, done.deleted, done.unchanged) == ((), (), (), 3)
    assert {path: (out / path).stat().st_mtime_ns for path in tree(out)} == before


def test_a_write_says_what_it_created_updated_and_deleted(out: Path) -> None:
    done = write(out, built({"a/one": "1\n", "a/two": "II\n", "c/four": "4\n"}))
    assert done.created == ("c/four",)
    assert done.updated == ("a/two",)
    assert done.deleted == ("b/deep/three",)
    assert done.unchanged == 1
    assert not (out / "b").exists()


def test_a_folder_that_holds_anything_else_stays(out: Path) -> None:
    (out / "b/deep/mine").write_text("mine")
    write(out, built({"a/one": "1\n"}))
    assert texts(out) == {"a/one": "1\n", "b/deep/mine": "mine"}


def test_an_edited_file_is_refused_and_named(out: Path) -> None:
    (out / "a/two").write_text("mine\n")
    with pytest.raises(OutputError) as error:
        write(out, built({**FILES, "a/one": "new\n", "a/two": "new\n"}))
    assert (error.value.fault, error.value.paths) == (Fault.EDITED, ("a/two",))
    assert texts(out) == {**FILES, "a/two": "mine\n"}


def test_an_edited_file_that_nothing_makes_any_more_is_refused(out: Path) -> None:
    (out / "a/two").write_text("mine\n")
    with pytest.raises(OutputError) as error:
        write(out, built({"a/one": "1\n"}))
    assert (error.value.fault, error.value.paths) == (Fault.EDITED, ("a/two",))
    assert texts(out) == {**FILES, "a/two": "mine\n"}


def test_an_edit_that_says_what_would_be_made_is_no_obstacle(out: Path) -> None:
    (out / "a/two").write_text("new\n")
    done = write(out, built({**FILES, "a/two": "new\n"}))
    assert done.unchanged == 3
    assert drifts(out, {**FILES, "a/two": "new\n"}) == {}


def test_force_overwrites_edited_files(out: Path) -> None:
    (out / "a/two").write_text("mine\n")
    write(out, built(FILES), force=True)
    assert texts(out) == FILES


@pytest.mark.parametrize("force", [False, True])
def test_a_foreign_file_in_the_way_is_refused_even_with_force(
    out: Path, force: bool
) -> None:
    (out / "c").mkdir()
    (out / "c/four").write_text("mine\n")
    with pytest.raises(OutputError) as error:
        write(out, built({**FILES, "a/one": "new\n", "c/four": "4\n"}), force=force)
    assert (error.value.fault, error.value.paths) == (Fault.FOREIGN, ("c/four",))
    assert texts(out) == {**FILES, "c/four": "mine\n"}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("place", ["a/two", "a", "b/deep"])
def test_a_link_in_the_tree_is_never_written_through(
    out: Path, tmp_path: Path, place: str, force: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (out / place).rename(elsewhere)
    (out / place).symlink_to(elsewhere)
    with pytest.raises(OutputError) as error:
        write(out, built({path: "new\n" for path in FILES}, spec="c"), force=force)
    assert error.value.fault is Fault.FOREIGN
    assert (out / place).is_symlink()
    assert {path: (out / path).read_text() for path in FILES} == FILES


def test_a_folder_where_a_file_is_due_is_refused(out: Path) -> None:
    (out / "c").mkdir()
    with pytest.raises(OutputError) as error:
        write(out, built({**FILES, "c": "4\n"}), force=True)
    assert (error.value.fault, error.value.paths) == (Fault.FOREIGN, ("c",))


def test_a_pipe_where_a_file_is_due_is_refused_without_waiting_for_it(
    out: Path,
) -> None:
    os.mkfifo(out / "c")
    with pytest.raises(OutputError) as error:
        write(out, built({**FILES, "c": "4\n"}))
    assert (error.value.fault, error.value.paths) == (Fault.FOREIGN, ("c",))


def test_a_foreign_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a web application"}')
    with pytest.raises(OutputError) as error:
        write(tmp_path, built(FILES), force=True)
    assert (error.value.fault, error.value.paths) == (
        Fault.FOREIGN,
        ("manifest.json",),
    )


def test_an_edited_manifest_is_refused_and_made_anew_by_force(out: Path) -> None:
    path = out / "manifest.json"
    path.write_text(path.read_text() + "\n")
    with pytest.raises(OutputError) as error:
        write(out, built(FILES))
    assert (error.value.fault, error.value.paths) == (Fault.EDITED, ("manifest.json",))
    assert drifts(out, FILES) == {"manifest.json": Drift.EDITED}
    write(out, built(FILES), force=True)
    assert drifts(out, FILES) == {}


def test_a_manifest_with_both_sides_of_a_merge_still_knows_our_files(out: Path) -> None:
    ours = (out / "manifest.json").read_text()
    write(out, built({**FILES, "a/one": "theirs\n"}, spec="c"))
    theirs = (out / "manifest.json").read_text()
    both = f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> branch\n"
    (out / "manifest.json").write_text(both)
    (out / "a/one").write_text("1\n")
    merged = {"a/one": "merged\n", "a/two": "2\n"}
    write(out, built(merged, spec="d"))
    assert texts(out) == merged


def test_a_manifest_of_a_later_version_is_refused(out: Path) -> None:
    path = out / "manifest.json"
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(OutputError) as error:
        write(out, built(FILES), force=True)
    assert error.value.fault is Fault.NEWER


def test_a_manifest_cannot_reach_out_of_its_folder(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine\n")
    out = tmp_path / "out"
    out.mkdir()
    told = manifest.digest(b"mine\n")
    files = {"../victim": ("a", told), str(victim): ("a", told)}
    (out / "manifest.json").write_bytes(manifest.dump(Manifest(files=files)))
    write(out, built(FILES))
    assert victim.read_text() == "mine\n"
    assert texts(out) == FILES


def test_one_target_is_written_and_the_rest_is_kept(out: Path) -> None:
    write(out, built({"a/one": "new\n"}, spec="c", only="a"))
    assert texts(out) == {"a/one": "new\n", "b/deep/three": "3\n"}
    told = manifest.parse((out / "manifest.json").read_bytes())
    assert told is not None
    assert sorted(told.files) == ["a/one", "b/deep/three"]
    # The other target is older than this spec, and so is the tree as a whole.
    assert told.spec == "a" * 64


def test_the_output_folder_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    for place in (tmp_path / "out", tmp_path / "out/below"):
        with pytest.raises(OutputError) as error:
            write(place, built(FILES))
        assert error.value.fault is Fault.NOT_A_FOLDER
    assert (tmp_path / "out").read_text() == "mine"


def test_the_output_folder_may_not_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with pytest.raises(OutputError) as error:
        write(tmp_path / "out", built(FILES))
    assert error.value.fault is Fault.LINK
    assert tree(tmp_path / "real") == {}


def test_each_kind_of_drift_is_told_apart(out: Path) -> None:
    (out / "a/two").write_text("mine\n")
    (out / "b/deep/three").unlink()
    (out / "notes").write_text("mine\n")
    (out / "c").write_text("mine\n")
    (out / f".onespec-{'0' * 32}-1").write_text("half")
    now = {"a/two": "2\n", "b/deep/three": "3\n", "c": "4\n", "a/four": "4\n"}
    assert drifts(out, now, spec="c") == {
        f".onespec-{'0' * 32}-1": Drift.LEFTOVER,
        "a/four": Drift.MISSING,
        "a/one": Drift.ORPHAN,
        "a/two": Drift.EDITED,
        "b/deep/three": Drift.MISSING,
        "c": Drift.IN_THE_WAY,
        "manifest.json": Drift.STALE,
        "notes": Drift.ADDED,
    }


def test_a_changed_spec_makes_files_stale_and_not_edited(out: Path) -> None:
    assert drifts(out, {**FILES, "a/one": "new\n"}, spec="c") == {
        "a/one": Drift.STALE,
        "manifest.json": Drift.STALE,
    }


def test_what_tools_leave_in_the_tree_is_no_drift(out: Path) -> None:
    for path in ("a/__pycache__/one.pyc", ".pytest_cache/v/x", "b/x.egg-info/PKG-INFO"):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text("x")
    assert drifts(out, FILES) == {}


def test_a_folder_that_was_never_written_is_said_to_be_empty(tmp_path: Path) -> None:
    assert compare(tmp_path / "out", built(FILES)).empty
    assert compare(tmp_path, built(FILES)).empty


def test_a_comparison_changes_nothing(out: Path) -> None:
    (out / "a/two").write_text("mine\n")
    before = tree(out)
    compare(out, built({"a/one": "new\n"}, spec="c"))
    assert tree(out) == before


def test_writers_at_once_take_turns(tmp_path: Path) -> None:
    out = tmp_path / "out"
    builds = [
        built({f"a/{name}": f"{spec}\n" for name in range(20)}, spec) for spec in "cdef"
    ]
    writers = [
        threading.Thread(target=lambda each=each: [write(out, each) for _ in range(5)])
        for each in builds
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(set(texts(out).values())) == 1
    assert sum(not compare(out, each).differences for each in builds) == 1


def test_a_killed_process_is_mended_by_the_next_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = [f"a/{number}" for number in range(200)]
    write(out, built(dict.fromkeys(names, "old\n")))
    program = (
        "import sys; from pathlib import Path; from trees import built; "
        "from onespec.output import write; print(flush=True); "
        "write(Path(sys.argv[1]), built({f'a/{n}': 'new\\n' for n in range(200)}, 'c'))"
    )
    folders = [str(SUPPORT), str(Path(manifest.__file__).parents[1])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    for delay in (0.0, 0.01, 0.03, 0.06):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(out)],
            env=environment,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            threading.Event().wait(delay)
            process.kill()
        newest = built(dict.fromkeys(names, f"newest after {delay}\n"), spec="d")
        write(out, newest)
        assert compare(out, newest).differences == ()
