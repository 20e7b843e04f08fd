"""Questions, changes and rows for the database whose SQL is compiled once in a process, and then takes other values.

To build and compile a query costs Django about ten times what the database needs to answer it. Here one
is built as anywhere else, by the same QuerySets with the same rules, but from Slots that stand for values.
"""

from collections import namedtuple
from datetime import date
from functools import wraps
from itertools import count
from types import SimpleNamespace

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Value
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError
from django.utils.dateparse import parse_datetime


class Slot(Value):
    """Stands for the value at `position`."""

    def __init__(self, position):
        super().__init__(position)

    def as_sql(self, compiler, connection):
        return "%s", [self]


def prepared(build):
    """Decorator: `build` gets a Slot for each value, and returns a QuerySet of models or of values_list().

    What is decorated gets the values, and returns the rows as a list: of models, or of named tuples.
    Where `build` also returns {field: new value}, the rows are changed instead, and their number is returned.
    `build` is called once for each kind of database and number of values, so it must look at none
    of them, nor at the clock: a moment is a value like others.
    """
    plans = {}

    @wraps(build)
    def ask(*values):
        connection = connections[DEFAULT_DB_ALIAS]
        known = connection.vendor, len(values)
        if known not in plans:
            built = build(*map(Slot, range(len(values))))
            plans[known] = Change(*built, connection) if isinstance(built, tuple) else Plan(built, connection)
        return plans[known].ask(values, connection)

    return ask


class Plan:
    def __init__(self, queryset, connection):
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiled(compiler)
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])
        self.row, self.locks = row_of(queryset, compiler), queryset.query.select_for_update

    def ask(self, values, connection):
        if self.locks and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked within a transaction only.")
        with connection.prepared_cursor() as cursor:
            cursor.execute(self.sql, filled(self.params, values, connection))
            return [self.row(*self.converted(row, connection)) for row in cursor.fetchall()]

    def converted(self, row, connection):
        values = list(row)
        for position, (converters, expression) in self.converters.items():
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return values


class Change:
    def __init__(self, queryset, new_values, connection):
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(new_values)
        self.sql, self.params = compiled(query.get_compiler(connection=connection))

    def ask(self, values, connection):
        with connection.prepared_cursor() as cursor:
            cursor.execute(self.sql, filled(self.params, values, connection))
            return cursor.rowcount


def compiled(compiler):
    sql, params = compiler.as_sql()
    if any(map(is_moment, params)):
        raise ValueError("A prepared query holds a moment, which it would keep for ever.")
    return compiler.connection.with_constants(sql, params, Slot)


def is_moment(value):
    """Also as SQLite gets it: as text."""
    return isinstance(value, date) or (isinstance(value, str) and parse_datetime(value) is not None)


def filled(params, values, connection):
    adapt = connection.ops.adapt_unknown_value
    return [adapt(values[param.value]) if isinstance(param, Slot) else param for param in params]


def row_of(queryset, compiler):
    """What makes a row of its values: a model with what it selects and annotates, or a named tuple."""
    if queryset._iterable_class is not ModelIterable:
        return namedtuple("Row", [name for *_, name in compiler.select])
    info, alias = compiler.klass_info, DEFAULT_DB_ALIAS
    places = info["select_fields"]
    names = [compiler.select[place][0].target.attname for place in places]
    related = get_related_populators(info, compiler.select, alias, queryset._fetch_mode)

    def instance(*values):
        made = queryset.model.from_db(alias, names, values[places[0] : places[-1] + 1])
        for populator in related:
            populator.populate(values, made)
        for name, place in compiler.annotation_col_map.items():
            setattr(made, name, values[place])
        return made

    return instance


def prefetched(instance, relation, rows):
    """Keep `rows` as what a relation to many, which leads back to `instance`, was asked for: as `prefetch_related`."""
    manager = getattr(instance, relation)
    for row in rows:
        setattr(row, manager.field.name, instance)
    known = manager.get_queryset()
    known._result_cache, known._prefetch_done = rows, True
    vars(instance).setdefault("_prefetched_objects_cache", {})[relation] = known


def store(instances):
    """Store new rows of a model, as `save` does but without signals, and without what fields do to themselves."""
    keys = insert(type(instances[0]), [vars(instance) for instance in instances])
    for instance, key in zip(instances, keys, strict=True):
        instance.pk, instance._state.adding, instance._state.db = key, False, DEFAULT_DB_ALIAS


def insert(model, rows):
    """Store new `rows`, {attname: value} with all columns but the key, by one statement. Returns their keys."""
    connection = connections[DEFAULT_DB_ALIAS]
    known = connection.vendor, model, len(rows)
    if known not in INSERTS:
        INSERTS[known] = insertion(model, len(rows), connection)
    sql, params = INSERTS[known]
    fields = fields_of(model)
    values = [as_stored(field, row[field.attname], connection) for row in rows for field in fields]
    with connection.prepared_cursor() as cursor:
        cursor.execute(sql, [values[place] for place in params])
        return [key for (key,) in cursor.fetchall()]


def as_stored(field, value, connection):
    """As the field's column takes it. Most are numbers and text, which stay as they are."""
    return value if value is None or type(value) in {int, str} else field.get_db_prep_save(value, connection)


INSERTS = {}  # by kind of database, model and number of rows


def insertion(model, number, connection):
    """(SQL, the places of its values) of a statement that stores so many rows and returns their keys."""
    slots, fields = map(Slot, count()), fields_of(model)
    rows = [SimpleNamespace(**{field.attname: next(slots) for field in fields}) for _ in range(number)]
    query = InsertQuery(model)
    query.insert_values(fields, rows, raw=True)
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [model._meta.pk]
    [(sql, params)] = compiler.as_sql()
    sql, params = connection.with_constants(sql, params, Slot)
    return sql, [slot.value for slot in params]


def fields_of(model):
    return [field for field in model._meta.concrete_fields if not field.primary_key]
