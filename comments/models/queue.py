from comments.models.comment import Comment


class Queue(Comment):
    """What moderators see of the comments: the same rows, with a place of its own in the admin."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "moderation queue"
        default_permissions = ()  # the right to moderate is the comment's
