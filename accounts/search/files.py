"""Finding files by what they are called and by what is written in them."""

from accounts.attachments.models import Attachment
from accounts.search.finders import Found, Question, finder
from teams.people.models import User


@finder("Files", order=50, rule="clients.view")
def files(user: User, asked: Question, limit: int) -> list[Found]:
    """Files whose title or content has all the words, the latest first; one query."""
    rows = Attachment.objects.visible_to(user).kept().with_latest().saying(asked.text)
    rows = rows.select_related("client", "category").order_by("-received_on", "-pk")[:limit]
    return [
        Found(row.title, f"{row.category} · {row.client}", row.get_absolute_url()) for row in rows
    ]
