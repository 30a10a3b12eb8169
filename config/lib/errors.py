"""Errors that a person is meant to read."""

from collections.abc import Sequence


class DomainError(Exception):
    """A rule of the business refused the request.

    `message` is one sentence fit for the user. `field` names the form field it
    belongs to, if any.
    """

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class Faults(DomainError):
    """Several rules refused at once; `found` has them all, each with its field.

    Who does not know the difference tells all of them at the first one's field.
    """

    def __init__(self, found: Sequence[DomainError]):
        super().__init__(" ".join(fault.message for fault in found), found[0].field)
        self.found = tuple(found)


class Gathering:
    """Asks several rules before it says no, so that a person hears of everything at once.

        faults = Gathering()
        with faults:
            check(...)
        faults.tell()

    `tell` raises the one DomainError there was, or Faults for several.
    """

    def __init__(self) -> None:
        self.found: list[DomainError] = []

    def __enter__(self) -> "Gathering":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        if isinstance(error, DomainError):
            self.found += faults_of(error)
        return isinstance(error, DomainError)

    def tell(self) -> None:
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise Faults(self.found)


def faults_of(error: DomainError) -> tuple[DomainError, ...]:
    """The single refusals that `error` tells of."""
    return error.found if isinstance(error, Faults) else (error,)


class AlteredForm(DomainError):
    """A form that was sent before came again and says something else."""

    def __init__(self) -> None:
        super().__init__(
            "This form was sent before with other figures, and that stands; nothing "
            "more was saved. If you mean another one, press the button once more."
        )
