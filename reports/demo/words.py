"""Lists of names."""


def words(text: str) -> tuple[str, ...]:
    """The words of `text`; an underscore stands for a space within one."""
    return tuple(word.replace("_", " ") for word in text.split())
