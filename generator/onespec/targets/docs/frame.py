"""What every page has around its own matter: title, menus, style, scripts and the policy that guards them."""

from __future__ import annotations

from onespec.markup import Shown
from onespec.prose import summary
from onespec.targets.docs.assets import assets
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.views import FrameView, LinkView


def frame(
    desk: Desk,
    title: str,
    about: str,
    path: str,
    contents: tuple[tuple[Shown, str], ...],
    *,
    form: bool = False,
) -> FrameView:
    """The frame of the page whose path, without suffix, is `path`."""
    say = desk.say
    parts = assets(desk.service, form=form)
    return FrameView(
        title=say.text(title),
        summary=say.text(summary(about) or title),
        service=say.text(desk.service.title),
        version=say.text(desk.service.version),
        policy=say.text(parts.policy),
        style=parts.style if desk.html else say.text(""),
        script=parts.script if desk.html else say.text(""),
        home=say.text(desk.page("index")),
        errors=say.text(desk.page("errors")),
        changelog=say.text(desk.page("changelog")),
        twin=say.text(f"{desk.root}md/{path}.md"),
        twin_title=say.text(
            "This page as Markdown" if desk.html else "This page as HTML"
        ),
        root=say.text(desk.root),
        contents=tuple(
            LinkView(title=name, href=say.text(href), id=say.text(""))
            for name, href in contents
        ),
    )
