"""What all tables share: names of constraints that a migration can find again, and columns that recur."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, MetaData, Uuid, func

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """The column holds one of the programme's words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=column)


def filled(column: str) -> CheckConstraint:
    """The column is not empty text."""
    return CheckConstraint(f"{column} <> ''", name=f"{column}_filled")


def of_traject() -> Column[object]:
    """The traject that a row belongs to."""
    return Column("traject_id", Uuid, ForeignKey("trajects.id"), nullable=False)


def of_participant() -> Column[object]:
    """The participant that a row is about, if it is about one."""
    return Column("participant_id", Uuid, ForeignKey("participants.id"))


def of_session() -> Column[object]:
    """The session that a row is about, if it is about one."""
    return Column("session_id", Uuid, ForeignKey("sessions.id"))


def of_message() -> Column[object]:
    """The message that a row came with."""
    return Column("message_id", Uuid, ForeignKey("messages.id"), nullable=False)


def moment(name: str) -> Column[object]:
    """When the row was written, by the database's own clock unless whoever writes it says when."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def only_days_of_ours() -> None:
    """Postgres also knows `infinity` and the year 12000, which no program of ours can read: no column holds them."""
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Date):
                table.append_constraint(_between(column.name, "0001-01-01", "9999-12-31"))
            elif isinstance(column.type, DateTime):  # a day less on both sides: in another time zone it is another day
                table.append_constraint(_between(column.name, "0001-01-02 00:00Z", "9999-12-31 00:00Z"))


def _between(column: str, first: str, last: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN '{first}' AND '{last}'", name=f"{column}_is_of_ours")
