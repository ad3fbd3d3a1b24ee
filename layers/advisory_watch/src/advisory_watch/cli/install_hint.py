"""The systemd unit and the cron line that keep a command running after a restart."""

import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from advisory_watch.bootstrap.settings import DEFAULT_CONTACT, process_settings

UNIT = """\
# Either systemd, for your user: save this as ~/.config/systemd/user/{name}.service
[Unit]
Description=Advisory Watch: government travel advice

[Service]
ExecStart={command}
{environment}Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target

# Then: systemctl --user daemon-reload
#       systemctl --user enable --now {name}
#       loginctl enable-linger          # keeps it running while you are logged out
#       journalctl --user -u {name} -f

# Or cron: add this line with `crontab -e`
{cron}"""


def install_hint(command: Sequence[str], folder: Path, name: str = "advisory-watch") -> str:
    """Return the unit and the cron line of a command for a home, with the present settings.

    `command` has no `--home` and no `--once`. `name` names the unit.
    """
    words_of_command = [*_program(), *command, "--home", str(folder.absolute())]
    contact = process_settings().contact
    variables = {} if contact == DEFAULT_CONTACT else {"ADVISORY_WATCH_CONTACT": contact}
    environment = "".join(
        f"Environment={_quoted(f'{name}={value}')}\n" for name, value in variables.items()
    )
    words = [f"{name}={quote(value)}" for name, value in variables.items()]
    cron = " ".join([*words, *map(quote, words_of_command), "--once"]).replace("%", r"\%")
    return UNIT.format(
        name=name,
        command=" ".join(map(_unit_word, words_of_command)),
        environment=environment,
        cron=f"*/5 * * * * {cron}",
    )


def _program() -> list[str]:
    """Return how this program was started, so that another directory makes no difference."""
    started = Path(sys.argv[0])
    if started.name == "advisory-watch":
        return [str(started.absolute())]
    return [sys.executable, "-m", "advisory_watch.cli"]


def _unit_word(text: str) -> str:
    """Quote a word of a command, in which `$` begins a variable."""
    return _quoted(text.replace("$", "$$"))


def _quoted(text: str) -> str:
    """Quote for systemd, where `%` begins a specifier."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if escaped != text or " " in text or "'" in text else text
