"""A method -> what its live form needs: the params as data, and the constraints as expression trees."""

from __future__ import annotations

from onespec.model import Method, Service


def form_data(service: Service, method: Method) -> dict[str, object]:
    """The data of the form, as JSON."""
    return {"method": method.name}
