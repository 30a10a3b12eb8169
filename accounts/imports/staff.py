"""The staff list: people, their codes and licenses."""

from accounts.imports.findings import Row
from accounts.imports.loader import Loader
from teams.access.roles import GRANTS, Scope
from teams.people.models import License, Membership, User


class StaffLoader(Loader):
    key = ("email",)

    def apply(self, rows: list[Row]) -> None:
        """Match people by e-mail, else by name; make those nobody knows, without a password."""
        for row in rows:
            user = self._known(row)
            outcome = "new" if user is None else "unchanged"
            user = user or self._make(row)
            if user.role != row.values["role"]:
                self.findings.warn(
                    row,
                    "role",
                    f"{user.name} is {user.get_role_display().lower()} here and stays it.",
                )
            self.run.people.add(user, row.values["code"])
            if self._license(row, user) and outcome == "unchanged":
                outcome = "changed"
            self.findings.take(row, outcome)

    def _known(self, row: Row) -> User | None:
        people = self.run.people
        user = people.emails.get(row.values["email"])
        if user is None:
            user = people.names.get(" ".join(row.values["name"].upper().split()))
            if user is not None:
                self.findings.warn(row, "email", f"{user.name} has the address {user.email} here.")
        return user

    def _make(self, row: Row) -> User:
        """A new colleague of the batch's team.

        A role that sees more than its teams is not given by a file: such people stay
        inactive until an administrator lets them in.
        """
        wide = GRANTS[row.values["role"]].scope != Scope.TEAM
        user = User(
            email=row.values["email"],
            name=row.values["name"],
            role=row.values["role"],
            code=row.values["code"],
            is_active=not wide,
        )
        user.set_unusable_password()
        user.save()
        membership = Membership.objects.create(team=self.run.batch.team, user=user)
        self.run.changes.created([user, membership])
        if wide:
            self.findings.warn(
                row, "role", f"{user.name} stays inactive until an administrator agrees."
            )
        return user

    def _license(self, row: Row, user: User) -> bool:
        """Keep the license of the file; says whether that changed one the book had."""
        number, expires_on = row.values["license"], row.values["license_expires_on"]
        if not number:
            return False
        license = user.licenses.filter(state="CA").order_by("pk").first()
        if license is None:
            self.run.changes.created(
                [License.objects.create(user=user, number=number, expires_on=expires_on)]
            )
            return False
        changed = []
        for name, column, after in (
            ("number", "license", number),
            ("expires_on", "license_expires_on", expires_on),
        ):
            before = getattr(license, name)
            if after and before != after:
                self.findings.changed(row, column, before, after)
                self.run.changes.replace(license, name, after)
                changed.append(name)
        if changed:
            license.save(update_fields=changed)
        return bool(changed)
