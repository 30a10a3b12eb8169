"""Errors that a person is meant to read."""


class DomainError(Exception):
    """A rule of the business refused the request.

    `message` is one sentence fit for the user. `field` names the form field it
    belongs to, if any.
    """

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field


class AlteredForm(DomainError):
    """A form that was sent before came again and says something else."""

    def __init__(self) -> None:
        super().__init__(
            "This form was sent before with other figures, and that stands; nothing "
            "more was saved. If you mean another one, press the button once more."
        )
