"""Reads forms into pydantic models. A form that can't be read is shown again, with what was typed and what is wrong."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.datastructures import FormData, UploadFile

from domain.calendar import EARLIEST, LATEST
from domain.names import composed
from portal.translations import Catalogue

TOKEN, SEEN = "_form", "_seen"
"""Hidden fields: the form's token, and the last fact that who got the form could know of."""


_FACT_NUMBER = re.compile(r"[0-9]{1,18}")


def _as_day(text: object) -> object:
    """A date as people or browsers write it: 31-03-2026 or 2026-03-31."""
    if not isinstance(text, str):
        return text
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        if not EARLIEST <= day <= LATEST:
            raise PydanticCustomError("day", "Kijk of het jaar klopt.")
        return day
    raise PydanticCustomError("day", "Vul een datum in als dd-mm-jjjj.")


def _composed(text: object) -> object:
    return composed(text) if isinstance(text, str) else text


Day = Annotated[date, BeforeValidator(_as_day)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), BeforeValidator(_composed)
]


def _an_address(text: str) -> str:
    name, found, host = text.partition("@")
    if not found or not name or "." not in host or " " in text:
        raise PydanticCustomError("address", "Vul een e-mailadres in.")
    return text


Address = Annotated[Line, AfterValidator(_an_address)]
"""An e-mail address."""
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), BeforeValidator(_composed)
]
"""Free text: it goes into a note, never into a fact."""


class Form(BaseModel):
    """What all forms share: fields that nobody asked for are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


M = TypeVar("M", bound=Form)


@dataclass
class Failure:
    """Why something was not recorded, in words for who tried. `changes` are what others said meanwhile; `code` is the
    name of a refusal.
    """

    status: HTTPStatus
    sentence: str
    changes: Sequence[Any] = ()
    code: str = ""


@dataclass
class Filled(Generic[M]):
    """A form: empty, or as somebody sent it. `value` is there when it could be read."""

    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    value: M | None = None
    token: str | None = None
    seen: int | None = None
    failure: Failure | None = None
    message: UUID | None = None
    """The id under which this form is recorded as it was filled in."""
    repeated: bool = False
    """Whether it was recorded so already: sent again it is answered again, whatever changed since."""

    @property
    def had_its_turn(self) -> bool:
        """Whether it was recorded already, be it with something else in it: no longer the time to say that it can't."""
        return self.repeated or self.failure is not None

    def used_before(self, sentence: str, recorded: Sequence[Any]) -> None:
        """It was recorded with something else in it: what is typed now stays, in a form that is new."""
        self.failure = Failure(HTTPStatus.CONFLICT, sentence, recorded)
        self.value = self.token = self.seen = self.message = None

    @property
    def status(self) -> HTTPStatus:
        """With what the page is answered that shows this form."""
        if self.failure is not None:
            return self.failure.status
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - texts, files or lists of them
        """What was typed in a field, or what it starts with."""
        return self.typed.get(name, "")

    def chosen(self, name: str, option: object) -> bool:
        """Whether a choice of a field is ticked."""
        given = self.typed.get(name)
        among = given if isinstance(given, list | tuple | set | frozenset) else [given]
        return str(option) in {str(each) for each in among if each is not None}

    def refuse(self, name: str, sentence: str) -> None:
        """Something is wrong with a field after all, that only the page could know."""
        self.errors[name] = sentence
        self.value = None


def empty(**start: Any) -> Filled[Any]:  # noqa: ANN401 - whatever the fields hold
    """A form that nobody filled in yet, with what its fields start with."""
    return Filled(typed=start)


def read(data: FormData, model: type[M], words: Catalogue) -> Filled[M]:
    """What somebody sent, as a model; or what is wrong with it, field by field."""
    typed = {name: _typed(data, name, model) for name in dict.fromkeys(data.keys()) if not name.startswith("_")}
    seen = data.get(SEEN)
    filled: Filled[M] = Filled(
        typed=typed,
        token=str(data.get(TOKEN, "")) or None,
        seen=int(seen) if isinstance(seen, str) and _FACT_NUMBER.fullmatch(seen) else None,
    )
    try:
        filled.value = model.model_validate({name: value for name, value in typed.items() if _said(value)})
    except ValidationError as error:
        filled.errors = dict(_sentences(error.errors(), words))
    return filled


def content(data: FormData) -> str:
    """All that was filled in, as one text that differs when any of it does."""
    said = [(name, _text(value)) for name, value in data.multi_items() if not name.startswith("_")]
    return repr(sorted(said))


def _text(value: UploadFile | str) -> str:
    if isinstance(value, str):
        return value.strip()
    digest = hashlib.file_digest(value.file, "sha256").hexdigest()  # type: ignore[arg-type]
    value.file.seek(0)
    return f"{value.filename}/{digest}"


def _typed(data: FormData, name: str, model: type[Form]) -> Any:  # noqa: ANN401 - texts, files or lists of them
    """One value; all of them where the model has a collection."""
    if name in model.model_fields and _holds_many(model.model_fields[name].annotation):
        return [value for value in data.getlist(name) if _said(value)]
    return data.get(name)


def _holds_many(annotation: Any) -> bool:  # noqa: ANN401 - any annotation
    kinds = {list, tuple, set, frozenset}
    return get_origin(annotation) in kinds or any(get_origin(each) in kinds for each in get_args(annotation))


def _said(value: object) -> bool:
    """An empty field says nothing."""
    if isinstance(value, UploadFile):
        return bool(value.filename)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


_SENTENCES: Mapping[str, str] = {
    "missing": "Vul dit in.",
    "string_too_short": "Vul dit in.",
    "string_too_long": "Dit is te lang: ten hoogste %(max_length)s tekens.",
    "enum": "Kies een van de mogelijkheden.",
    "literal_error": "Kies een van de mogelijkheden.",
    "bool_parsing": "Kies een van de mogelijkheden.",
    "uuid_parsing": "Kies een van de mogelijkheden.",
    "int_parsing": "Vul een heel getal in.",
    "decimal_parsing": "Vul een getal in.",
    "greater_than_equal": "Vul een getal in van ten minste %(ge)s.",
    "less_than_equal": "Vul een getal in van ten hoogste %(le)s.",
    "too_short": "Kies er ten minste %(min_length)s.",
}


def _sentences(errors: Iterable[ErrorDetails], words: Catalogue) -> Iterable[tuple[str, str]]:
    for error in errors:
        name = str(error["loc"][0]) if error["loc"] else ""
        sentence = _SENTENCES.get(error["type"]) or error["msg"]
        yield name, words.gettext(sentence) % error.get("ctx", {})
