"""People, their teams and their licenses."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from config.lib.models import Versioned
from teams.access.roles import GRANTS, Role, may
from teams.history.tracking import tracked
from teams.people.querysets import LicenseQuerySet, TeamQuerySet, UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        """The first person of a house: a system administrator, who adds the others."""
        user = self.model(email=email.lower(), name=name, role=Role.ADMINISTRATOR)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked("password", "last_login")
class User(Versioned, AbstractBaseUser):
    """Someone who works at the brokerage. Only active people sign in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=Role)
    code = models.CharField("staff code", max_length=20, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(
        max_length=6,
        default="auto",
        choices={"auto": "Like the system", "light": "Light", "dark": "Dark"},
    )
    shortcuts = models.BooleanField("single-key shortcuts", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known")
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, rule: str) -> bool:
        """Whether this person's role holds the access rule."""
        return self.is_active and may(self.role, rule)

    @property
    def scope(self) -> str:
        """Whose clients this person sees."""
        return GRANTS[self.role].scope

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()


@tracked()
class Team(Versioned):
    """People who serve the same clients; teams stand in departments."""

    name = models.CharField(max_length=80, unique=True)
    department = models.CharField(max_length=80, default="Commercial lines")
    people = models.ManyToManyField(User, through="Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["department", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Membership(models.Model):
    """A person's place in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


@tracked()
class License(Versioned):
    """An insurance license, printed on quotations and letters (CIC 1725.5; DOMAIN §13).

    Its status follows from its days.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="licenses")
    state = models.CharField(max_length=2, default="CA")
    kind = models.CharField(max_length=60, default="Property and casualty broker-agent")
    number = models.CharField(max_length=20)
    issued_on = models.DateField("issued", null=True, blank=True)
    expires_on = models.DateField("expires", null=True, blank=True)
    inactive_on = models.DateField(
        "inactive from", null=True, blank=True, help_text="Surrendered, suspended or not renewed."
    )

    objects = LicenseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "state", "kind"], name="license_once",
                violation_error_message="This person has such a license of that state already.",
            ),
            models.CheckConstraint(
                condition=models.Q(issued_on=None)
                | models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="license_dates_in_order",
                violation_error_message="A license expires after it was issued.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.state} {self.number}"

    def status(self, on: date) -> str:
        """Active, expired or inactive on `on`; the last day still counts."""
        if self.inactive_on is not None and self.inactive_on <= on:
            return "Inactive"
        if self.expires_on is not None and self.expires_on < on:
            return "Expired"
        return "Active"
