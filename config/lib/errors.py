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
