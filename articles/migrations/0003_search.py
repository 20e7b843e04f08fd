"""The index each database hangs on the texts: FTS5 on SQLite, tsvector and trigrams on PostgreSQL."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models.deletion import CASCADE

FIELDS = ["title", "summary", "headings", "topics", "authors", "body"]
NEW = ", ".join(f"new.{name}" for name in FIELDS)
OLD = ", ".join(f"old.{name}" for name in FIELDS)
COLUMNS = ", ".join(FIELDS)

# External content: the texts stand once, in articles_searchtext; triggers keep the index in step.
SQLITE = [
    f"CREATE VIRTUAL TABLE articles_search USING fts5({COLUMNS},"
    " content='articles_searchtext', content_rowid='article_id', tokenize='unicode61')",
    "CREATE TRIGGER articles_search_added AFTER INSERT ON articles_searchtext BEGIN"
    f" INSERT INTO articles_search(rowid, {COLUMNS}) VALUES (new.article_id, {NEW}); END",
    "CREATE TRIGGER articles_search_removed AFTER DELETE ON articles_searchtext BEGIN"
    f" INSERT INTO articles_search(articles_search, rowid, {COLUMNS}) VALUES ('delete', old.article_id, {OLD}); END",
    "CREATE TRIGGER articles_search_changed AFTER UPDATE ON articles_searchtext BEGIN"
    f" INSERT INTO articles_search(articles_search, rowid, {COLUMNS}) VALUES ('delete', old.article_id, {OLD});"
    f" INSERT INTO articles_search(rowid, {COLUMNS}) VALUES (new.article_id, {NEW}); END",
    # Padded as pg_trgm pads, so that the ends of a word count.
    "CREATE VIRTUAL TABLE articles_search_words USING fts5(word, tokenize='trigram')",
    "CREATE TRIGGER articles_search_words_added AFTER INSERT ON articles_searchword BEGIN"
    " INSERT INTO articles_search_words(rowid, word) VALUES (new.id, '__' || new.word || '_'); END",
    "CREATE TRIGGER articles_search_words_removed AFTER DELETE ON articles_searchword BEGIN"
    " DELETE FROM articles_search_words WHERE rowid = old.id; END",
]
SQLITE_BACK = ["DROP TABLE articles_search", "DROP TABLE articles_search_words"]

WEIGHED = [("title", "A"), ("summary", "B"), ("headings", "C"), ("topics", "C"), ("authors", "C"), ("body", "D")]
VECTOR = " || ".join(f"setweight(to_tsvector('simple', {name}), '{weight}')" for name, weight in WEIGHED)
POSTGRESQL = [
    f"ALTER TABLE articles_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "CREATE INDEX articles_search ON articles_searchtext USING gin (vector)",
    "CREATE INDEX articles_search_words ON articles_searchword USING gist (word gist_trgm_ops)",
]
POSTGRESQL_BACK = ["DROP INDEX articles_search_words", "ALTER TABLE articles_searchtext DROP COLUMN vector"]


def add_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_pictures_under_random_names'),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('article', models.OneToOneField(on_delete=CASCADE, primary_key=True, related_name='search_text', serialize=False, to='articles.article')),
                ('title', models.TextField()),
                ('summary', models.TextField()),
                ('headings', models.TextField()),
                ('topics', models.TextField()),
                ('authors', models.TextField()),
                ('body', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40, unique=True)),
                ('stem', models.CharField(db_index=True, max_length=40)),
            ],
        ),
        migrations.RunPython(add_index, drop_index),
    ]
