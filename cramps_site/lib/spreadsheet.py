"""CSV files, which somebody opens in a spreadsheet."""

import csv

from django.http import StreamingHttpResponse

ROWS_AT_ONCE = 2000  # fetched together for a file that may be long
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes such a cell for a formula


def harmless(cell):
    """The text of a cell, never a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_it_was(cell):
    """The text of a cell that `harmless` wrote."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def csv_lines(header, rows):
    """The lines of a file, one by one: never all of it is in memory. None becomes an empty cell."""
    writer = csv.writer(Echo())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([harmless("" if cell is None else str(cell)) for cell in row])


def download(file_name, header, rows):
    """The answer by which a browser stores it."""
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


class Echo:
    """A file that gives back what is written."""

    def write(self, line):
        return line
