from importlib.util import find_spec

from django.core.management.base import BaseCommand, CommandError

from comments.models import LearnedModel
from comments.scoring import FEWEST_DECISIONS


class Command(BaseCommand):
    help = (
        "Learn from all decisions and guess at what waits, or judge the guesses on a labelled set."
        " The worker does the first by itself."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--evaluate",
            nargs="+",
            metavar="FILE.csv",
            help="columns content, class (0 clean, 1 spam) and date; learns from the earlier 70 %%, stores nothing",
        )

    def handle(self, evaluate, verbosity, **options):
        if find_spec("sklearn") is None:
            raise CommandError("scikit-learn is not installed: pip install --require-hashes -r requirements-score.txt")
        if evaluate:
            self.evaluate(evaluate)
        else:
            self.learn()
            if verbosity > 0:
                self.say_what_is_known()

    def evaluate(self, paths):
        from comments.scoring import evaluation

        try:
            result = evaluation.evaluate(evaluation.read(paths))
        except (OSError, UnicodeDecodeError, evaluation.NotASet) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Learned from {result.trained:,} comments, judged {result.judged:,} later ones.")
        for name in ["precision", "recall", "f1"]:
            self.stdout.write(f"{name:<26}{getattr(result, name):.3f}")
        self.stdout.write(f"{'clean ones put last':<26}{result.clean_put_last:.1%}")

    def learn(self):
        from comments.scoring import guessing, learning

        while learning.work() or guessing.work():
            pass

    def say_what_is_known(self):
        known = LearnedModel.objects.get()
        self.stdout.write(f"Learned from {known.decisions:,} decisions.")
        if known.decisions < FEWEST_DECISIONS:
            self.stdout.write(f"It begins to sort the queue at {FEWEST_DECISIONS}.")
