"""The arithmetic: words become hashed features, and a linear model learns them piece by piece."""

import re
from dataclasses import dataclass, field
from unicodedata import category

import numpy
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from cramps_site.lib.skeleton import skeleton

FEATURES = 2**17
STRONGEST = 3
CLEAN, SPAM = 0, 1
WORD = re.compile(r"\w+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
LINK = "linktoasite"
PASSES = 5  # over each batch: one pass leaves a model that learns piece by piece behind one that sees all

# Hashes only: no vocabulary of readers' words is kept anywhere.
vectorizer = HashingVectorizer(
    n_features=FEATURES, alternate_sign=False, ngram_range=(1, 2), lowercase=False, token_pattern=r"\S+"
)


@dataclass(frozen=True)
class Guess:
    probability: float  # of spam
    words: list = field(default_factory=list)  # that speak most for what it says, as the reader wrote them


class SpamModel:
    def __init__(self, weights=None, bias=0.0):
        """`weights` are the bytes that `weights` gives, or None for a model that knows nothing."""
        self.classifier = SGDClassifier(loss="log_loss", alpha=1e-6, learning_rate="constant", eta0=0.5, random_state=1)
        known = numpy.zeros(FEATURES) if weights is None else numpy.frombuffer(weights, "<f4").astype(float)
        self.classifier.classes_ = numpy.array([CLEAN, SPAM])
        self.classifier.coef_, self.classifier.intercept_ = known.reshape(1, -1), numpy.array([bias])

    @property
    def weights(self):
        return self.classifier.coef_[0].astype("<f4").tobytes()

    @property
    def bias(self):
        return float(self.classifier.intercept_[0])

    def learn(self, texts, labels):
        """From one batch, both kinds weighing the same however many there are of each."""
        rows, labels = features(texts), numpy.array(labels)
        counts = numpy.bincount(labels, minlength=2)
        weights = (len(labels) / 2 / numpy.maximum(counts, 1))[labels]
        for _ in range(PASSES):
            self.classifier.partial_fit(rows, labels, classes=[CLEAN, SPAM], sample_weight=weights)

    def guess(self, text):
        probability = float(self.classifier.predict_proba(features([text]))[0, SPAM])
        return Guess(probability, self.strongest_words(text, SPAM if probability >= 0.5 else CLEAN))

    def strongest_words(self, text, label):
        """Those that speak most for SPAM or for CLEAN, at most three, none that speaks against it."""
        words = list(dict.fromkeys(WORD.findall(ADDRESS.sub(" ", text)) + ADDRESS.findall(text)))
        if not words:
            return []
        pulls = features(words) @ self.classifier.coef_[0]
        pulls = pulls if label == SPAM else -pulls
        by_pull = sorted(zip(pulls, words, strict=True), key=lambda pair: -pair[0])
        return [word[:40] for pull, word in by_pull[:STRONGEST] if pull > 0]


def features(texts):
    return vectorizer.transform([plain(text) for text in texts])


def plain(text):
    """What a text looks like, word by word, so that look-alike letters hide nothing. Every address is one word."""
    seen = "".join(letter for letter in text if category(letter) != "Cf")  # invisible ones would split words
    return " ".join(skeleton(word) for word in WORD.findall(ADDRESS.sub(f" {LINK} ", seen)))
