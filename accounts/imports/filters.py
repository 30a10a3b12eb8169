"""How the list of imports is narrowed."""

import django_filters

from accounts.imports.models import ImportBatch


class ImportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ImportBatch.State.choices)
    source = django_filters.CharFilter(lookup_expr="icontains", label="System")

    class Meta:
        model = ImportBatch
        fields: tuple[str, ...] = ()
