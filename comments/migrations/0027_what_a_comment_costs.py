"""Fewer indexes to write for each comment: of relations only where there is one, and of unique texts one each.

With a million comments it takes two minutes on SQLite, which makes the table anew for each column.
"""

import cramps_site.lib.tokens
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_versions_of_pages'),
        ('comments', '0026_way_to_all_comments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='article',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='articles.article'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='fingerprint',
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name='comment',
            name='imported_from',
            field=models.CharField(editable=False, help_text='Its identity where it came from.', max_length=200, null=True),
        ),
        migrations.AlterField(
            model_name='comment',
            name='leased_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='comment',
            name='parent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='comments.comment', verbose_name='in reply to'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='person',
            field=models.ForeignKey(db_index=False, editable=False, help_text='Who of the house wrote it. Empty for readers, whatever they call themselves.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='articles.person'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='thread',
            field=models.ForeignKey(db_index=False, help_text='The comment that began the thread. Empty for that comment itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='comments.comment'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='token',
            field=models.CharField(default=cramps_site.lib.tokens.new_token, editable=False, max_length=32),
        ),
        migrations.AlterField(
            model_name='nearkey',
            name='comment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='near_keys', to='comments.comment'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='of_a_parent'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread__isnull', False)), fields=['thread'], name='of_a_thread'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='of_a_person'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('leased_by__isnull', False)), fields=['leased_by'], name='leased_by'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('token',), name='a_token_once'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('fingerprint',), name='a_fingerprint_once'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(condition=models.Q(('imported_from__isnull', False)), fields=('imported_from',), name='imported_once'),
        ),
    ]
