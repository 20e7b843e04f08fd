"""One line for each figure, with what is wanted, and whether it was met."""


def at_least(what, figure, ratio, wanted):
    line(what, f"{figure:,.0f}", f"{ratio:.2f}", f"≥ {wanted}", ratio >= wanted)


def at_most(what, figure, wanted, ratio=None):
    met = (figure if ratio is None else ratio) <= wanted
    line(what, f"{figure:,.2f}", "" if ratio is None else f"{ratio:.2f}", f"≤ {wanted}", met)


def none(what, number, of=""):
    line(what, f"{number:,}", "", f"0{of}", number == 0)


def line(what, figure, ratio, wanted, met):
    print(f"{what:44}{figure:>10}{ratio:>8}{wanted:>9}  {'PASS' if met else 'FAIL'}", flush=True)
