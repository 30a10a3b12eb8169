"""One box for everything."""

from accounts.search.finders import Found, Question, finders
from teams.people.models import User

LIMIT = 6
SHORTEST = 2


def search(user: User, text: str, limit: int = LIMIT) -> dict[str, list[Found]]:
    """What `user` may see that matches `text`, by heading, best first; at most `limit` each.

    Headings with an exact code or number come first, then the finders' order. Each finder makes
    a fixed number of queries, so the box does too.
    """
    text = " ".join(text.replace("\x00", "").split())
    if len(text) < SHORTEST:
        return {}
    asked = Question(text)
    found = {f.label: f.find(user, asked, limit) for f in finders() if user.may(f.rule)}
    hits = [(label, rows) for label, rows in found.items() if rows]
    return dict(sorted(hits, key=lambda hit: not hit[1][0].sure))
