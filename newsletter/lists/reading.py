"""A CSV file of subscribers, row by row."""

import csv

from newsletter.lists.columns import Columns, says_left, wishes_of
from newsletter.lists.text import NotRead, as_text

DELIMITERS = ",;\t"
MOST_ROWS = 500_000


def entries(file, codec):
    """A dict for each row of a binary file: `line`, `typed`, `why` it is refused or "", `has_left`, `wishes`.

    Raises NotRead, sooner or later, for a file that is no list; names the line where it can.
    """
    text = as_text(file, codec)
    try:
        yield from read(text)
    except UnicodeError:
        raise NotRead("The file breaks off, or is not in the encoding that it says. Save it as UTF-8.") from None
    finally:
        text.detach()  # else the file would be closed with it


def read(text):
    delimiter = delimiter_of(text)
    rows = numbered(text, delimiter)
    first_line, first = next(rows, (1, []))
    if not first:
        raise NotRead("The file is empty.")
    columns = Columns(first)
    if not columns.has_header:
        yield entry(first_line, first, columns)
    for count, (line, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise NotRead(f"The file has more than {MOST_ROWS:,} rows. Split it.")
        yield entry(line, cells, columns)


def delimiter_of(text):
    """The one by which the first line that says something has a column of addresses, or has the most cells."""
    line = next((line for line in text if line.strip()), None)
    if line is None:
        raise NotRead("The file is empty.")
    text.seek(0)
    return max(DELIMITERS, key=lambda delimiter: reads_as(line, delimiter))


def reads_as(line, delimiter):
    cells = next(csv.reader([line], delimiter=delimiter), [])
    try:
        Columns(cells)
    except NotRead:
        return False, len(cells)
    return True, len(cells)


def numbered(text, delimiter):
    """(number of its first line, cells) for each row that says something."""
    reader, line = csv.reader(text, delimiter=delimiter, strict=True), 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotRead(f"Line {line} cannot be read: {error}. Is a quote missing in it, or one too many?") from None
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def entry(line, cells, columns):
    row, typed = columns.of(cells), columns.address_in(cells)
    left, (wishes, wrong) = says_left(row), wishes_of(row)
    if columns.names and len(cells) > len(columns.names):
        wrong = "More cells than the first line has. A comma that belongs to a cell must stand in quotes."
    if not typed:
        wrong = "There is no address in this row."
    elif typed.count("@") > 1:
        wrong = "More than one address stands in one cell. Give each a row of its own."
    return {"line": line, "typed": typed, "why": wrong or left, "has_left": bool(left), "wishes": wishes}
