"""Cases of lifecycles: every method in every state, in which instances are that the suite itself has brought there, or the account's own where no call leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onespec.cases.errors import legal, numbered, promised
from onespec.cases.expectations import raised_error
from onespec.cases.request import LeftOut, Params, Subject, as_list, item_of, put
from onespec.language.ast import Root, paths
from onespec.model import (
    ErrorKind,
    Lifecycle,
    LifecycleState,
    Method,
    Move,
    Raise,
    Service,
)
from onespec.runtime.player.suite import FULL, LEVELS, Case, Element, Step
from onespec.runtime.player.values import Earlier, Value


def lifecycle_elements(service: Service) -> Iterator[Element]:
    """Each method in each state, and each way into one."""
    for lifecycle in service.lifecycles:
        place = f"{service.source}: lifecycles.{lifecycle.name}"
        for method, move in _moving(service, lifecycle):
            if move.starts:
                title = f"`{method.name}` makes one, in the state `{move.to}` of `{lifecycle.name}`"
                yield Element(
                    id=_element(lifecycle, None, method), title=title, place=place
                )
                continue
            for state in lifecycle.known:
                is_taken = state.name in move.sources
                verb = "is taken" if is_taken else "is refused"
                title = f"`{method.name}` {verb} in the state `{state.name}` of `{lifecycle.name}`"
                yield Element(
                    id=_element(lifecycle, state, method),
                    title=title,
                    place=f"{place}.states.{state.name}",
                )


def lifecycle_cases(
    service: Service, subjects: Mapping[str, Subject]
) -> Iterator[Case | LeftOut]:
    """The cases of all lifecycles."""
    for lifecycle in service.lifecycles:
        yield from _Walk(service, subjects, lifecycle).cases()


def lacking(service: Service, subject: Subject) -> str:
    """Why nothing about a method is legal in the sample state, where that is for want of an instance; else nothing."""
    answers = {item.mnemonic for item in subject.refused_by(subject.base)}
    for lifecycle in service.lifecycles:
        if answers & {lifecycle.error, lifecycle.unknown}:
            return f"the sample state has no `{lifecycle.name}` that `{subject.method.name}` takes: give a state of it an example"
    return ""


def _element(lifecycle: Lifecycle, state: LifecycleState | None, method: Method) -> str:
    where = f"{state.name}/" if state is not None else ""
    return f"lifecycles/{lifecycle.name}/{where}{method.name}"


def _moving(service: Service, lifecycle: Lifecycle) -> Iterator[tuple[Method, Move]]:
    for method in service.methods:
        for move in method.moves:
            if move.lifecycle == lifecycle.name:
                yield method, move


@dataclass(frozen=True, slots=True)
class _Walk:
    """One lifecycle, walked."""

    service: Service
    subjects: Mapping[str, Subject]
    lifecycle: Lifecycle

    def cases(self) -> Iterator[Case | LeftOut]:
        """Every case, state by state."""
        starters = [(m, v) for m, v in self._moving() if v.starts]
        ways = self._ways(starters)
        yield from self._left_out()
        for method, move in starters:
            first = Step(
                method=method.name,
                params=self._base(method),
                gives=self.lifecycle.id,
            )
            covers = (_element(self.lifecycle, None, method),)
            yield from self._proof((first,), "", move, covers, method)
        for state in self.lifecycle.known:
            for method, move in self._moving():
                if not move.starts:
                    way = ways.get(state.name)
                    yield from self._case(state, way, method, move)

    def _moving(self) -> list[tuple[Method, Move]]:
        """Methods of which a request can be sent that nothing but the order refuses."""
        return [
            (method, move)
            for method, move in _moving(self.service, self.lifecycle)
            if self._is_sendable(self.subjects[method.name])
        ]

    def _left_out(self) -> Iterator[LeftOut]:
        """What is not tested because no request of a method is legal but for the order."""
        sendable = {method.name for method, _ in self._moving()}
        for method, move in _moving(self.service, self.lifecycle):
            if method.name in sendable:
                continue
            states = [None] if move.starts else [*self.lifecycle.known]
            reason = lacking(self.service, self.subjects[method.name])
            reason = reason or f"no legal request of `{method.name}` was found"
            covers = (_element(self.lifecycle, state, method) for state in states)
            yield LeftOut(tuple(covers), reason)

    def _is_sendable(self, subject: Subject) -> bool:
        order = (self.lifecycle.error, self.lifecycle.unknown)
        return not subject.lacks() and all(
            item.mnemonic in order for item in subject.refused_by(subject.base)
        )

    def _ways(
        self, starters: Sequence[tuple[Method, Move]]
    ) -> dict[str, tuple[Step, ...]]:
        """The fewest calls that lead to each state, from the start that asks for least."""
        found: dict[str, tuple[Step, ...]] = {}
        ordered = sorted(
            starters,
            key=lambda one: (len(self.subjects[one[0].name].base), one[0].name),
        )
        for method, move in ordered:
            base = self._base(method)
            first = Step(method=method.name, params=base, gives=self.lifecycle.id)
            found.setdefault(move.to, (first,))
        waiting = list(found)
        while waiting:
            state = waiting.pop(0)
            for method, move in self._moving():
                if state in move.sources and move.to and move.to not in found:
                    found[move.to] = (*found[state], self._step(method))
                    waiting.append(move.to)
        return found

    def _step(self, method: Method) -> Step:
        return Step(method=method.name, params=self._params(method, self._told()))

    def _told(self) -> Earlier:
        """The id that the first call of a case was told."""
        return Earlier(self.lifecycle.id)

    def _params(self, method: Method, value: Value) -> Params:
        return put(self._base(method), (self.lifecycle.id,), value)

    def _base(self, method: Method) -> Params:
        """The smallest legal request, without gaps where params travel by position."""
        subject = self.subjects[method.name]
        listed = None if method.takes_names else as_list(subject, subject.base)
        return listed or subject.base

    def _case(
        self,
        state: LifecycleState,
        way: tuple[Step, ...] | None,
        method: Method,
        move: Move,
    ) -> Iterator[Case | LeftOut]:
        """A method in a state: taken, with what shows where it leads, or refused."""
        covers = (_element(self.lifecycle, state, method),)
        if way is None:
            yield from self._listed(state, method, move, covers)
        elif state.name in move.sources and move.to:
            steps = (*way, self._step(method))
            yield from self._proof(steps, state.name, move, covers, method)
        elif state.name in move.sources:
            title = f"`{method.name}` is taken in the state `{state.name}`"
            yield self._sent(way, method, f"{state.name}/{method.name}", title, covers)
        else:
            yield from self._refused(way, method, state, covers)

    def _proof(
        self,
        steps: tuple[Step, ...],
        source: str,
        move: Move,
        covers: tuple[str, ...],
        moved: Method,
    ) -> Iterator[Case]:
        """The calls, and then one that is refused where they lead, and if possible was not where they come from."""
        target = self.lifecycle.state(move.to)
        title = f"`{moved.name}` leads to `{move.to}`"
        known = [(m, v) for m, v in self._moving() if not v.starts]
        for method, other in sorted(
            known, key=lambda one: source not in one[1].sources
        ):
            found = self._refusal(method, target)
            if target.name not in other.sources and found is not None:
                name = f"{source or 'start'}/{moved.name}"
                covers = (*covers, *self._taken(moved, steps[-1].params))
                title = f"{title}, where `{method.name}` is refused"
                yield self._sent(steps, method, name, title, covers, found)
                return
        # Nothing shows it: the calls are taken, and that is all.
        *before, last = steps
        covers = (*covers, *self._taken(moved, last.params))
        yield Case(
            id=f"{moved.name}/lifecycles/{self.lifecycle.name}/{source or 'start'}",
            title=title,
            covers=covers,
            method=last.method,
            params=last.params,
            before=tuple(before),
            levels=(FULL,),
            effect=True,
            faulty=self.lifecycle.id if before else "",
        )

    def _refused(
        self,
        way: tuple[Step, ...],
        method: Method,
        state: LifecycleState,
        covers: tuple[str, ...],
    ) -> Iterator[Case]:
        found = self._refusal(method, state)
        if found is not None:
            title = f"`{method.name}` is refused in the state `{state.name}`"
            name = f"{state.name}/{method.name}"
            yield self._sent(way, method, name, title, covers, found)

    def _sent(
        self,
        before: tuple[Step, ...],
        method: Method,
        name: str,
        title: str,
        covers: tuple[str, ...],
        refusal: tuple[ErrorKind, Raise] | None = None,
    ) -> Case:
        """A request about an instance that the calls before it have made."""
        subject = self.subjects[method.name]
        params = self._params(method, self._told())
        case = Case(
            id=f"lifecycles/{self.lifecycle.name}/{name}",
            title=title,
            covers=covers,
            method=method.name,
            params=params,
            before=before,
            levels=(FULL,),
            effect=True,
            faulty=self.lifecycle.id,
        )
        if refusal is None:
            return replace(case, covers=(*covers, *self._taken(method, params)))
        kind, raised = refusal
        return replace(
            case,
            expect=raised_error(subject, kind, raised, params),
            covers=(
                *covers,
                f"errors/{kind.mnemonic}",
                *(f"errors/{kind.mnemonic}/{item}" for item in kind.placeholders),
                "{}/errors/{}/{}".format(method.name, *numbered(kind, raised)),
            ),
        )

    def _taken(self, method: Method, params: Params) -> Iterator[str]:
        """Elements that a request which is taken covers."""
        yield from (f"{method.name}/result", f"{method.name}/accepted")
        subject = self.subjects[method.name]
        yield from promised(subject)
        yield from legal(subject, params)

    def _refusal(
        self, method: Method, state: LifecycleState
    ) -> tuple[ErrorKind, Raise] | None:
        """What answers a method in a state that it does not take: the condition that reads the state's fact, or all of them where nobody knows the instance."""
        mnemonic = self.lifecycle.unknown if state.forgotten else self.lifecycle.error
        due = {one.fact for one in self.lifecycle.known}
        due = due if state.forgotten else {state.fact}
        for kind in method.all_errors():
            for raised in kind.raises if kind.mnemonic == mnemonic else ():
                read = {path[0] for path in paths(raised.when, Root.STATE)}
                if read == due:
                    return kind, raised
        return None

    def _listed(
        self,
        state: LifecycleState,
        method: Method,
        move: Move,
        covers: tuple[str, ...],
    ) -> Iterator[Case | LeftOut]:
        """The same with an instance of the account, where no calls lead to the state."""
        subject = self.subjects[method.name]
        if not subject.state.get(state.fact):
            yield LeftOut(
                covers,
                f"no calls lead to the state `{state.name}`, and the sample state has nothing there: give the state an example",
            )
            return
        param = subject.param((self.lifecycle.id,))
        assert param is not None
        params = self._params(method, item_of(param, state.fact, 0))
        taken = state.name in move.sources
        refusal = None if taken else self._refusal(method, state)
        case = Case(
            id=f"lifecycles/{self.lifecycle.name}/{state.name}/{method.name}",
            title=f"`{method.name}` in the state `{state.name}`",
            covers=(*covers, *legal(subject, params)),
            method=method.name,
            params=params,
            levels=(FULL,) if taken else LEVELS,
            effect=taken and not method.readonly,
        )
        if taken:
            yield case
        elif refusal is not None:
            yield replace(
                case,
                expect=raised_error(subject, *refusal, params),
                condition=numbered(*refusal),
            )
