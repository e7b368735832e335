"""Whatever a schema says and whatever value is given, the form shows all of it and gives it back unchanged."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_equal import same_value
from app.core.base.json_types import OMIT
from app.core.forms.checks import check
from app.core.forms.edits import SetBodyText, SetValue
from app.core.forms.raw import body_text
from app.core.forms.state import apply, apply_all, get
from tests.support.forms import body_form, field

BODY = FieldPath(Location.BODY)
NAMES = st.sampled_from(["a", "b", "kind", "0", ""])
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null", "nothing"])
NUMBERS = st.one_of(st.integers(-5, 5), st.floats(-5, 5), st.just(10**30))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=4))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
REFERENCES = st.sampled_from(["A", "B", "It", "Nowhere"]).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
PATTERNS = st.sampled_from(["^a", "b$", "(", "[0-9]+", "^/x/$"])


def _keywords(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Schema objects: every keyword, mostly with a value that makes sense."""
    lists = st.lists(inner, min_size=1, max_size=3)
    maps = st.dictionaries(NAMES, inner, max_size=3)
    counts = st.integers(0, 3)
    meant = {
        "type": st.one_of(TYPES, st.lists(TYPES, max_size=3)),
        **dict.fromkeys(("enum", "examples"), st.lists(VALUES, max_size=3)),
        **dict.fromkeys(("const", "default", "example"), VALUES),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), lists),
        **dict.fromkeys(("properties", "dependentSchemas"), maps),
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        **dict.fromkeys(("not", "if", "then", "else", "contains", "items", "additionalProperties"), inner),
        **dict.fromkeys(("propertyNames", "unevaluatedProperties", "unevaluatedItems"), inner),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), counts),
        **dict.fromkeys(("minContains", "maxContains"), counts),
        **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), NUMBERS),
        "required": st.lists(NAMES, max_size=3),
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2), max_size=2),
        "pattern": PATTERNS,
        "format": st.sampled_from(["date", "uuid", "byte", "unknown"]),
        "discriminator": st.fixed_dictionaries(
            {"propertyName": NAMES}, optional={"mapping": st.dictionaries(NAMES, st.sampled_from(["A", "B", "It"]))}
        ),
        **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated", "nullable"), st.booleans()),
    }
    some = st.lists(st.sampled_from(sorted(meant)), max_size=5, unique=True)
    right = some.flatmap(lambda names: st.fixed_dictionaries({name: meant[name] for name in names}))
    wrong = some.flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, VALUES)))
    return st.one_of(right, right, right, wrong)


SCHEMAS = st.recursive(st.one_of(st.booleans(), REFERENCES, st.just({})), _keywords, max_leaves=8)
VERSIONS = st.sampled_from(["3.0.3", "3.1.0"])


@given(st.fixed_dictionaries({"It": SCHEMAS, "A": SCHEMAS, "B": SCHEMAS}), VALUES, VERSIONS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_value_survives_any_form(schemas: dict[str, Any], value: Any, version: str) -> None:
    form = body_form({"$ref": "#/components/schemas/It"}, schemas, version=version)
    default = form.default_state()
    state = apply(default, SetValue(BODY, value))
    paths = [found.path for found in form.walk(state) if found.path.is_within(BODY)]
    assert len(set(paths)) == len(paths)
    rebuilt = default
    for path in paths:
        shown = get(state, path)
        if shown is not OMIT:
            rebuilt = apply(rebuilt, SetValue(path, type(shown)() if isinstance(shown, dict | list) else shown))
    assert same_value(get(rebuilt, BODY), value)
    assert same_value(get(apply(default, SetBodyText(body_text(form, state))), BODY), value)
    for warning in check(form, state):
        assert form.nearest(warning.path, state)


@given(st.fixed_dictionaries({"It": SCHEMAS, "A": SCHEMAS, "B": SCHEMAS}), st.data(), VERSIONS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_a_form_offers_can_be_done(schemas: dict[str, Any], data: st.DataObject, version: str) -> None:
    form = body_form({"$ref": "#/components/schemas/It"}, schemas, version=version)
    state = form.default_state()
    for _ in range(3):
        fields = [found for found in form.walk(state) if found.path.is_within(BODY)]
        chosen = data.draw(st.sampled_from(fields))
        for presence in chosen.presences:
            state = apply_all(state, form.set_presence(chosen, presence, state))
        for branch in chosen.branches:
            state = apply_all(state, form.choose_branch(chosen, branch.index, state))
        assert list(form.walk(state))
        check(form, state)


def test_thousands_of_properties_cost_what_is_looked_at() -> None:
    members = {f"p{index}": {"$ref": "#/components/schemas/Part"} for index in range(5000)}
    schemas = {"Part": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/It"}}}}
    form = body_form({"$ref": "#/components/schemas/It"}, {**schemas, "It": {"type": "object", "properties": members}})
    state = form.default_state()
    assert len(form.names_below(field(form, state, "body"), state)) == 5000
    assert field(form, state, "body/p4999").label == "p4999"
    assert len(form.shapes._known) < 10
