"""Where the name in Python and the name on the wire differ."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .routes import RouteMap, dependants, path_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def field_names(app: Any) -> dict[str, Any]:
    """Where the name in Python and the name on the wire differ: model → {Python name: alias}.

    Parameters stand under `<METHOD> <path>`. Only the running app knows this: an OpenAPI document has aliases alone.
    Two models of one class name are listed under FastAPI's long form, `package__module__Name`.
    """
    found: dict[str, Any] = {}
    models: dict[int, Any] = {}
    for node in RouteMap(app).nodes:
        owners = list(dependants(getattr(node.route, "dependant", None)))
        params = _differing(field for owner in owners for field in _fields_in(owner))
        for method in sorted(getattr(node.route, "methods", None) or ()) if params else ():
            found[f"{method} {path_format(node)}"] = params
        for owner in owners:
            for field in [*_fields_in(owner), *getattr(owner, "body_params", ())]:
                collect_models(annotation_of(field), models, 0)
        collect_models(annotation_of(getattr(node.route, "response_field", None)), models, 0)
    found.update(_model_names(list(models.values())))
    return found


def _fields_in(owner: Any) -> list[Any]:
    lists = (getattr(owner, f"{place}_params", ()) for place in ("path", "query", "header", "cookie"))
    return [field for fields in lists for field in fields]


def _differing(fields: Iterable[Any]) -> dict[str, str]:
    pairs = ((field.name, getattr(field, "alias", field.name)) for field in fields)
    return {name: alias for name, alias in pairs if isinstance(alias, str) and alias != name}


def annotation_of(field: Any) -> Any:
    """The type of a field of FastAPI's or Pydantic's, in every version of them."""
    if field is None:
        return None
    info = getattr(field, "field_info", None)
    return (
        getattr(info, "annotation", None) or getattr(field, "outer_type_", None) or getattr(field, "annotation", None)
    )


def collect_models(annotation: Any, models: dict[int, Any], depth: int, module: str = "") -> None:
    """Models in an annotation and in the fields of those models, each once."""
    annotation = _resolved(annotation, module)
    if annotation is None or depth > 30 or id(annotation) in models:
        return
    if isinstance(annotation, type) and model_fields(annotation):
        models[id(annotation)] = annotation
        for field in model_fields(annotation).values():
            collect_models(annotation_of(field), models, depth + 1, annotation.__module__)
    for part in getattr(annotation, "__args__", ()):
        collect_models(part, models, depth + 1, module)


def _resolved(annotation: Any, module: str) -> Any:
    """What a name written as text means in the module of its model; other annotations as they are."""
    name = getattr(annotation, "__forward_arg__", annotation)
    return getattr(sys.modules.get(module), name, None) if isinstance(name, str) else annotation


def model_fields(model: type) -> dict[str, Any]:
    """Pydantic 2's or Pydantic 1's fields; empty for other classes."""
    for name in ("__pydantic_fields__", "__fields__"):
        fields = vars(model).get(name)
        if isinstance(fields, dict):
            return fields
    return {}


def _model_names(models: Sequence[type]) -> dict[str, dict[str, str]]:
    names = [model.__name__ for model in models]
    found: dict[str, dict[str, str]] = {}
    for model in models:
        aliases = {name: _wire_name(field) for name, field in model_fields(model).items()}
        differing = {name: alias for name, alias in aliases.items() if alias is not None and alias != name}
        if differing:
            long = f"{model.__module__}__{model.__qualname__}".replace(".", "__")
            found[long if names.count(model.__name__) > 1 else model.__name__] = differing
    return found


def _wire_name(field: Any) -> str | None:
    """What a client must write: the validation alias; of several choices the first."""
    for alias in (getattr(field, "validation_alias", None), getattr(field, "alias", None)):
        choices = getattr(alias, "choices", None)
        choice = choices[0] if choices else alias
        if isinstance(choice, str):
            return choice
    return None
