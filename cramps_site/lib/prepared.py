"""Queries that are compiled once in a process, and then asked with other values.

To build and compile a query costs Django about ten times what the database needs to answer it. Here it
is built as anywhere else, by the same QuerySets with the same rules, but from Slots that stand for values.
"""

from collections import namedtuple
from datetime import date
from functools import wraps

from django.db import connection
from django.db.models import Value
from django.db.models.query import ModelIterable


class Slot(Value):
    """Stands for the value at `position`."""

    def __init__(self, position):
        super().__init__(position)

    def as_sql(self, compiler, connection):
        return "%s", [self]


def prepared(build):
    """Decorator: `build` gets a Slot for each value, and returns a QuerySet of models or of values_list().

    What is decorated gets the values, and returns the rows as a list: of models, or of named tuples.
    `build` is called once for each kind of database and number of values, so it must look at none
    of them, nor at the clock: a moment is a value like others.
    """
    plans = {}

    @wraps(build)
    def ask(*values):
        known = connection.vendor, len(values)
        if known not in plans:
            plans[known] = Plan(build(*map(Slot, range(len(values)))))
        return plans[known].ask(values)

    return ask


class Plan:
    def __init__(self, queryset):
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        if any(isinstance(value, date) for value in self.params):
            raise ValueError("A prepared query holds a moment, which it would keep for ever.")
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.row = row_of(queryset, compiler)

    def ask(self, values):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled(self.params, values))
            return [self.row(*self.converted(values)) for values in cursor.fetchall()]

    def converted(self, values):
        values = list(values)
        for position, (converters, expression) in self.converters.items():
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return values


def filled(params, values):
    adapt = connection.ops.adapt_unknown_value
    return [adapt(values[param.value]) if isinstance(param, Slot) else param for param in params]


def row_of(queryset, compiler):
    """What makes a row of its values: a model, with what was annotated, or a named tuple."""
    if queryset._iterable_class is not ModelIterable:
        return namedtuple("Row", [name for *_, name in compiler.select])
    fields = [column.target.attname for column, *_ in compiler.select if hasattr(column, "target")]
    annotations = list(compiler.annotation_col_map)

    def instance(*values):
        made = queryset.model.from_db(connection.alias, fields, values[: len(fields)])
        for name, value in zip(annotations, values[len(fields) :], strict=True):
            setattr(made, name, value)
        return made

    return instance
