"""What belongs to a row, as values of that row: a page need not ask the database once more."""

from django.db.models import Aggregate, Case, Func, IntegerField, JSONField, OuterRef, Subquery, When
from django.db.models.expressions import Star
from django.db.models.functions import JSONObject


class JSONList(Aggregate):
    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


class Row(JSONObject):
    def as_sqlite(self, compiler, connection, **context):
        """Without Django's question, once a thread and in a write transaction, whether SQLite knows JSON."""
        return Func.as_sql(self, compiler, connection, **context)


class Listed(Subquery):
    """What `rows` have as `value`, as a list; None or an empty one where there are none."""

    output_field = JSONField()
    template = "(SELECT JSON_GROUP_ARRAY(value) FROM (%(subquery)s) AS listed)"

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, self.template.replace("JSON_GROUP_ARRAY", "JSONB_AGG"), **context)


class Number(Func):
    """How many rows there are, or fulfil a condition.

    An aggregate of Django's would count them for groups, which takes twice the time.
    """

    function = "COUNT"
    output_field = IntegerField()

    def __init__(self, condition=None):
        super().__init__(Star() if condition is None else Case(When(condition, then=1)))


def json_rows(rows, fields, **link):
    """An annotation: `fields` of those `rows` that `link` ties to the outer row, as dicts, in no order.

    `link` is one pair: a name in `rows`, and one of the outer row, as in article="pk".
    None where there is no such row.
    """
    as_objects = JSONList(Row(**{field: field for field in fields}))
    name = next(iter(link))
    return Subquery(tied(rows, link).values(name).annotate(listed=as_objects).values("listed"))


def row_count(rows, **link):
    """An annotation: how many of `rows` the `link` ties to the outer row."""
    return number_of(tied(rows, link))


def number_of(rows):
    """An annotation: how many `rows` there are."""
    return Subquery(rows.order_by().values(number=Number()))


def tied(rows, link):
    ((name, outer),) = link.items()
    return rows.filter(**{name: OuterRef(outer)}).order_by()
