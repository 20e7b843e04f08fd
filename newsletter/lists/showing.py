"""Rows of a list for people: as CSV that no spreadsheet takes for formulas."""

import csv

from cramps_site.lib.spreadsheet import harmless

AT_ONCE = 2000  # rows fetched together
COLUMNS = ["line", "email", "fate", "why"]


def not_imported_csv(the_list):
    """The lines of a file of all rows that were not imported, or would not be, each with the reason."""
    rows = the_list.rows.not_imported().iterator(chunk_size=AT_ONCE)
    return csv_lines(COLUMNS, ([row.line, row.typed, row.get_fate_display(), row.why] for row in rows))


def csv_lines(header, rows):
    """CSV line by line, never all of it in memory."""
    writer = csv.writer(Echo())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([harmless("" if cell is None else str(cell)) for cell in row])


class Echo:
    """A file that gives back what is written."""

    def write(self, line):
        return line
