"""One form that adds a record or edits it, with the record's own rules told as sentences."""

from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from teams.history.forms import EditForm


class RecordForm(EditForm):
    """An EditForm whose instance may be new, with everything but the typed fields filled in.

    All rules and constraints of the record are asked of the whole record as it would stand, so
    that the database never has to refuse what a person can mend.
    """

    def save_edit(self) -> Any:
        """Add or change the record; None with errors on the form when it could not be."""
        draft = copy(self.instance)
        for name in self._meta.fields or []:
            setattr(draft, name, self.cleaned_data[name])
        try:
            draft.full_clean()
            with transaction.atomic():
                if draft.pk:
                    return super().save_edit()
                draft.save()
        except ValidationError as problem:
            self._tell(problem)
        except IntegrityError:
            self.add_error(None, "Somebody entered the same at this moment. Look, then save again.")
        else:
            return draft
        return None

    def _tell(self, problem: ValidationError) -> None:
        for name, sentences in problem.message_dict.items():
            place = None if name == NON_FIELD_ERRORS or name not in self.fields else name
            for sentence in sentences:
                self.add_error(place, sentence)
