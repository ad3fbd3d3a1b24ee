"""A table that becomes a list where the terminal is too narrow for its words."""

from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from advisory_watch.cli.streams import printable

WORD_MAX_CHARS = 12
"""Longer words, such as names of rules and paths, may be broken rather than give up the table."""

FRAME_CHARS = 3
"""Width of a column without its text: a space on both sides, and the gap to the next column."""

PLAIN_HEAD = Box(" " * 4 + "\n" + " " * 4 + "\n -- \n" + "    \n" * 5, ascii=True)
"""The lines of `SIMPLE_HEAD`, for a terminal without line-drawing characters."""


class FittingTable(Table):
    """An airy table. If a word would be broken, each row is printed as a list of its cells.

    The first cell of a row is the head of its list; a cell without text is left out.
    """

    def __init__(self, title: str | None) -> None:
        super().__init__(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)

    def add_row(
        self,
        *cells: RenderableType | None,
        style: str | None = None,  # type: ignore[override]  # no caller has a `Style`
        end_section: bool = False,
    ) -> None:
        """Add a row, in letters that the standard output has, so that the columns align."""
        super().add_row(*map(_printable_cell, cells), style=style, end_section=end_section)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if _least_width(self.columns) > options.max_width:
            yield from self._lists()
            return
        if options.ascii_only:
            self.box = PLAIN_HEAD
        yield from super().__rich_console__(console, options)

    def _lists(self) -> Iterator[RenderableType]:
        if self.title:
            yield Text(str(self.title), "bold")
        names = [str(column.header) for column in self.columns]
        for head, *cells in zip(*(column.cells for column in self.columns), strict=True):
            yield Padding(head, (1, 0, 0, 2))
            grid = Table.grid(Column(no_wrap=True), Column(overflow="fold"), padding=(0, 2, 0, 0))
            for name, cell in zip(names[1:], cells, strict=True):
                if str(cell):
                    grid.add_row(name, cell)
            yield Padding(grid, (0, 0, 0, 4))
        yield Text(f"\n{self.caption}\n" if self.caption else "")


def _least_width(columns: Iterable[Column]) -> int:
    return 1 + sum(FRAME_CHARS + _least_column_width(column) for column in columns)


def _least_column_width(column: Column) -> int:
    texts = [str(column.header), *map(str, column.cells)]
    if column.no_wrap:
        return max(cell_len(line) for text in texts for line in text.splitlines() or [""])
    words = (cell_len(word) for text in texts for word in text.split())
    return min(WORD_MAX_CHARS, max(words, default=0))


def _printable_cell(cell: RenderableType | None) -> RenderableType | None:
    if isinstance(cell, Text):
        cell.plain = printable(cell.plain)
        return cell
    return printable(cell) if isinstance(cell, str) else cell
