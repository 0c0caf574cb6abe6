"""What a user did wrong, said so that the next step is clear.

Every error that reaches a user is one of these: the command line prints its sentence and exits with
`exit_code`, the pytest plugin turns it into a usage error. Neither shows a traceback of ours.
"""


class UserError(Exception):
    """A fact, the value, the rule and the next step, in one line.

    `details` holds text that belongs to the user, such as the traceback of their own application; it is
    shown below the line.
    """

    def __init__(self, message: str, *, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class ServerError(UserError):
    """The application under test did not start, never became ready, or died."""


class ServerDied(ServerError):  # noqa: N818 - says what happened
    """The application died after it had been ready. `how` is the fact alone: when and with what exit code."""

    def __init__(self, app: str, how: str, next_step: str, *, details: str) -> None:
        super().__init__(f"{app}: {how}: {next_step}", details=details)
        self.how = how
