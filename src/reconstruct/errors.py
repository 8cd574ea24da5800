"""The few ways in which reconstruct can fail, as a tree; each says when it is raised."""


class ReconstructError(Exception):
    """Every error of this package; its text says where, what, and what to do, in one line."""


class UsageError(ReconstructError):
    """What was asked for makes no sense: a window that ends before it starts, a zone that does not exist."""


class UnreadableError(ReconstructError):
    """Nothing could be read: no such path, an empty folder, no file that is a log."""


class FormatError(ReconstructError):
    """A format's TOML file is wrong; raised when it is loaded, with reason, place and help."""


class FrameError(ReconstructError):
    """A frame that was brought along lacks columns or has wrong dtypes; all of them are named at once."""


class OutputError(ReconstructError):
    """The report could not be written; the earlier one, where there was one, is untouched."""
