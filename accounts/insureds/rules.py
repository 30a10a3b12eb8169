"""Parents and children, as arithmetic."""


def is_above(upper: int, lower: int, parents: dict[int, int]) -> bool:
    """Whether `upper` is `lower` or stands above it, by `parents` (child → parent)."""
    seen: set[int] = set()
    at: int | None = lower
    while at is not None and at not in seen:
        if at == upper:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
