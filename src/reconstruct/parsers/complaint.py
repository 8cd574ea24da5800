"""What is wrong with a format's file -> the error that says it: the reason, the file and line, and help."""

from __future__ import annotations

from dataclasses import dataclass

from reconstruct.errors import FormatError


@dataclass(frozen=True, slots=True)
class Place:
    """A format's file by its name, with its text where a line is to be found in it."""

    name: str
    text: str = ""

    def at(self, *words: str, number: int = 1) -> str:
        """The file and the line on which the first of the words that it holds stands for the `number`th time.

        >>> Place("own.toml", "name = 'a'\\nkind = 'weather'").at("weather"), Place("own.toml").at("weather")
        ('own.toml:2', 'own.toml')
        """
        for word in words:
            holding = [line for line, text in enumerate(self.text.splitlines(), 1) if word in text]
            if len(holding) >= number:
                return f"{self.name}:{holding[number - 1]}"
        return self.name

    def at_value(self, value: str) -> str:
        """The same for a value, which stands in quotes or names a group."""
        return self.at(f"<{value}>", f'"{value}"', f"'{value}'", value)

    def at_pattern(self, pattern: str) -> str:
        """The same for a pattern, whose text may go on over lines and be made of pieces: where its first part stands.

        >>> Place("own.toml", "kind = 'x'\\npattern = '^(?P<time>[0-9]+)(?=a)$'").at_pattern("^(?P<time>[0-9]+)(?=a)$")
        'own.toml:2'
        """
        return self.at(*(pattern[:size] for size in range(len(pattern), 2, -1)))


def complain(place: str, reason: str, help_text: str) -> FormatError:
    """The error about a format file: reason, place, help.

    >>> str(complain("own.toml:2", "no such kind: 'weather'", "one of request, server"))
    "no such kind: 'weather' (in the format own.toml:2): one of request, server"
    """
    return FormatError(f"{reason} (in the format {place}): {help_text}")
