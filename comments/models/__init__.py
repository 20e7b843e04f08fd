from comments.models.comment import Comment
from comments.models.decision import AppendOnly, Decision
from comments.models.digest import DigestChoice
from comments.models.discussion import ArticleDiscussion, Mode, SiteDiscussion
from comments.models.figures import CountedFigures
from comments.models.learned import LearnedModel
from comments.models.no_mail import NoMail
from comments.models.notice import Notice
from comments.models.queue import Queue
from comments.models.reason import Reason
from comments.models.report import Report
from comments.models.rule import Ban, Rule
from comments.models.states import QueuedFor, Status
from comments.models.wave import NearKey, Wave

__all__ = [
    "AppendOnly",
    "ArticleDiscussion",
    "Ban",
    "Comment",
    "CountedFigures",
    "Decision",
    "DigestChoice",
    "LearnedModel",
    "Mode",
    "NearKey",
    "NoMail",
    "Notice",
    "Queue",
    "QueuedFor",
    "Reason",
    "Report",
    "Rule",
    "SiteDiscussion",
    "Status",
    "Wave",
]
