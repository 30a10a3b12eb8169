"""One form that adds a record or edits it, with the record's own rules told as sentences."""

from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

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


class DatedForm(RecordForm):
    """A RecordForm over rows that hold from a day on.

    A new row takes the place of the one with the same `series` that runs without an end: that
    one ends on the day the new one begins, or stays as it is when the new one is refused.
    """

    series: tuple[str, ...] = ()

    def save_edit(self) -> Any:
        if self.instance.pk or not self.series:
            return super().save_edit()
        with transaction.atomic():
            saved = super().save_edit() if self._end_running() else None
            if saved is None:
                transaction.set_rollback(True)
        return saved

    def _end_running(self) -> bool:
        """End the row before, and say whether no other one stands in the way."""
        same = {name: self.cleaned_data[name] for name in self.series}
        start, end = self.cleaned_data["from_on"], self.cleaned_data["until_on"]
        rows = self._meta.model._default_manager.filter(**same)
        for row in rows.filter(until_on=None, from_on__lt=start).select_for_update():
            row.until_on = start
            row.save_version(row.version, ["until_on"])
        later = rows.filter(from_on__gte=start).order_by("from_on").first()
        if later is None or (end is not None and end <= later.from_on):
            return True
        words = f"Another row begins on {later.from_on:%m/%d/%Y}: "
        if later.from_on == start:
            self.add_error("from_on", f"{words}change that one, or choose another day.")
        else:
            self.add_error("until_on", f"{words}let this one end by then.")
        return False


class CodedForm(RecordForm):
    """A RecordForm whose new rows get their lasting code from their name, number added if taken.

    `coded_by` is the field with the name, `within` the fields whose rows share no code.
    """

    coded_by = "name"
    within: tuple[str, ...] = ()

    def save_edit(self) -> Any:
        if not self.instance.pk:
            self.instance.code = self._free_code()
        return super().save_edit()

    def _free_code(self) -> str:
        longest = self._meta.model._meta.get_field("code").max_length
        word = slugify(self.cleaned_data[self.coded_by])[: longest - 4].strip("-") or "row"
        same = {name: getattr(self.instance, name) for name in self.within}
        taken = set(
            self._meta.model._default_manager.filter(code__startswith=word, **same).values_list(
                "code", flat=True
            )
        )
        tries = (f"{word}-{n}" if n else word for n in range(len(taken) + 1) if n != 1)
        return next((code for code in tries if code not in taken), f"{word}-{len(taken) + 1}")
