"""One request as a page sees it: who asks, what they sent, what they may read, how they are answered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from uuid import UUID

from anyio import from_thread
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from domain.texts import Language
from portal import forms, notice, protection, telling
from portal.addresses import ours
from portal.errors import ForeignForm, SignInFirst
from portal.forms import Filled, Form
from portal.help_topics import topic_of
from portal.navigation import entries
from portal.reading.said import Sent, in_words, of_forms
from portal.services import Services
from portal.tokens import FormTokens
from portal.translations import LANGUAGE_NAMES, Catalogue, catalogue
from portal.visitor import Visitor
from storage.engine import FOR_FILES, ReadSession, WriteSession, reading, writing
from workers.errors import Broken, Refused, Unavailable

LANGUAGE_COOKIE = "taal"
BACK = "_terug"
"""The hidden field of a form that says where to go back to."""
M = TypeVar("M", bound=Form)


@dataclass
class Visit:
    """Made by the access check (`portal.app`) for every request; pages get it as `Visiting`."""

    request: Request
    services: Services
    somebody: Visitor | None
    form: FormData = field(default_factory=FormData)
    notices: tuple[str, int, int] | None = None

    @property
    def visitor(self) -> Visitor:
        """Who is signed in; on pages of the table that are not public there is always somebody."""
        if self.somebody is None:
            raise SignInFirst
        return self.somebody

    @property
    def today(self) -> date:
        """The calendar day in the Netherlands."""
        return self.services.today

    @property
    def language(self) -> Language:
        """What was chosen in this browser, or else with the account; Dutch first."""
        wanted = protection.cookie(self.request, LANGUAGE_COOKIE) or (self.somebody and self.somebody.language)
        return "en" if wanted == "en" else "nl"

    @property
    def words(self) -> Catalogue:
        """Sentences in that language: `visit.words.gettext("Opgeslagen.")`."""
        return catalogue(self.language)

    @property
    def in_place(self) -> bool:
        """Whether htmx asks, to change a part of the page it has."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def tokens(self) -> FormTokens:
        """Of the forms in this session."""
        return FormTokens(self.services.secret, self.somebody.session if self.somebody else b"")

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        """One moment of the database. Leave the block before saying anything."""
        with reading(self.services.engine) as session:
            yield session

    @contextmanager
    def reading_everything(self) -> Iterator[ReadSession]:
        """The same with patience, for a file with more than a page in it."""
        with reading(self.services.engine, FOR_FILES) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[WriteSession]:
        """One transaction, for what is the portal's own (accounts, saved views): facts are said, not written."""
        with writing(self.services.engine) as session:
            yield session

    def url(self, name: str, **parameters: object) -> str:
        """The address of a route, without the host."""
        return self.services.addresses.of(self.request.app, name, parameters)

    @property
    def back(self) -> str | None:
        """Where somebody came from to fill in a form: a page of ours, that they see again once it is recorded."""
        given = self.form.get(BACK) or self.request.query_params.get("terug")
        return ours(str(given), "") or None if given else None

    # ---- forms ----

    def fill(self, model: type[M]) -> Filled[M]:
        """The form that was sent, as a model or with its errors.

        One that was recorded with something else in it (the browser's Back) says so, and says nothing else.
        """
        filled = forms.read(self.form, model, self.words)
        form = self.tokens.message(filled.token or "")
        if form is not None and self.somebody is not None:  # nobody is known by a form before they signed in
            content = f"{self.request.url.path} {forms.content(self.form)}"
            filled.message = self.tokens.filled_in(form, content)
            filled.repeated = bool(self.sent_before(filled, [Sent(form, filled.message)]))
        return filled

    def sent_before(self, filled: Filled[Any], parts: Sequence[Sent]) -> set[UUID]:
        """Which messages of a form, or of its parts, went in already; the form says so if they were others then."""
        now = {part.message for part in parts}
        labels = {part.form: part.label for part in parts}
        with self.reading() as session:
            before = of_forms(session, labels)
            others = {message: labels[form] for message, form in before.items() if message not in now}
            if others:
                sentence = self.words.gettext(
                    "Dit formulier is al vastgelegd, met iets anders erin. Wat er nu staat, is niet vastgelegd. "
                    "Kijk of het klopt en verstuur het dan opnieuw."
                )
                filled.used_before(sentence, in_words(session, others, self.language))
        return now & before.keys()

    def tell(self, filled: Filled[Any], statement: telling.Statement) -> bool:
        """Say it; true once it is stored. If not, the form knows why, and shows it with what was typed.

        Whoever is refused may be so because of what others recorded in that very moment, so that is shown as well.
        """
        if filled.message is None:
            raise ForeignForm
        if self.was_overtaken(filled, statement, filled.message):
            return False
        recorded = self.say(filled, statement, filled.message, self.visitor.by)
        if filled.failure is not None and filled.failure.status is HTTPStatus.CONFLICT:
            filled.failure.changes = self._changes_since(filled, statement, filled.message)
        return recorded

    def say(self, filled: Filled[Any], statement: telling.Statement, message: UUID, by: str) -> bool:
        """The same under an id that is not the form's, and by somebody who need not be signed in."""
        said, enclosure = telling.as_message(statement, message, by)
        try:
            answer = from_thread.run(self.services.say, statement.workflow, statement.traject, said, enclosure)
        except Refused as error:
            filled.failure = telling.refused(error.nl if self.language == "nl" else error.en, error.code)
            return False
        except (Unavailable, Broken) as error:
            filled.failure = telling.unavailable(error.nl if self.language == "nl" else error.en)
            return False
        self.notices = telling.told(answer)
        return True

    def was_overtaken(self, filled: Filled[Any], statement: telling.Statement, message: UUID) -> bool:
        """Whether somebody else recorded something about it since the form was shown; sent again it goes in."""
        if filled.seen is None or filled.repeated:
            return False
        if changes := self._changes_since(filled, statement, message):
            sentence = self.words.gettext(
                "Intussen is er iets anders vastgelegd. Kijk of dit nog klopt en verstuur het dan opnieuw."
            )
            filled.failure = forms.Failure(telling.refused("").status, sentence, changes)
        return bool(changes)

    def _changes_since(
        self, filled: Filled[Any], statement: telling.Statement, message: UUID
    ) -> Sequence[telling.Change]:
        """What others recorded since the form was shown, which now shows it."""
        if filled.seen is None:
            return ()
        with self.reading() as session:
            changes, filled.seen = telling.changes_since(session, statement, filled.seen, message, self.language)
        return changes

    # ---- answers ----

    def page(
        self,
        template: str,
        *,
        status: int | None = None,
        filled: Filled[Any] | None = None,
        **context: Any,  # noqa: ANN401 - whatever the template needs
    ) -> Response:
        """A page. With a form that was refused, the status is the form's."""
        code = status or (filled.status if filled is not None else 200)
        if filled is not None:
            context["filled"] = filled
        text = self.services.rendering.page(self.language, template, {**self._around(), **context})
        return self._answer(text, int(code))

    def block(self, template: str, block: str, *, status: int = 200, **context: Any) -> Response:  # noqa: ANN401
        """One block of a page, for an answer in place."""
        text = self.services.rendering.block(self.language, template, block, {**self._around(), **context})
        return self._answer(text, status)

    def see(self, address: str, sentence: str | None = None) -> Response:
        """On to another page, which says that it was recorded, or `sentence`.

        Who came to a form from elsewhere (`?terug=`, kept in the form) goes back there instead.
        """
        came_from = self.back if self.form.get(BACK) else None
        response = RedirectResponse(came_from or address, status_code=303)
        if said := sentence or notice.recorded(self.notices, self.words):
            notice.give_along(self.request, response, self.services.secret, said)
        return response

    def _around(self) -> dict[str, Any]:
        """What every template may use."""
        return {
            "visit": self,
            "visitor": self.somebody,
            "today": self.today,
            "url": self.url,
            "token": self._token,
            "navigation": entries(self),
            "languages": LANGUAGE_NAMES,
            "notice": notice.given_along(self.request, self.services.secret),
            "filled": forms.empty(),
            "path": self._path(),
            "help_topic": topic_of(self.request.url.path),
        }

    def _token(self, filled: Filled[Any] | None = None) -> str:
        """The token that a form is shown with again, or a new one."""
        kept = filled.token if filled is not None else None
        return kept if kept and self.tokens.message(kept) else self.tokens.new()

    def _path(self) -> str:
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    def _answer(self, text: str, status: int) -> Response:
        response = HTMLResponse(text, status_code=status)
        if self.in_place and status >= 400:  # noqa: PLR2004 - an address that only takes forms is no place to go back to
            response.headers["HX-Push-Url"] = "false"
        notice.take_away(self.request, response)
        return response


def _visit_of(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


Visiting = Annotated[Visit, Depends(_visit_of)]
"""`def tasks(visit: Visiting) -> Response:` is how a page begins."""
