"""Cells of a CSV file, which somebody opens in a spreadsheet."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes such a cell for a formula


def harmless(cell):
    """The text of a cell, never a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def as_it_was(cell):
    """The text of a cell that `harmless` wrote."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell
